using System.Globalization;

namespace Steerlens.Pipeline.Drives;

/// <summary>Labels of Udacity's second challenge: the steering wheel in radians, positive = left, with the frame's number and its time.</summary>
internal sealed class ChallengeLabels : ILabelKind
{
    private const string Columns = "index,frame,timestamp_ns,steering_rad";
    private const double Nanoseconds = 1e9;

    private ChallengeLabels()
    {
    }

    /// <inheritdoc/>
    public string Name => "Udacity challenge 2";

    /// <inheritdoc/>
    public bool HasHeader => true;

    /// <summary>The kind, where a file's first line is its header.</summary>
    public static ChallengeLabels? TryCreate(string[] first) =>
        string.Join(',', first.Take(4)).Equals(Columns, StringComparison.OrdinalIgnoreCase) ? new ChallengeLabels() : null;

    /// <inheritdoc/>
    public LabelLine Read(string[] fields)
    {
        LabelKinds.Require(fields, 4, Columns);
        if (!long.TryParse(fields[0], NumberStyles.None, CultureInfo.InvariantCulture, out var place)) throw new FormatException($"its index '{fields[0]}' is no whole number");
        if (!long.TryParse(fields[2], NumberStyles.None, CultureInfo.InvariantCulture, out var time)) throw new FormatException($"its time stamp '{fields[2]}' is no whole number");
        return new LabelLine(fields[1], LabelKinds.Angle(fields[3], -1), time / Nanoseconds, place);
    }
}
