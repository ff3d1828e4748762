using Steerlens.Kernels.Images;

namespace Steerlens.Pipeline.Compositing;

/// <summary>What the composite stage draws.</summary>
public sealed record CompositeOptions
{
    /// <summary>How the map and the picture are put together.</summary>
    public Layout Layout { get; init; } = Layout.Blend;

    /// <summary>Opacity of the strongest heat, 0..1.</summary>
    public double Opacity { get; init; } = 0.72;

    /// <summary>The heat's colours; null takes the diverging palette for signed maps and the sequential one for others.</summary>
    public HeatPaletteKind? Palette { get; init; }

    /// <summary>Whether wheel, plot, legend and texts are drawn.</summary>
    public bool Hud { get; init; } = true;

    /// <summary>Whether a thin line shows which part of the picture the network sees.</summary>
    public bool Outline { get; init; } = true;

    /// <summary>Whether the plot of the last seconds is drawn; one picture has none.</summary>
    public bool Plot { get; init; } = true;

    /// <summary>Seconds that the plot of angles shows, above 0.</summary>
    public double PlotSeconds { get; init; } = 6;

    /// <summary>Focus: up to this percentile of |map| the picture is blurred, 0..100.</summary>
    public double FocusFromPercent { get; init; } = 72;

    /// <summary>Focus: from this percentile on it is sharp; at least <see cref="FocusFromPercent"/>.</summary>
    public double FocusToPercent { get; init; } = 90;

    /// <summary>Focus: the blur's standard deviation as a share of the picture's height.</summary>
    public double BlurShare { get; init; } = 0.016;

    /// <summary>Whether boxes are drawn around where the map is strong.</summary>
    public bool Region { get; init; }
}
