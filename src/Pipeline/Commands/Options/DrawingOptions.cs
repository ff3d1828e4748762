using Steerlens.Pipeline.Compositing;

namespace Steerlens.Pipeline.Commands.Options;

/// <summary>What full colour stands for.</summary>
public enum HeatScale
{
    /// <summary>A fixed value, so that frames can be compared.</summary>
    Fixed,

    /// <summary>Each frame's own maximum.</summary>
    Frame,
}

/// <summary>How a map is drawn on a frame.</summary>
public sealed record DrawingOptions
{
    /// <summary>Layout, opacity, palette and instruments.</summary>
    public CompositeOptions Composite { get; init; } = new();

    /// <summary>What full colour stands for.</summary>
    public HeatScale Scale { get; init; } = HeatScale.Fixed;

    /// <summary>The map's value for people (degrees for occlusion) at full colour where the scale is fixed, above 0; null for the map's own.</summary>
    public double? ScaleMaximum { get; init; }

    /// <summary>The share of full colour up to which nothing is drawn, 0..1.</summary>
    public double Threshold { get; init; } = 0.05;
}
