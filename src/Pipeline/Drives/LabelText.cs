using System.Text;
using Steerlens.Pipeline.Video;

namespace Steerlens.Pipeline.Drives;

/// <summary>The lines of a labels file, one after the other; a line has a bounded length, so that no file fills the memory.</summary>
internal sealed class LabelText : IDisposable
{
    private const int LongestLine = 4096;

    private readonly string _path;
    private readonly StreamReader _reader;
    private readonly StringBuilder _line = new();

    /// <summary>Opens a file.</summary>
    /// <exception cref="SteerlensException">It can't be opened, or is no ordinary file.</exception>
    public LabelText(string path)
    {
        _path = path;
        try
        {
            if (SpecialFile.KindOf(path) is { } kind) throw new SteerlensException(ExitCode.InputUnreadable, $"'{path}' is {kind}, and labels are read more than once: save them to a file");
            _reader = new StreamReader(path, Encoding.UTF8);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new SteerlensException(ExitCode.InputUnreadable, $"'{path}' can't be opened: {exception.Message}", exception);
        }
    }

    /// <summary>The number of the line that was read last, from 1.</summary>
    public int Number { get; private set; }

    /// <summary>The next line that is not empty; null at the end.</summary>
    /// <exception cref="SteerlensException">A line is too long, or the file can't be read.</exception>
    public string? Next()
    {
        while (ReadLine() is { } line)
        {
            if (line.AsSpan().Trim().Length > 0) return line;
        }

        return null;
    }

    /// <inheritdoc/>
    public void Dispose() => _reader.Dispose();

    private string? ReadLine()
    {
        _line.Clear();
        Number++;
        try
        {
            int character;
            while ((character = _reader.Read()) >= 0 && character != '\n')
            {
                if (_line.Length == LongestLine) throw new SteerlensException(ExitCode.InputUnreadable, $"'{_path}', line {Number}: it has over {LongestLine} characters: this is no labels file");
                _line.Append((char)character);
            }

            return character < 0 && _line.Length == 0 ? null : _line.ToString();
        }
        catch (IOException exception)
        {
            throw new SteerlensException(ExitCode.InputUnreadable, $"'{_path}' can't be read: {exception.Message}", exception);
        }
    }
}
