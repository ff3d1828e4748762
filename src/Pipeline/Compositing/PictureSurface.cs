using System.Numerics;
using Steerlens.Kernels.Drawing;
using Steerlens.Kernels.Images;

namespace Steerlens.Pipeline.Compositing;

/// <summary>A plot in pixels.</summary>
internal sealed class PictureSurface : IPlotSurface
{
    private readonly Canvas _canvas;
    private readonly Dictionary<double, StrokeFont> _fonts = [];

    /// <summary>Makes an empty picture.</summary>
    /// <param name="width">Even.</param>
    /// <param name="height">Even.</param>
    public PictureSurface(int width, int height)
    {
        Picture = new YuvImage(width, height, ContactSheet.Color);
        _canvas = new Canvas(width, height);
        _canvas.DrawOn(Picture);
    }

    /// <summary>The picture.</summary>
    public YuvImage Picture { get; }

    /// <inheritdoc/>
    public void Fill(double left, double top, double width, double height, int color, double opacity = 1) =>
        _canvas.FillRectangle(left, top, width, height, 0, Ink.FromRgb(ContactSheet.Color, color, opacity));

    /// <inheritdoc/>
    public void Line(IReadOnlyList<Vector2> points, double thickness, int color)
    {
        var ink = Ink.FromRgb(ContactSheet.Color, color);
        if (points.Count == 1) _canvas.FillDisc(points[0], thickness * 0.75, ink);
        if (points.Count > 1) _canvas.DrawLines([.. points], thickness, ink);
    }

    /// <inheritdoc/>
    public void Write(string text, double x, double baseline, double size, int color, double anchor = 0)
    {
        if (!_fonts.TryGetValue(size, out var font)) _fonts[size] = font = new StrokeFont(size);
        _canvas.DrawText(font, text, x - (anchor * font.Measure(text)), baseline, Ink.FromRgb(ContactSheet.Color, color));
    }
}
