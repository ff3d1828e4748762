using System.Globalization;

namespace Steerlens.Pipeline.Drives;

/// <summary>The kinds of labels files that are known, and what their lines have in common.</summary>
internal static class LabelKinds
{
    private const double MostRadians = 100;

    /// <summary>The kinds, for people.</summary>
    public const string Known =
        "index,frame,timestamp_ns,steering_rad (Udacity challenge 2); driving_log.csv of the Udacity simulator; data.txt with lines 'picture degrees'; file,angle_rad";

    /// <summary>The kind that a file's first line shows; null where it is none of them.</summary>
    public static ILabelKind? Of(string path, string firstLine)
    {
        var fields = Split(firstLine);
        return (ILabelKind?)ChallengeLabels.TryCreate(fields) ?? (ILabelKind?)PlainLabels.TryCreate(fields) ?? (ILabelKind?)SimulatorLabels.TryCreate(fields) ?? DegreeLabels.TryCreate(path, fields);
    }

    /// <summary>What stands between a line's commas, without spaces and quotation marks around it.</summary>
    public static string[] Split(string line) => [.. line.Split(',').Select(field => field.Trim().Trim('"'))];

    /// <summary>Reads an angle.</summary>
    /// <param name="text">The number.</param>
    /// <param name="radians">What it is multiplied with to become radians, positive = right.</param>
    /// <exception cref="FormatException">It is no number, or none of an angle.</exception>
    public static double Angle(string text, double radians)
    {
        if (!double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) || !double.IsFinite(value)) throw new FormatException($"'{text}' is no angle");
        return Math.Abs(value * radians) <= MostRadians
            ? value * radians
            : throw new FormatException($"'{text}' is {Math.Abs(value * radians):0} radians, and no steering wheel turns as far: its unit is another one");
    }

    /// <summary>Refuses a line with too few fields.</summary>
    /// <exception cref="FormatException">There are fewer.</exception>
    public static void Require(string[] fields, int least, string expected)
    {
        if (fields.Length < least || fields.Take(least).Any(field => field.Length == 0)) throw new FormatException($"it is no line of {expected}");
    }
}
