using System.Numerics;
using Steerlens.Kernels.Images;
using Plane = Steerlens.Kernels.Images.Plane;

namespace Steerlens.Kernels.Drawing;

/// <summary>
/// Draws anti-aliased shapes and text on 4:2:0 pictures of one size, luma at full resolution and chroma by the mean of four pixels.
/// With an alpha plane the picture is a transparent sheet, without one it is opaque. Coordinates are pixels; pixel x covers x..x+1.
/// Nothing is allocated after the first use of each glyph.
/// </summary>
public sealed class Canvas
{
    private readonly CoverageMask _mask;
    private readonly int _width;
    private readonly int _height;
    private YuvImage? _picture;
    private Plane? _alpha;

    /// <summary>Makes a canvas for pictures of this size.</summary>
    /// <param name="width">Even.</param>
    /// <param name="height">Even.</param>
    public Canvas(int width, int height)
    {
        (_width, _height) = (width, height);
        _mask = new CoverageMask(width, height);
    }

    /// <summary>Chooses what is drawn on from now on.</summary>
    /// <param name="picture">A picture of the canvas's size.</param>
    /// <param name="alpha">Its opacity (H x W, 0..255), or null for an opaque picture.</param>
    /// <exception cref="ArgumentException">A size differs.</exception>
    public void DrawOn(YuvImage picture, Plane? alpha = null)
    {
        ArgumentNullException.ThrowIfNull(picture);
        if (picture.Width != _width || picture.Height != _height || (alpha is { } plane && (plane.Width != _width || plane.Height != _height)))
            throw new ArgumentException($"The picture is {picture.Width}x{picture.Height}, the canvas {_width}x{_height}.", nameof(picture));
        (_picture, _alpha) = (picture, alpha);
    }

    /// <summary>Fills a rectangle with rounded corners.</summary>
    public void FillRectangle(double left, double top, double width, double height, double radius, Ink ink)
    {
        if (Open(left, top, left + width, top + height) is not { } region) return;
        _mask.AddRoundedRectangle(region, (float)left, (float)top, (float)width, (float)height, (float)radius);
        Paint(region, ink);
    }

    /// <summary>Draws the border of a rectangle with rounded corners; the border lies inside the rectangle.</summary>
    public void DrawRectangle(double left, double top, double width, double height, double radius, double thickness, Ink ink)
    {
        // Four strips instead of the whole area: a large frame has a large empty inside.
        var band = Math.Max(radius, thickness) + 2;
        Strip(left, top, left + width, top + band);
        Strip(left, top + height - band, left + width, top + height);
        Strip(left, top + band, left + band, top + height - band);
        Strip(left + width - band, top + band, left + width, top + height - band);

        void Strip(double stripLeft, double stripTop, double stripRight, double stripBottom)
        {
            // Strips meet on even borders, so no pixel is painted twice.
            var region = PixelRegion.Around(Even(stripLeft, left), Even(stripTop, top), Even(stripRight, left + width), Even(stripBottom, top + height), _width, _height);
            if (region.IsEmpty) return;
            _mask.Clear(region);
            _mask.AddRoundedRectangle(region, (float)left, (float)top, (float)width, (float)height, (float)radius, (float)thickness);
            Paint(region, ink);
        }

        static double Even(double edge, double outer) => edge == outer ? edge : 2 * Math.Round(edge / 2);
    }

    /// <summary>Fills a rectangle with rounded corners with one ink for each share of its width, left to right.</summary>
    public void FillColumns(double left, double top, double width, double height, double radius, ReadOnlySpan<Ink> inks)
    {
        if (inks.IsEmpty || Open(left, top, left + width, top + height) is not { } region) return;
        _mask.AddRoundedRectangle(region, (float)left, (float)top, (float)width, (float)height, (float)radius);
        for (var column = region.Left; column < region.Right; column += 2)
        {
            var index = (int)Math.Clamp((column + 1 - left) / width * inks.Length, 0, inks.Length - 1);
            Paint(region with { Left = column, Right = column + 2 }, inks[index]);
        }
    }

    /// <summary>Draws a circle.</summary>
    public void DrawRing(Vector2 centre, double radius, double thickness, Ink ink)
    {
        var reach = radius + (thickness / 2) + 1;
        if (Open(centre.X - reach, centre.Y - reach, centre.X + reach, centre.Y + reach) is not { } region) return;
        _mask.AddRing(region, centre, (float)radius, (float)thickness);
        Paint(region, ink);
    }

    /// <summary>Fills a circle.</summary>
    public void FillDisc(Vector2 centre, double radius, Ink ink) => DrawLine(centre, centre, 2 * radius, ink);

    /// <summary>Draws a line with round ends.</summary>
    public void DrawLine(Vector2 from, Vector2 to, double thickness, Ink ink) => DrawLines([from, to], thickness, ink);

    /// <summary>Draws a line through points, with round ends and joints; where it crosses itself it is not darker.</summary>
    public void DrawLines(ReadOnlySpan<Vector2> points, double thickness, Ink ink)
    {
        if (points.IsEmpty) return;
        var (low, high) = (points[0], points[0]);
        foreach (var point in points) (low, high) = (Vector2.Min(low, point), Vector2.Max(high, point));
        var reach = (thickness / 2) + 1;
        if (Open(low.X - reach, low.Y - reach, high.X + reach, high.Y + reach) is not { } region) return;
        for (var index = 1; index < points.Length; index++) _mask.AddLine(region, points[index - 1], points[index], (float)thickness);
        Paint(region, ink);
    }

