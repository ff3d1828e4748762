using System.Numerics;

namespace Steerlens.Pipeline.Compositing;

/// <summary>What a plot is drawn on: pixels or SVG. Places are in pixels from the upper left corner, colours are 0xRRGGBB.</summary>
internal interface IPlotSurface
{
    /// <summary>Fills a rectangle.</summary>
    void Fill(double left, double top, double width, double height, int color, double opacity = 1);

    /// <summary>Draws a line through points, or a dot for one.</summary>
    void Line(IReadOnlyList<Vector2> points, double thickness, int color);

    /// <summary>Writes words.</summary>
    /// <param name="text">The words.</param>
    /// <param name="x">Where they start, have their middle, or end.</param>
    /// <param name="baseline">The line that they stand on.</param>
    /// <param name="size">The typeface's size.</param>
    /// <param name="color">Their colour.</param>
    /// <param name="anchor">0 where <paramref name="x"/> is their start, 0.5 for their middle, 1 for their end.</param>
    void Write(string text, double x, double baseline, double size, int color, double anchor = 0);
}
