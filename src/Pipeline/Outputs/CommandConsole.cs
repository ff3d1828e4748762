namespace Steerlens.Pipeline.Outputs;

/// <summary>
/// Where a command speaks: data on standard output, words for people on standard error. A status line on a terminal and
/// notes share standard error without tearing each other. Safe to call from several threads.
/// </summary>
public sealed class CommandConsole
{
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
        return new CommandConsole(Console.Out, Console.Error, isTerminal, Console.OpenStandardOutput) { Width = TerminalWidth(isTerminal) };
    }

    /// <summary>Says something in one line: <c>steerlens: ...</c>.</summary>
    public void Note(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        WriteLine("steerlens: " + text.ReplaceLineEndings(" "));
    }

    /// <summary>Writes a line as it is to standard error.</summary>
    public void WriteLine(string line)
    {
        lock (_gate)
        {
            EraseStatus();
            Error.WriteLine(line);
        }
    }

    /// <summary>Shows a line that the next one takes the place of; only for a terminal.</summary>
    public void ShowStatus(string line)
    {
        ArgumentNullException.ThrowIfNull(line);
        lock (_gate)
        {
            Error.Write("\r\e[K");
            // A line that reaches the last column would wrap and could not be written over.
            Error.Write(line.Length < Width ? line : line[..Math.Max(Width - 1, 1)]);
            Error.Flush();
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
        Error.Write("\r\e[K");
        Error.Flush();
        _hasStatus = false;
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
