using Steerlens.Kernels.Engines;
using Steerlens.Pipeline.Frames;

namespace Steerlens.Pipeline.Commands.Options;

/// <summary>Everything that <c>steerlens live</c> was asked for.</summary>
/// <param name="Source">A camera, an address, a film, a folder of images, or <c>scene:NAME</c>.</param>
public sealed record LiveOptions(string Source)
{
    /// <summary>The port that is used where none is asked for.</summary>
    public const int DefaultPort = 8420;

    /// <summary>The port; 0 for any that is free.</summary>
    public int Port { get; init; } = DefaultPort;

    /// <summary>The address or name to listen to; null for this machine alone.</summary>
    public string? Listen { get; init; }

    /// <summary>Whether the page is opened in the browser.</summary>
    public bool Open { get; init; }

    /// <summary>A folder of pictures to look at beside the source; null for none.</summary>
    public string? Pictures { get; init; }

    /// <summary>The folder that recordings go to; null for the working folder.</summary>
    public string? RecordFolder { get; init; }

    /// <summary>Whether a film begins anew at its end.</summary>
    public bool Loop { get; init; }

    /// <summary>Frames per second of a folder of images; null for its default.</summary>
    public Rational? ImageRate { get; init; }

    /// <summary>The networks, the first one shown first; at least one.</summary>
    public IReadOnlyList<NetworkOptions> Networks { get; init; } = [new NetworkOptions()];

    /// <summary>How sure the angle is.</summary>
    public DoubtOptions Doubt { get; init; } = new();

    /// <summary>The map.</summary>
    public MapRequest Map { get; init; } = new();

    /// <summary>The drawing.</summary>
    public DrawingOptions Drawing { get; init; } = new();

    /// <summary>What runs the network.</summary>
    public DeviceChoice Device { get; init; }

    /// <summary>Threads that the engine may use; 0 for one on each core.</summary>
    public int Threads { get; init; }
}
