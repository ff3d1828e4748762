using System.Globalization;

namespace Steerlens.Pipeline.Drives;

/// <summary>Lines <c>file,angle_rad</c>, and <c>seconds</c> behind it where the times are known: radians, positive = right.</summary>
internal sealed class PlainLabels : ILabelKind
{
    private readonly bool _hasSeconds;

    private PlainLabels(bool hasSeconds) => _hasSeconds = hasSeconds;

    /// <inheritdoc/>
    public string Name => "file,angle_rad";

    /// <inheritdoc/>
    public bool HasHeader => true;

    /// <summary>The kind, where a file's first line is its header.</summary>
    public static PlainLabels? TryCreate(string[] first) =>
        first.Length >= 2 && Is(first[0], "file") && Is(first[1], "angle_rad") ? new PlainLabels(first.Length > 2 && Is(first[2], "seconds")) : null;

    /// <inheritdoc/>
    public LabelLine Read(string[] fields)
    {
        LabelKinds.Require(fields, _hasSeconds ? 3 : 2, _hasSeconds ? "file,angle_rad,seconds" : "file,angle_rad");
        double? seconds = null;
        if (_hasSeconds)
        {
            seconds = double.TryParse(fields[2], NumberStyles.Float, CultureInfo.InvariantCulture, out var time) && Math.Abs(time) < 1e12
                ? time
                : throw new FormatException($"'{fields[2]}' is no time in seconds");
        }

        return new LabelLine(fields[0], LabelKinds.Angle(fields[1], 1), seconds, null);
    }

    private static bool Is(string field, string name) => field.Equals(name, StringComparison.OrdinalIgnoreCase);
}
