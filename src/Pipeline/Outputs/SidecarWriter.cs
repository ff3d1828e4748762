using System.Buffers;

namespace Steerlens.Pipeline.Outputs;

/// <summary>
/// Writes one line for each frame, as JSON Lines or CSV. The file appears under its name when it is complete; until then it is
/// <c>NAME.partial.EXT</c>, which holds every line so far even if the process dies. One writer at a time; no allocation for a frame
/// after the first few.
/// </summary>
public sealed class SidecarWriter : IDisposable
{
    /// <summary>The path that stands for standard output.</summary>
    public const string StandardOutput = "-";

    private readonly ArrayBufferWriter<byte> _buffer = new(1024);
    private readonly IReadOnlyList<ISidecarFormatter> _formatters;
    private readonly WholeFile? _file;
    private readonly Stream _stream;
    private readonly string _name;

    private SidecarWriter(string name, Stream stream, WholeFile? file, IReadOnlyList<ISidecarFormatter> formatters)
    {
        _name = name;
        _stream = stream;
        _file = file;
        _formatters = formatters;
        _formatters[0].WriteHeading(_buffer);
        Flush();
    }

    /// <summary>Lines written so far, without a heading.</summary>
    public long Count { get; private set; }

    /// <summary>The format that a file's name asks for: CSV for <c>.csv</c>, else JSON Lines.</summary>
    public static SidecarFormat FormatOf(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        return path.EndsWith(".csv", StringComparison.OrdinalIgnoreCase) ? SidecarFormat.Csv : SidecarFormat.JsonLines;
    }

    /// <summary>Opens a sidecar.</summary>
    /// <param name="path">A file, its ending says the format, or <c>-</c> for JSON Lines on standard output.</param>
    /// <param name="subject">What is the same on every line.</param>
    /// <param name="overwrite">Whether an existing file may be replaced.</param>
    /// <param name="console">Has standard output.</param>
    /// <exception cref="SteerlensException">The file exists and may not be replaced, or can't be written.</exception>
    public static SidecarWriter Open(string path, SidecarSubject subject, bool overwrite, CommandConsole console) => Open(path, [subject], overwrite, console);

    /// <summary>Opens a sidecar that has several lines for each frame: one for each cell of a comparison.</summary>
    /// <param name="path">A file, its ending says the format, or <c>-</c> for JSON Lines on standard output.</param>
    /// <param name="subjects">For each cell what is the same on all its lines, at least one.</param>
    /// <param name="overwrite">Whether an existing file may be replaced.</param>
    /// <param name="console">Has standard output.</param>
    /// <exception cref="SteerlensException">The file exists and may not be replaced, or can't be written.</exception>
    public static SidecarWriter Open(string path, IReadOnlyList<SidecarSubject> subjects, bool overwrite, CommandConsole console)
    {
        ArgumentNullException.ThrowIfNull(subjects);
        ArgumentOutOfRangeException.ThrowIfZero(subjects.Count, nameof(subjects));
        ArgumentNullException.ThrowIfNull(console);
        var isCsv = FormatOf(path) == SidecarFormat.Csv;
        ISidecarFormatter[] formatters = [.. subjects.Select(subject => isCsv ? (ISidecarFormatter)new CsvSidecarFormatter(subject) : new JsonSidecarFormatter(subject))];
        if (path is StandardOutput) return new SidecarWriter("standard output", console.OpenOutput(), null, formatters);
        var file = new WholeFile(path, overwrite);
        try
        {
            return new SidecarWriter(path, file.Stream, file, formatters);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>Writes one frame's line and hands it to the system.</summary>
    /// <param name="record">The frame.</param>
    /// <param name="cell">The cell of a comparison that the line is about.</param>
    /// <exception cref="SteerlensException">The line can't be written.</exception>
    public void Write(in FrameRecord record, int cell = 0)
    {
        _formatters[cell].WriteLine(_buffer, record);
        Flush();
        Count++;
    }

    /// <summary>Finishes the file and gives it its name.</summary>
    /// <exception cref="SteerlensException">The file can't be finished.</exception>
    public void Complete() => _file?.Complete();

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var formatter in _formatters) formatter.Dispose();
        if (_file is null) _stream.Dispose();
        _file?.Dispose();
    }

    private void Flush()
    {
        try
        {
            _stream.Write(_buffer.WrittenSpan);
            _stream.Flush();
        }
        catch (IOException exception)
        {
            throw new SteerlensException(ExitCode.OutputUnwritable, $"the sidecar '{_name}' can't be written: {WholeFile.Reason(exception)}", exception);
        }

        _buffer.ResetWrittenCount();
    }
}
