using Steerlens.Pipeline.Frames;
using Steerlens.Pipeline.Outputs;

namespace Steerlens.Pipeline.Commands.Options;

/// <summary>Everything that <c>steerlens annotate</c> was asked for, apart from the sources and outputs themselves.</summary>
public sealed record AnnotateOptions
{
    /// <summary>Whether existing outputs may be replaced.</summary>
    public bool Overwrite { get; init; }

    /// <summary>The network.</summary>
    public NetworkOptions Network { get; init; } = new();

    /// <summary>How sure the angle is.</summary>
    public DoubtOptions Doubt { get; init; } = new();

    /// <summary>The map.</summary>
    public MapRequest Map { get; init; } = new();

    /// <summary>The drawing.</summary>
    public DrawingOptions Drawing { get; init; } = new();

    /// <summary>The frames.</summary>
    public RangeOptions Range { get; init; } = new();

    /// <summary>The encoder.</summary>
    public EncodingOptions Encoding { get; init; } = new();

    /// <summary>Frames per second of a folder of images; null for its default.</summary>
    public Rational? ImageRate { get; init; }

    /// <summary>How progress is told.</summary>
    public ProgressStyle Progress { get; init; } = ProgressStyle.Auto;

    /// <summary>Threads that the engine may use; 0 for one on each core.</summary>
    public int Threads { get; init; }
}

/// <summary>One source and where what it becomes goes.</summary>
/// <param name="Source">A film, a folder of images, or <c>scene:NAME</c>.</param>
/// <param name="Output">The film to write; <c>-</c> for standard output.</param>
/// <param name="Sidecar">The file with one line for each frame; <c>-</c> for standard output; null for none.</param>
/// <param name="Maps">The folder for raw maps; null for none.</param>
public sealed record AnnotateJob(string Source, string Output, string? Sidecar = null, string? Maps = null);
