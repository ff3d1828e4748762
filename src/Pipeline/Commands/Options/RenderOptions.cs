using Steerlens.Pipeline.Frames;
using Steerlens.Pipeline.Outputs;

namespace Steerlens.Pipeline.Commands.Options;

/// <summary>Everything that <c>steerlens render</c> was asked for.</summary>
/// <param name="Scene">The address of a rendered road, such as <c>scene:coast-road?seed=7</c>.</param>
/// <param name="Output">The film to write; <c>-</c> for standard output.</param>
public sealed record RenderOptions(string Scene, string Output)
{
    /// <summary>Whether existing outputs may be replaced.</summary>
    public bool Overwrite { get; init; }

    /// <summary>The file for the true angle of each frame (CSV); null for none.</summary>
    public string? Truth { get; init; }

    /// <summary>Which of the scene's roads; the same number makes the same road. Null for the address's own.</summary>
    public int? Seed { get; init; }

    /// <summary>How much look, road and place on the road vary from frame to frame, 0..1; null for the address's own.</summary>
    public double? Scatter { get; init; }

    /// <summary>Samples in a row and rows, both even; null for the address's own.</summary>
    public (int Width, int Height)? Size { get; init; }

    /// <summary>Frames per second; null for the scene's own.</summary>
    public Rational? Rate { get; init; }

    /// <summary>The film's length; null for the scene's own.</summary>
    public TimeSpan? Duration { get; init; }

    /// <summary>The encoder.</summary>
    public EncodingOptions Encoding { get; init; } = new();

    /// <summary>How progress is told.</summary>
    public ProgressStyle Progress { get; init; } = ProgressStyle.Auto;
}
