using Steerlens.Kernels.Images;

namespace Steerlens.Pipeline.Compositing;

/// <summary>A rectangle in pixels.</summary>
internal readonly record struct HudBox(double Left, double Top, double Width, double Height)
{
    public double Right => Left + Width;

    public double Bottom => Top + Height;
}

/// <summary>
/// Where the panels stand: a row along the picture's top or bottom, whichever leaves the part that the network sees freer. All
/// lengths are multiples of the text size, which follows the picture's size; what does not fit is left out, the plot first.
/// </summary>
/// <param name="Text">Size of running text in pixels.</param>
/// <param name="Wheel">Wheel and angle; null where even that does not fit.</param>
/// <param name="Plot">Plot of the last seconds, or null.</param>
/// <param name="Legend">Method and colours, or null.</param>
internal sealed record HudLayout(double Text, HudBox? Wheel, HudBox? Plot, HudBox? Legend)
{
    private const double PanelHeight = 6.7;
    private const double WheelWidth = 13.9;
    private const double PlotLeast = 12;
    private const double PlotMost = 25;
    private const double LegendLeast = 13;
    private const double LegendMost = 21.5;
    private const double Gap = 0.7;

    /// <summary>Places the panels in a picture.</summary>
    /// <param name="width">Of the picture.</param>
    /// <param name="height">Of the picture.</param>
    /// <param name="seen">The part that the network sees.</param>
    public static HudLayout For(int width, int height, MapRectangle seen)
    {
        var text = TextSize(width, height);
        var panel = PanelHeight * text;
        var margin = 0.9 * text;
        if (width < (WheelWidth * text) + (2 * margin) || height < 2.2 * panel) return new HudLayout(text, null, null, null);

        var above = seen.Top;
        var below = height - (seen.Top + seen.Height);
        var top = above >= below ? margin : height - margin - panel;
        var gap = Gap * text;
        var free = width - (2 * margin) - (WheelWidth * text);
        var wheel = new HudBox(margin, top, WheelWidth * text, panel);
        if (free < gap + (LegendLeast * text)) return new HudLayout(text, wheel, null, null);

        var forPlot = free - (2 * gap) - (LegendMost * text);
        var plot = forPlot >= PlotLeast * text ? Math.Min(forPlot, PlotMost * text)
            : free - (2 * gap) - (LegendLeast * text) >= PlotLeast * text ? PlotLeast * text : 0;
        var legend = Math.Min(LegendMost * text, free - gap - (plot > 0 ? plot + gap : 0));
        return new HudLayout(
            text,
            wheel,
            plot > 0 ? new HudBox(wheel.Right + gap, top, plot, panel) : null,
            new HudBox(width - margin - legend, top, legend, panel));
    }

    // Text grows slower than the picture: small pictures keep it legible, large ones don't drown in it.
    private static double TextSize(int width, int height) => Math.Max(10, 5.5 + (Math.Min(height, width * 0.62) * 0.0165));
}
