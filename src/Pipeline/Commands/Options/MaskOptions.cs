using Steerlens.Kernels.Engines;
using Steerlens.Kernels.Images;
using Steerlens.Pipeline.Outputs;
using Steerlens.Pipeline.Scenes;

namespace Steerlens.Pipeline.Commands.Options;

/// <summary>Everything that <c>steerlens mask</c> was asked for.</summary>
/// <param name="Source">A film, a folder of images, or <c>scene:NAME</c>.</param>
/// <param name="Output">The plot.</param>
public sealed record MaskOptions(string Source, string Output)
{
    /// <summary>The box in the first frame that is read, in pixels; null for a rendered road's object.</summary>
    public MapRectangle? Box { get; init; }

    /// <summary>What the box is filled with.</summary>
    public BoxFill Fill { get; init; }

    /// <summary>A rendered road's object by its identifier; null where <see cref="Kind"/> or <see cref="Box"/> says.</summary>
    public long? Object { get; init; }

    /// <summary>A rendered road's object: of this kind the nearest in the own lane, else the one that covers most.</summary>
    public SceneObjectKind? Kind { get; init; }

    /// <summary>The object's number among its kind, from 1; null for any.</summary>
    public int? Number { get; init; }

    /// <summary>Whether the road's objects are listed, and nothing is masked.</summary>
    public bool List { get; init; }

    /// <summary>The frames; the box is at home in the first of them.</summary>
    public RangeOptions Range { get; init; } = new();

    /// <summary>The table of all frames (CSV); null for none.</summary>
    public string? Table { get; init; }

    /// <summary>A film of both pictures; null for none.</summary>
    public string? Film { get; init; }

    /// <summary>Whether existing outputs may be replaced.</summary>
    public bool Overwrite { get; init; }

    /// <summary>The network.</summary>
    public NetworkOptions Network { get; init; } = new();

    /// <summary>Which of its outputs is the angle; null for the first.</summary>
    public string? NetworkOutput { get; init; }

    /// <summary>The encoder of the film.</summary>
    public EncodingOptions Encoding { get; init; } = new();

    /// <summary>What runs the network.</summary>
    public DeviceChoice Device { get; init; }

    /// <summary>How progress is told.</summary>
    public ProgressStyle Progress { get; init; } = ProgressStyle.Auto;
}
