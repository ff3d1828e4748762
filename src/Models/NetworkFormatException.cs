namespace Steerlens.Models;

/// <summary>
/// A network file can't be used. The message is one line for people: what is wrong, where (file, node), and what to do.
/// </summary>
public sealed class NetworkFormatException : Exception
{
    /// <summary>Makes the exception with its one-line reason.</summary>
    public NetworkFormatException(string message)
        : base(message)
    {
    }

    /// <summary>Makes the exception with its one-line reason and the failure behind it.</summary>
    public NetworkFormatException(string message, Exception inner)
        : base(message, inner)
    {
    }
}
