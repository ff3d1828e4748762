using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Steerlens.Pipeline.Evaluation;

/// <summary>How well a network drives a labelled drive.</summary>
internal sealed record EvaluationResult
{
    /// <summary>The labels file.</summary>
    public required string Drive { get; init; }

    /// <summary>The network's name.</summary>
    public required string Network { get; init; }

    /// <summary>A caution about these figures; empty for none.</summary>
    public required string Caution { get; init; }

    /// <summary>The frames that were driven.</summary>
    public required int Frames { get; init; }

    /// <summary>The drive's frames.</summary>
    public required int DriveFrames { get; init; }

    /// <summary>The drive's length in seconds, gaps included.</summary>
    public required double Seconds { get; init; }

    /// <summary>How often the drive was cut.</summary>
    public required int Gaps { get; init; }

    /// <summary>Frames in a block of the intervals.</summary>
    public required int BlockFrames { get; init; }

    /// <summary>The network.</summary>
    public required DriverScores Scores { get; init; }

    /// <summary>Driving straight on.</summary>
    public required DriverScores AlwaysZero { get; init; }

    /// <summary>Holding the mean of the drive's true angles.</summary>
    public required DriverScores DriveMean { get; init; }

    /// <summary>Whether the network is better than driving straight on; null where chance can't be ruled out.</summary>
    public required bool? BeatsZero { get; init; }

    /// <summary>The worst frames, the worst first.</summary>
    public required IReadOnlyList<WorstFrame> Worst { get; init; }
}

/// <summary>The figures of one driver, in degrees.</summary>
/// <param name="RmseDegrees">Root mean square error.</param>
/// <param name="MaeDegrees">Mean absolute error.</param>
/// <param name="Correlation">Pearson's; null for what always says the same.</param>
internal sealed record DriverScores(ScoreInterval RmseDegrees, ScoreInterval MaeDegrees, ScoreInterval? Correlation);

/// <summary>A figure and its 95 % interval; the ends are null where the drive is too short for one.</summary>
internal sealed record ScoreInterval(double Value, double? Low, double? High);

/// <summary>A frame far off.</summary>
internal sealed record WorstFrame(int Frame, string Picture, double Seconds, double AngleDegrees, double TrueAngleDegrees);

/// <summary>Writes results as JSON without reflection.</summary>
[JsonSerializable(typeof(EvaluationResult))]
internal sealed partial class EvaluationJson : JsonSerializerContext
{
    /// <summary>Snake case, indented, nothing escaped that JSON does not ask for.</summary>
    public static EvaluationJson Plain { get; } = new(new JsonSerializerOptions
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    });
}
