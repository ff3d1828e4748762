using Steerlens.Kernels.Engines;
using Steerlens.Kernels.Maps;
using Steerlens.Pipeline.Frames;
using Steerlens.Pipeline.Outputs;

namespace Steerlens.Pipeline.Commands.Options;

/// <summary>Everything that <c>steerlens verify</c> was asked for.</summary>
/// <param name="Source">A film, a folder of images, or <c>scene:NAME</c>.</param>
public sealed record VerifyOptions(string Source)
{
    /// <summary>The most frames that are scored.</summary>
    public const int MostFrames = 500;

    /// <summary>About how many frames are scored where nothing else is asked for.</summary>
    public const int UsualFrames = 60;

    /// <summary>The maps that are scored; null for all that the network can give, or none where a folder of maps is.</summary>
    public IReadOnlyList<IMapMethod>? Maps { get; init; }

    /// <summary>A folder of maps to score, one .npy for each frame; null for none.</summary>
    public string? MapFolder { get; init; }

    /// <summary>Every how many frames one is scored; null for about <see cref="UsualFrames"/> in all.</summary>
    public int? Every { get; init; }

    /// <summary>Which part of the source; its stride is not used.</summary>
    public RangeOptions Range { get; init; } = new();

    /// <summary>The network.</summary>
    public NetworkOptions Network { get; init; } = new();

    /// <summary>The output that is the angle, as <see cref="OutputChoice"/> reads it; null for the first.</summary>
    public string? Output { get; init; }

    /// <summary>Frames per second of a folder of images; null for its default.</summary>
    public Rational? ImageRate { get; init; }

    /// <summary>Whether the answer is one JSON object.</summary>
    public bool Json { get; init; }

    /// <summary>How progress is told.</summary>
    public ProgressStyle Progress { get; init; } = ProgressStyle.Auto;

    /// <summary>What runs the network.</summary>
    public DeviceChoice Device { get; init; }

    /// <summary>Threads that work; 0 for one on each core.</summary>
    public int Threads { get; init; }
}
