using Steerlens.Pipeline.Outputs;
using Steerlens.Pipeline.Scenes;

namespace Steerlens.Pipeline.Commands.Options;

/// <summary>Everything that <c>steerlens render</c> was asked for.</summary>
/// <param name="Scene">The rendered road.</param>
/// <param name="Output">The film to write; <c>-</c> for standard output.</param>
public sealed record RenderOptions(SceneOptions Scene, string Output)
{
    /// <summary>Whether existing outputs may be replaced.</summary>
    public bool Overwrite { get; init; }

    /// <summary>The file for the true angle of each frame (CSV); null for none.</summary>
    public string? Truth { get; init; }

    /// <summary>The encoder.</summary>
    public EncodingOptions Encoding { get; init; } = new();

    /// <summary>How progress is told.</summary>
    public ProgressStyle Progress { get; init; } = ProgressStyle.Auto;
}
