using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Steerlens.Pipeline.Measuring;

/// <summary>
/// What <c>steerlens bench</c> measured. As JSON the names are these in snake case (<c>frames_per_second</c>); names are only ever
/// added. What is not known is null.
/// </summary>
public sealed record BenchResult
{
    /// <summary>What ran.</summary>
    public required BenchSubject Subject { get; init; }

    /// <summary>Where it ran.</summary>
    public required BenchMachine Machine { get; init; }

    /// <summary>Frames that were measured.</summary>
    public required int Frames { get; init; }

    /// <summary>Frames before those that were not.</summary>
    public required int WarmUpFrames { get; init; }

    /// <summary>Wall-clock seconds from the last frame of the warm-up to the finished output.</summary>
    public required double Seconds { get; init; }

    /// <summary>Measured frames for each of those seconds.</summary>
    public required double FramesPerSecond { get; init; }

    /// <summary>Frames per second as a multiple of the source's own rate; null where it has none.</summary>
    public double? RealTimeFactor { get; init; }

    /// <summary>Occluded windows per second; null for maps without windows.</summary>
    public double? WindowsPerSecond { get; init; }

    /// <summary>Managed bytes allocated for each measured frame, by all threads.</summary>
    public required double AllocatedBytesPerFrame { get; init; }

    /// <summary>Garbage collections while measuring.</summary>
    public required int Collections { get; init; }

    /// <summary>What was done once, before the measured frames.</summary>
    public required BenchPreparation Preparation { get; init; }

    /// <summary>The stages in their order.</summary>
    public required IReadOnlyList<BenchStage> Stages { get; init; }

    /// <summary>This result over an earlier one; null where there was none to compare with.</summary>
    public BenchComparison? Baseline { get; init; }
}

/// <summary>What was measured.</summary>
public sealed record BenchSubject
{
    /// <summary>The source, as it was given.</summary>
    public required string Source { get; init; }

    /// <summary>Width of a picture in pixels.</summary>
    public required int Width { get; init; }

    /// <summary>Height of a picture in pixels.</summary>
    public required int Height { get; init; }

    /// <summary>The source's frames per second; null where it has no rate.</summary>
    public double? FrameRate { get; init; }

    /// <summary>The network's name.</summary>
    public required string Network { get; init; }

    /// <summary>The map's word on the command line.</summary>
    public required string Map { get; init; }

    /// <summary>Windows in the bank; null for maps without windows.</summary>
    public int? Windows { get; init; }

    /// <summary>The layout's word on the command line.</summary>
    public required string Layout { get; init; }

    /// <summary>The output's encoder settings, or <c>none</c> where pictures are thrown away.</summary>
    public required string Output { get; init; }
}

/// <summary>Where it was measured.</summary>
public sealed record BenchMachine
{
    /// <summary>The processor, for people.</summary>
    public string? Processor { get; init; }

    /// <summary>Processors that the program may use.</summary>
    public required int Cores { get; init; }

    /// <summary>The engine with vector width and threads.</summary>
    public required string Engine { get; init; }

    /// <summary>The .NET runtime.</summary>
    public required string Runtime { get; init; }

    /// <summary>The program's version.</summary>
    public required string Version { get; init; }
}

/// <summary>What was done once, in milliseconds.</summary>
public sealed record BenchPreparation
{
    /// <summary>Reading the network.</summary>
    public required double NetworkMs { get; init; }

    /// <summary>Opening the source.</summary>
    public required double SourceMs { get; init; }

    /// <summary>Packing the weights for the engine.</summary>
    public required double EngineMs { get; init; }

    /// <summary>
    /// The map's bank and plans: preparing the map, and what its first frame took longer than the median one (compilation of the
    /// code is in it).
    /// </summary>
    public required double PlansMs { get; init; }
}

/// <summary>One stage.</summary>
public sealed record BenchStage
{
    /// <summary>Its name.</summary>
    public required string Name { get; init; }

    /// <summary>The mean of its own work on a frame, in milliseconds; for decode and encode also what ffmpeg makes them wait.</summary>
    public required double MeanMs { get; init; }

    /// <summary>The median.</summary>
    public required double P50Ms { get; init; }

    /// <summary>95 of 100 frames took no longer.</summary>
    public required double P95Ms { get; init; }

    /// <summary>99 of 100 frames took no longer.</summary>
    public required double P99Ms { get; init; }

    /// <summary>The longest.</summary>
    public required double MaxMs { get; init; }

    /// <summary>The first frame of all, which is not measured otherwise.</summary>
    public required double FirstMs { get; init; }

    /// <summary>The share of the wall-clock time in which it worked, 0..1.</summary>
    public required double BusyShare { get; init; }

    /// <summary>Frames in its queue when it was ready for one, on the mean; null for decode, which has none.</summary>
    public double? QueueMean { get; init; }

    /// <summary>The same, at most.</summary>
    public int? QueueMax { get; init; }
}

/// <summary>A result over an earlier one: above 1 means more.</summary>
public sealed record BenchComparison
{
    /// <summary>The earlier result's file.</summary>
    public required string File { get; init; }

    /// <summary>What the two did not measure alike, as words; empty where they can be compared.</summary>
    public required IReadOnlyList<string> Differences { get; init; }

    /// <summary>Frames per second.</summary>
    public double? FramesPerSecond { get; init; }

    /// <summary>Windows per second.</summary>
    public double? WindowsPerSecond { get; init; }

    /// <summary>The time for plans.</summary>
    public double? PlansMs { get; init; }

    /// <summary>Each stage that both have.</summary>
    public required IReadOnlyList<BenchStageRatio> Stages { get; init; }
}

/// <summary>One stage over its earlier self.</summary>
/// <param name="Name">Its name.</param>
/// <param name="P50Ms">The medians; null where the earlier one is 0.</param>
/// <param name="P95Ms">95 of 100.</param>
/// <param name="P99Ms">99 of 100.</param>
public sealed record BenchStageRatio(string Name, double? P50Ms, double? P95Ms, double? P99Ms);

/// <summary>Reads and writes results as JSON without reflection.</summary>
[JsonSerializable(typeof(BenchResult))]
internal sealed partial class BenchJson : JsonSerializerContext
{
    /// <summary>Snake case, indented, nothing escaped that JSON does not ask for.</summary>
    public static BenchJson Plain { get; } = new(new JsonSerializerOptions
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    });
}
