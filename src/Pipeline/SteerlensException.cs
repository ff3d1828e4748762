namespace Steerlens.Pipeline;

/// <summary>A failure with a reason that a person can act on: one line that says what, where and what to do.</summary>
public sealed class SteerlensException : Exception
{
    /// <summary>Makes the exception.</summary>
    /// <param name="exitCode">What the command exits with if nobody handles this.</param>
    /// <param name="message">One line for people; control characters, as names of files may have them, are written out.</param>
    /// <param name="inner">The failure behind it.</param>
    public SteerlensException(ExitCode exitCode, string message, Exception? inner = null)
        : base(Outputs.PrintableText.Of(message), inner) => ExitCode = exitCode;

    /// <summary>What the command exits with if nobody handles this.</summary>
    public ExitCode ExitCode { get; }
}
