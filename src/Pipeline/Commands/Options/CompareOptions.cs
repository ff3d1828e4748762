using Steerlens.Kernels.Engines;
using Steerlens.Pipeline.Frames;
using Steerlens.Pipeline.Outputs;

namespace Steerlens.Pipeline.Commands.Options;

/// <summary>Everything that <c>steerlens compare</c> was asked for.</summary>
/// <param name="Sources">One film, folder of images or <c>scene:NAME</c>; for a still grid any number of pictures, or those with <see cref="Times"/>.</param>
/// <param name="Output">The film or picture to write; <c>-</c> for a film on standard output.</param>
public sealed record CompareOptions(IReadOnlyList<string> Sources, string Output)
{
    /// <summary>The widest grid in pixels.</summary>
    public const int MostWidth = 3840;

    /// <summary>Films: the file with a line for each cell of each frame; <c>-</c> for standard output; null for none.</summary>
    public string? Sidecar { get; init; }

    /// <summary>Whether the output is one picture.</summary>
    public bool IsStill { get; init; }

    /// <summary>Still grids: the times of the frames that are taken from films and rendered roads; empty takes pictures as they are.</summary>
    public IReadOnlyList<TimeSpan> Times { get; init; } = [];

    /// <summary>Whether an existing output may be replaced.</summary>
    public bool Overwrite { get; init; }

    /// <summary>The networks, at least one.</summary>
    public IReadOnlyList<NetworkOptions> Networks { get; init; } = [new()];

    /// <summary>The maps with their targets, at least one; each network shows all of them.</summary>
    public IReadOnlyList<MapRequest> Maps { get; init; } = [new()];

    /// <summary>The drawing of each cell.</summary>
    public DrawingOptions Drawing { get; init; } = new();

    /// <summary>The most columns of pixels that the grid may have, up to <see cref="MostWidth"/>.</summary>
    public int Width { get; init; } = 1920;

    /// <summary>Cells beside each other; null for what suits their number.</summary>
    public int? Columns { get; init; }

    /// <summary>The frames of a film.</summary>
    public RangeOptions Range { get; init; } = new();

    /// <summary>The encoder of a film.</summary>
    public EncodingOptions Encoding { get; init; } = new();

    /// <summary>Frames per second of a folder of images; null for its default.</summary>
    public Rational? ImageRate { get; init; }

    /// <summary>How progress is told.</summary>
    public ProgressStyle Progress { get; init; } = ProgressStyle.Auto;

    /// <summary>What runs the networks.</summary>
    public DeviceChoice Device { get; init; }

    /// <summary>Threads that each engine may use; 0 for one on each core.</summary>
    public int Threads { get; init; }
}
