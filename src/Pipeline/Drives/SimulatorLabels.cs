using System.Globalization;

namespace Steerlens.Pipeline.Drives;

/// <summary>
/// <c>driving_log.csv</c> of the Udacity simulator, with or without the line of names: the centre camera, shares of 25 degrees, positive =
/// right. The time stands in the picture's name.
/// </summary>
internal sealed class SimulatorLabels : ILabelKind
{
    private const double FullScale = 25 * Math.PI / 180;
    private const string Clock = "yyyy_MM_dd_HH_mm_ss_fff";

    // center, left, right, steering, throttle, brake, speed
    private const int ColumnsWithoutHeader = 7;
    private const int SteeringWithoutHeader = 3;

    private readonly int _centre;
    private readonly int _steering;

    private SimulatorLabels(int centre, int steering, bool hasHeader) => (_centre, _steering, HasHeader) = (centre, steering, hasHeader);

    /// <inheritdoc/>
    public string Name => "Udacity simulator";

    /// <inheritdoc/>
    public bool HasHeader { get; }

    /// <summary>The kind, where a file's first line is its header or one of its lines.</summary>
    public static SimulatorLabels? TryCreate(string[] first)
    {
        var names = Array.ConvertAll(first, name => name.ToLowerInvariant());
        var (centre, steering) = (Array.IndexOf(names, "center"), Array.IndexOf(names, "steering"));
        if (centre >= 0 && steering >= 0) return new SimulatorLabels(centre, steering, hasHeader: true);
        return first.Length == ColumnsWithoutHeader && NameOf(first[0]).StartsWith("center", StringComparison.OrdinalIgnoreCase)
            ? new SimulatorLabels(0, SteeringWithoutHeader, hasHeader: false)
            : null;
    }

    /// <inheritdoc/>
    public LabelLine Read(string[] fields)
    {
        LabelKinds.Require(fields, Math.Max(_centre, _steering) + 1, "a driving_log.csv");
        var picture = fields[_centre];
        return new LabelLine(picture, LabelKinds.Angle(fields[_steering], FullScale), Seconds(picture), null);
    }

    private static double? Seconds(string picture)
    {
        var name = Path.GetFileNameWithoutExtension(NameOf(picture));
        return name.Length > Clock.Length && DateTime.TryParseExact(name[^Clock.Length..], Clock, CultureInfo.InvariantCulture, DateTimeStyles.None, out var time)
            ? (time - DateTime.UnixEpoch).TotalSeconds
            : null;
    }

    // The log may come from Windows.
    private static string NameOf(string picture) => picture[(picture.LastIndexOfAny(['/', '\\']) + 1)..];
}
