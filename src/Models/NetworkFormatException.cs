using System.Text;

namespace Steerlens.Models;

/// <summary>
/// A network file can't be used. The message is one line for people: what is wrong, where (file, node), and what to do.
/// </summary>
public sealed class NetworkFormatException : Exception
{
    /// <summary>Makes the exception with its one-line reason.</summary>
    public NetworkFormatException(string message)
        : base(OneLine(message))
    {
    }

    /// <summary>Makes the exception with its one-line reason and the failure behind it.</summary>
    public NetworkFormatException(string message, Exception inner)
        : base(OneLine(message), inner)
    {
    }

    /// <summary>Names from a damaged file may hold anything, and be long.</summary>
    private static string OneLine(string message)
    {
        const int Longest = 1000;
        ArgumentNullException.ThrowIfNull(message);
        var line = string.Concat(message.EnumerateRunes().Select(letter => Rune.IsControl(letter) ? FormattableString.Invariant($"\\x{letter.Value:x2}") : letter.ToString()));
        return line.Length <= Longest ? line : string.Concat(line.AsSpan(0, Longest), "...");
    }
}
