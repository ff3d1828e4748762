using Steerlens.Kernels.Engines;

namespace Steerlens.Pipeline.Commands.Options;

/// <summary>Everything that <c>steerlens explain</c> was asked for.</summary>
/// <param name="Picture">The picture to explain.</param>
/// <param name="Output">The picture to write; <c>-</c> for standard output (PNG).</param>
public sealed record ExplainOptions(string Picture, string Output)
{
    /// <summary>The share of the map's largest value above which a place is interesting, where nothing else is asked for.</summary>
    public const double DefaultRegion = 0.3;

    /// <summary>Whether an existing output may be replaced.</summary>
    public bool Overwrite { get; init; }

    /// <summary>The network.</summary>
    public NetworkOptions Network { get; init; } = new();

    /// <summary>How sure the angle is.</summary>
    public DoubtOptions Doubt { get; init; } = new();

    /// <summary>The map.</summary>
    public MapRequest Map { get; init; } = new();

    /// <summary>The drawing.</summary>
    public DrawingOptions Drawing { get; init; } = new();

    /// <summary>The file for the raw map (.npy); null for none.</summary>
    public string? MapFile { get; init; }

    /// <summary>The picture for the crop of the interesting region; null for none.</summary>
    public string? RegionFile { get; init; }

    /// <summary>What runs the network.</summary>
    public DeviceChoice Device { get; init; }

    /// <summary>Threads that the engine may use; 0 for one on each core.</summary>
    public int Threads { get; init; }
}
