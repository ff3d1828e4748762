using Steerlens.Kernels.Images;
using Steerlens.Pipeline.Compositing;

namespace Steerlens.Pipeline.Commands.Options;

/// <summary>What full colour stands for.</summary>
public enum HeatScale
{
    /// <summary>A fixed number of degrees (or map units), so that frames can be compared.</summary>
    Fixed,

    /// <summary>Each frame's own maximum.</summary>
    Frame,
}

/// <summary>How a map is drawn on a frame.</summary>
public sealed record DrawingOptions
{
    /// <summary>The arrangement.</summary>
    public Layout Layout { get; init; } = Layout.Blend;

    /// <summary>How much of the frame the heat may cover, 0..1.</summary>
    public double Opacity { get; init; } = 0.72;

    /// <summary>The heat's colours; null for those that suit the map.</summary>
    public HeatPaletteKind? Palette { get; init; }

    /// <summary>What full colour stands for.</summary>
    public HeatScale Scale { get; init; } = HeatScale.Fixed;

    /// <summary>Degrees of steering at full colour where the scale is fixed; null for the map's default.</summary>
    public double? ScaleMaximum { get; init; }

    /// <summary>The share of full colour under which nothing is drawn, 0..1; null for the default.</summary>
    public double? Threshold { get; init; }

    /// <summary>The share of the map's largest value from which on boxes are drawn around it, 0..1; null for none.</summary>
    public double? Region { get; init; }

    /// <summary>Whether wheel, angle, plot and legend are drawn.</summary>
    public bool Hud { get; init; } = true;
}
