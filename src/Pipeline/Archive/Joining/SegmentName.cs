using System.Globalization;
using System.Text.RegularExpressions;

namespace Steerlens.Pipeline.Archive.Joining;

/// <summary>What a segment's name says: which camera and series it belongs to, when it begins, which number it has.</summary>
/// <param name="Series">The name with every number in it replaced: segments of one camera have the same.</param>
/// <param name="Start">When it begins, by the date and time in its name; null where there is none.</param>
/// <param name="Number">The last number in its name; null where there is none.</param>
internal sealed partial record SegmentName(string Series, DateTime? Start, long? Number)
{
    /// <summary>Reads a file's name.</summary>
    public static SegmentName Of(string path)
    {
        var name = Path.GetFileName(path);
        var number = Digits().Matches(Path.GetFileNameWithoutExtension(name)).LastOrDefault()?.Value;
        return new SegmentName(
            Path.GetDirectoryName(path) + Path.DirectorySeparatorChar + Digits().Replace(name, "#"), StartOf(name),
            long.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var value) ? value : null);
    }

    private static DateTime? StartOf(string name)
    {
        foreach (Match match in Moment().Matches(name))
        {
            var digits = string.Concat(match.Groups["date"].Value.Where(char.IsAsciiDigit)) + string.Concat(match.Groups["time"].Value.Where(char.IsAsciiDigit));
            if (DateTime.TryParseExact(digits, "yyyyMMddHHmmss", CultureInfo.InvariantCulture, DateTimeStyles.None, out var start)) return start;
        }

        return null;
    }

    [GeneratedRegex("[0-9]+", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Digits();

    // 20230612_143000, 2023-06-12 14.30.00, 2023_0612_143000
    [GeneratedRegex("(?<![0-9])(?<date>(19|20)[0-9]{2}[-_.]?[01][0-9][-_.]?[0-3][0-9])[-_. T]?(?<time>[0-2][0-9][-_.:]?[0-5][0-9][-_.:]?[0-5][0-9])(?![0-9])", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Moment();
}
