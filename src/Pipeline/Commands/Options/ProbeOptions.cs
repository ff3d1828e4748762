using Steerlens.Pipeline.Frames;

namespace Steerlens.Pipeline.Commands.Options;

/// <summary>Everything that <c>steerlens probe</c> was asked for.</summary>
/// <param name="Source">A film, a folder of images, or <c>scene:NAME</c>.</param>
/// <param name="Json">Whether the answer is one JSON object.</param>
public sealed record ProbeOptions(string Source, bool Json)
{
    /// <summary>Frames per second of a folder of images; null for its default.</summary>
    public Rational? ImageRate { get; init; }

    /// <summary>The network.</summary>
    public NetworkOptions Network { get; init; } = new();
}