    /// <summary>Writes one line of text.</summary>
    /// <param name="font">Size and weight.</param>
    /// <param name="text">The text; unknown characters become boxes.</param>
    /// <param name="x">Where the first character's cell starts.</param>
    /// <param name="baseline">What the letters stand on.</param>
    /// <param name="ink">The letters' ink.</param>
    /// <param name="halo">The ink of a soft border that keeps letters legible on any picture; null for none.</param>
    /// <returns>Where the next character would start.</returns>
    public double DrawText(StrokeFont font, ReadOnlySpan<char> text, double x, double baseline, Ink ink, Ink? halo = null)
    {
        ArgumentNullException.ThrowIfNull(font);
        var end = x + font.Measure(text);
        var reach = font.Size * 0.3;
        if (Open(x - reach, baseline - font.Size - reach, end + reach, baseline + reach + (font.Size * 0.3)) is not { } region) return end;
        if (halo is { } border)
        {
            font.AddText(_mask, region, text, x, baseline, halo: true);
            Paint(region, border);
            _mask.Clear(region);
        }

        font.AddText(_mask, region, text, x, baseline, halo: false);
        Paint(region, ink);
        return end;
    }

    /// <summary>Opens a region for several shapes that are painted as one by <see cref="Paint"/>; null where it lies outside the picture.</summary>
    public PixelRegion? Open(double left, double top, double right, double bottom)
    {
        var region = PixelRegion.Around(left, top, right, bottom, _width, _height);
        if (region.IsEmpty) return null;
        _mask.Clear(region);
        return region;
    }

    /// <summary>The mask that shapes are added to between <see cref="Open"/> and <see cref="Paint"/>.</summary>
    public CoverageMask Mask => _mask;

    /// <summary>Paints what the mask holds in a region from <see cref="Open"/>.</summary>
    public void Paint(PixelRegion region, Ink ink)
    {
        var picture = _picture ?? throw new InvalidOperationException("Choose a picture with DrawOn before drawing.");
        if (ink.Opacity == 0) return;
        if (_alpha is { } alpha)
        {
            PaintOnSheet(picture, alpha, region, ink);
            return;
        }

        for (var y = region.Top; y < region.Bottom; y += 2)
        {
            var upper = _mask.Row(region, y);
            var lower = _mask.Row(region, y + 1);
            CoverageBlend.Luma(picture.Y.Row(y)[region.Left..region.Right], upper, ink.Y, ink.Opacity);
            CoverageBlend.Luma(picture.Y.Row(y + 1)[region.Left..region.Right], lower, ink.Y, ink.Opacity);
            CoverageBlend.Chroma(picture.U.Row(y / 2)[(region.Left / 2)..(region.Right / 2)], upper, lower, ink.U, ink.Opacity);
            CoverageBlend.Chroma(picture.V.Row(y / 2)[(region.Left / 2)..(region.Right / 2)], upper, lower, ink.V, ink.Opacity);
        }
    }

    private void PaintOnSheet(YuvImage picture, Plane alpha, PixelRegion region, Ink ink)
    {
        for (var y = region.Top; y < region.Bottom; y += 2)
        {
            var upper = _mask.Row(region, y);
            var lower = _mask.Row(region, y + 1);
            var alphaUpper = alpha.Row(y)[region.Left..region.Right];
            var alphaLower = alpha.Row(y + 1)[region.Left..region.Right];
            var u = picture.U.Row(y / 2)[(region.Left / 2)..(region.Right / 2)];
            var v = picture.V.Row(y / 2)[(region.Left / 2)..(region.Right / 2)];

            // Chroma first: it needs the opacities from before this ink.
            for (var x = 0; x < u.Length; x++)
            {
                var over = CoverageBlend.Divide255(CoverageBlend.MeanCoverage(upper, lower, x) * ink.Opacity);
                if (over == 0) continue;
                var under = CoverageBlend.MeanCoverage(alphaUpper, alphaLower, x);
                u[x] = AlphaOver.Color(u[x], under, ink.U, over);
                v[x] = AlphaOver.Color(v[x], under, ink.V, over);
            }

            SheetLuma(picture.Y.Row(y)[region.Left..region.Right], alphaUpper, upper, ink);
            SheetLuma(picture.Y.Row(y + 1)[region.Left..region.Right], alphaLower, lower, ink);
        }
    }

    private static void SheetLuma(Span<byte> luma, Span<byte> alpha, ReadOnlySpan<byte> coverage, Ink ink)
    {
        for (var x = 0; x < luma.Length; x++)
        {
            var over = CoverageBlend.Divide255(coverage[x] * ink.Opacity);
            if (over == 0) continue;
            luma[x] = AlphaOver.Color(luma[x], alpha[x], ink.Y, over);
            alpha[x] = AlphaOver.Opacity(alpha[x], over);
        }
    }
}
