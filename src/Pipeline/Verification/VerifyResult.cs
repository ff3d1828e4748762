using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Steerlens.Kernels.Truth;

namespace Steerlens.Pipeline.Verification;

/// <summary>What <c>steerlens verify</c> found out about a source's maps.</summary>
public sealed record VerifyResult
{
    /// <summary>The film, folder or scene.</summary>
    public required string Source { get; init; }

    /// <summary>The network's name.</summary>
    public required string Network { get; init; }

    /// <summary>Frames that were scored.</summary>
    public required int Frames { get; init; }

    /// <summary>Those with an angle of 5 degrees or more; the others are nearly straight.</summary>
    public required int TurningFrames { get; init; }

    /// <summary>Frames of one block of the bootstrap; a block lasts 4 s, or one frame where they lie farther apart.</summary>
    public required int BlockFrames { get; init; }

    /// <summary>Blocks that the intervals rest on; with few of them the intervals are too narrow.</summary>
    public required double Blocks { get; init; }

    /// <summary>Correlation of a frame's input with the next frame's; null where no frame has a next one.</summary>
    public double? InputSteadiness { get; init; }

    /// <summary>Objects that were removed from the rendered road; null where it is none.</summary>
    public int? Objects { get; init; }

    /// <summary>What a map that is the same everywhere gets as its <see cref="MapTruth.ObjectCorrelation"/>; null where it is no rendered road.</summary>
    public double? UniformObjectCorrelation { get; init; }

    /// <summary>Each map.</summary>
    public required IReadOnlyList<MapTruth> Maps { get; init; }

    /// <summary>The maps that the network can't give, each with the reason.</summary>
    public required IReadOnlyList<LeftOutMap> LeftOut { get; init; }
}

/// <summary>A map that was not scored.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Reason">Why.</param>
public sealed record LeftOutMap(string Name, string Reason);

/// <summary>How true one map is.</summary>
public sealed record MapTruth
{
    /// <summary>The map's name, or the folder that it comes from.</summary>
    public required string Name { get; init; }

    /// <summary>What removed pixels were replaced with.</summary>
    public required IReadOnlyList<string> Fills { get; init; }

    /// <summary>The deletion score of the sizes |value|, by the size of the angle's change.</summary>
    public required DeletionTruth Size { get; init; }

    /// <summary>The deletion score from right to left, by the angle's change with its sign; null for a map that knows no direction.</summary>
    public DeletionTruth? Direction { get; init; }

    /// <summary>The median place among 32, over all frames.</summary>
    public required double MedianRank { get; init; }

    /// <summary>Rank correlation with the maps of networks whose last 1, 2, ... layers are random; null where it can't be asked.</summary>
    public IReadOnlyList<double>? LayerCorrelations { get; init; }

    /// <summary>Whether the last of those is below the limit; null where it can't be asked.</summary>
    public bool? PassesRandomisation { get; init; }

    /// <summary>The largest change of the map under noise of 2 % of the input's range, as a share of the map; null where it can't be asked.</summary>
    public double? MaximumSensitivity { get; init; }

    /// <summary>Correlation of a frame's map with the next frame's; null where it can't be asked.</summary>
    public double? Steadiness { get; init; }

    /// <summary>Rank correlation of removed objects' true part in the angle with the map's mass on them; null where it is no rendered road.</summary>
    public double? ObjectCorrelation { get; init; }

    /// <summary>The map's share on lane paint over that of a map that is the same everywhere; null where it is no rendered road.</summary>
    public double? PaintRatio { get; init; }

    /// <summary>The share of frames whose peak lies on lane paint; null where it is no rendered road.</summary>
    public double? PaintHits { get; init; }
}

/// <summary>What a map's order of pixels is worth.</summary>
public sealed record DeletionTruth
{
    /// <summary>The deletion score of turning frames in degrees; null without such frames.</summary>
    public TruthInterval? Turning { get; init; }

    /// <summary>The deletion score of nearly straight frames in degrees; null without such frames.</summary>
    public TruthInterval? Straight { get; init; }

    /// <summary>Each floor on turning frames, or on all where none turns.</summary>
    public required IReadOnlyList<FloorGain> Floors { get; init; }

    /// <summary>Whether the map is better than every floor, each with its whole interval; null where the film is too short to tell.</summary>
    public bool? BeatsEveryFloor { get; init; }
}

/// <summary>A mean with its 95 % interval.</summary>
/// <param name="Mean">The mean.</param>
/// <param name="Low">The interval's lower end; null, as the other end, where the film is too short for one.</param>
/// <param name="High">The interval's upper end.</param>
public sealed record TruthInterval(double Mean, double? Low, double? High)
{
    /// <summary>In degrees; null where there is no value.</summary>
    internal static TruthInterval? Degrees(Interval interval)
    {
        if (!double.IsFinite(interval.Mean)) return null;
        var mean = double.RadiansToDegrees(interval.Mean);
        return double.IsFinite(interval.Low) ? new TruthInterval(mean, double.RadiansToDegrees(interval.Low), double.RadiansToDegrees(interval.High)) : new TruthInterval(mean, null, null);
    }
}

/// <summary>A map beside a floor.</summary>
/// <param name="Floor">The floor's name.</param>
/// <param name="FramesBeaten">The share of frames in which the map has the higher score.</param>
/// <param name="Gain">The map's score minus the floor's, in degrees; null where the floor has none.</param>
public sealed record FloorGain(string Floor, double FramesBeaten, TruthInterval? Gain)
{
    /// <summary>Whether the whole interval lies above 0; null where there is none.</summary>
    public bool? IsBeaten => Gain?.Low is { } low ? low > 0 : null;
}

/// <summary>Writes results as JSON without reflection.</summary>
[JsonSerializable(typeof(VerifyResult))]
internal sealed partial class VerifyJson : JsonSerializerContext
{
    /// <summary>Snake case, indented, nothing escaped that JSON does not ask for.</summary>
    public static VerifyJson Plain { get; } = new(new JsonSerializerOptions
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    });
}
