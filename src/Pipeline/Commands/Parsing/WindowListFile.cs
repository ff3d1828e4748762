using System.Globalization;
using Steerlens.Kernels.Occlusion;
using Steerlens.Pipeline.Video;

namespace Steerlens.Pipeline.Commands.Parsing;

/// <summary>
/// Reads a list of occluding windows: a line for each, left,top,width,height in whole pixels of the network's input. Empty lines and lines
/// that begin with # are skipped, and so is a first line with the names of the columns.
/// </summary>
internal static class WindowListFile
{
    /// <summary>A longer list is no list of windows but some other file.</summary>
    private const int MostWindows = 100_000;

    /// <summary>Reads a file.</summary>
    /// <exception cref="SteerlensException">The file can't be read, or a line is no window; the message has the line's number.</exception>
    public static WindowList Read(string path)
    {
        var (windows, lines, number) = (new List<Window>(), new List<int>(), 0);
        try
        {
            foreach (var line in File.ReadLines(path))
            {
                number++;
                var text = line.AsSpan().Trim();
                if (text.IsEmpty || text[0] == '#' || (windows.Count == 0 && IsHeading(text))) continue;
                windows.Add(Parse(text) ?? throw Bad(path, $" line {number}: '{Shown(text)}' is not left,top,width,height in whole pixels, like 40,20,15,15"));
                lines.Add(number);
                if (windows.Count > MostWindows) throw Bad(path, $" lists more than {MostWindows} windows: take fewer");
            }
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new SteerlensException(ExitCode.InputUnreadable, $"'{path}' {InputFile.WhyMissing(path)}", exception);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new SteerlensException(ExitCode.InputUnreadable, $"'{path}' can't be read: {exception.Message}", exception);
        }

        return windows.Count > 0 ? new WindowList(Path.GetFileName(path), windows, lines) : throw Bad(path, " lists no windows: write left,top,width,height on a line for each");
    }

    private static Window? Parse(ReadOnlySpan<char> text)
    {
        Span<Range> parts = stackalloc Range[5];
        if (text.Split(parts, ',') != 4) return null;
        Span<int> values = stackalloc int[4];
        for (var index = 0; index < values.Length; index++)
        {
            const NumberStyles style = NumberStyles.AllowLeadingWhite | NumberStyles.AllowTrailingWhite;
            if (!int.TryParse(text[parts[index]], style, CultureInfo.InvariantCulture, out values[index])) return null;
        }

        return values[2] > 0 && values[3] > 0 ? new Window(values[1], values[0], values[3], values[2]) : null;
    }

    private static bool IsHeading(ReadOnlySpan<char> text)
    {
        foreach (var character in text)
        {
            if (!char.IsAsciiLetter(character) && character is not (',' or ' ')) return false;
        }

        return text.Contains(',');
    }

    private static string Shown(ReadOnlySpan<char> text)
    {
        var shown = text.Length <= 40 ? text.ToString() : $"{text[..39]}\u2026";
        return string.Concat(shown.Select(character => char.IsControl(character) ? '?' : character));
    }

    private static SteerlensException Bad(string path, string what) => new(ExitCode.InputUnreadable, $"'{path}'{what}");
}
