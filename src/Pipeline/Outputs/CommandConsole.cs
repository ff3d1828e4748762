using System.Text;

namespace Steerlens.Pipeline.Outputs;

/// <summary>
/// Where a command speaks: data on standard output, words for people on standard error. A status line on a terminal and
/// notes share standard error without tearing each other. Safe to call from several threads.
/// </summary>
public sealed class CommandConsole
{
    private const string EraseLine = "\r\e[K";

    private readonly Lock _gate = new();
    private bool _hasStatus;

    /// <summary>Makes a console.</summary>
    /// <param name="output">Text results.</param>
    /// <param name="error">Words for people.</param>
    /// <param name="errorIsTerminal">Whether a line on <paramref name="error"/> can be written over.</param>
    /// <param name="openOutput">Opens standard output for bytes.</param>
    public CommandConsole(TextWriter output, TextWriter error, bool errorIsTerminal, Func<Stream> openOutput)
    {
        Output = output;
        Error = error;
        ErrorIsTerminal = errorIsTerminal;
        OpenOutput = openOutput;
    }

    /// <summary>Text results.</summary>
    public TextWriter Output { get; }

    /// <summary>Words for people; use <see cref="Note"/> where a status line may be showing.</summary>
    public TextWriter Error { get; }

    /// <summary>Whether a line on <see cref="Error"/> can be written over.</summary>
    public bool ErrorIsTerminal { get; }

    /// <summary>Opens standard output for bytes.</summary>
    public Func<Stream> OpenOutput { get; }

    /// <summary>Characters in a line of the terminal; 120 where there is none.</summary>
    public int Width { get; init; } = 120;

    /// <summary>Whether failures are told with everything that is known about them.</summary>
    public bool IsVerbose { get; set; }

    /// <summary>The console of this process. A dumb terminal counts as none.</summary>
    public static CommandConsole OfProcess()
    {
        var isTerminal = !Console.IsErrorRedirected && Environment.GetEnvironmentVariable("TERM") is not "dumb";
        var output = new StreamWriter(OpenOutput(), new UTF8Encoding(encoderShouldEmitUTF8Identifier: false)) { AutoFlush = true };
        return new CommandConsole(output, Console.Error, isTerminal, OpenOutput) { Width = TerminalWidth(isTerminal) };

        static Stream OpenOutput() => new StandardOutputStream(Console.OpenStandardOutput());
    }

    /// <summary>Says something in one line: <c>steerlens: ...</c>.</summary>
    public void Note(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        WriteLine("steerlens: " + text);
    }

    /// <summary>Writes a line to standard error, its control characters written out.</summary>
    public void WriteLine(string line)
    {
        var printable = PrintableText.Of(line);
        lock (_gate)
        {
            EraseStatus();
            TryWrite(printable + Error.NewLine);
        }
    }

    /// <summary>Shows a line that the next one takes the place of; only for a terminal.</summary>
    public void ShowStatus(string line)
    {
        var printable = PrintableText.Of(line);
        lock (_gate)
        {
            // A line that reaches the last column would wrap and could not be written over.
            TryWrite(EraseLine + (printable.Length < Width ? printable : printable[..Math.Max(Width - 1, 1)]));
            _hasStatus = true;
        }
    }

    /// <summary>Takes the status line away.</summary>
    public void ClearStatus()
    {
        lock (_gate) EraseStatus();
    }

    private void EraseStatus()
    {
        if (!_hasStatus) return;
        TryWrite(EraseLine);
        _hasStatus = false;
    }

    /// <summary>Where words for people can't be written, a full disk or a reader that is gone, the work goes on without them.</summary>
    private void TryWrite(string text)
    {
        try
        {
            Error.Write(text);
            Error.Flush();
        }
        catch (IOException)
        {
            // There is nowhere left to say so.
        }
    }

    private static int TerminalWidth(bool isTerminal)
    {
        try
        {
            return isTerminal && Console.WindowWidth > 20 ? Console.WindowWidth : 120;
        }
        catch (IOException)
        {
            return 120;
        }
    }
}
