using Steerlens.Pipeline.Frames;
using Steerlens.Pipeline.Outputs;

namespace Steerlens.Pipeline.Commands.Options;

/// <summary>Everything that <c>steerlens bench</c> was asked for.</summary>
/// <param name="Source">A film, a folder of images, or <c>scene:NAME</c>.</param>
public sealed record BenchOptions(string Source)
{
    /// <summary>The film to write; null throws the pictures away.</summary>
    public string? Output { get; init; }

    /// <summary>Whether an existing output may be replaced.</summary>
    public bool Overwrite { get; init; }

    /// <summary>The network.</summary>
    public NetworkOptions Network { get; init; } = new();

    /// <summary>The map.</summary>
    public MapRequest Map { get; init; } = new();

    /// <summary>The drawing.</summary>
    public DrawingOptions Drawing { get; init; } = new();

    /// <summary>The encoder.</summary>
    public EncodingOptions Encoding { get; init; } = new();

    /// <summary>Frames per second of a folder of images; null for its default.</summary>
    public Rational? ImageRate { get; init; }

    /// <summary>Frames that are measured, where the source has as many.</summary>
    public int Frames { get; init; } = 300;

    /// <summary>Frames before those, which are not measured; at least 1.</summary>
    public int WarmUp { get; init; } = 12;

    /// <summary>Threads that the engine may use; 0 for one on each core.</summary>
    public int Threads { get; init; }

    /// <summary>Whether the answer is one JSON object.</summary>
    public bool Json { get; init; }

    /// <summary>An earlier answer in JSON to compare with; null for none.</summary>
    public string? Baseline { get; init; }

    /// <summary>How progress is told.</summary>
    public ProgressStyle Progress { get; init; } = ProgressStyle.Auto;
}
