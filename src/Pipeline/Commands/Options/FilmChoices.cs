using Steerlens.Kernels.Engines;
using Steerlens.Pipeline.Frames;
using Steerlens.Pipeline.Outputs;

namespace Steerlens.Pipeline.Commands.Options;

/// <summary>What every command that turns footage into an annotated film is asked for: what is explained and drawn, and how the work is done.</summary>
public record FilmChoices
{
    /// <summary>The network.</summary>
    public NetworkOptions Network { get; init; } = new();

    /// <summary>How sure the angle is.</summary>
    public DoubtOptions Doubt { get; init; } = new();

    /// <summary>The map.</summary>
    public MapRequest Map { get; init; } = new();

    /// <summary>The drawing.</summary>
    public DrawingOptions Drawing { get; init; } = new();

    /// <summary>The encoder.</summary>
    public EncodingOptions Encoding { get; init; } = new();

    /// <summary>Frames per second of a folder of images; null for its default.</summary>
    public Rational? ImageRate { get; init; }

    /// <summary>How progress is told.</summary>
    public ProgressStyle Progress { get; init; } = ProgressStyle.Auto;

    /// <summary>What runs the network.</summary>
    public DeviceChoice Device { get; init; }

    /// <summary>Threads that the engine may use; 0 for one on each core.</summary>
    public int Threads { get; init; }
}
