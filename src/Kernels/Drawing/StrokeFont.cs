using System.Numerics;

namespace Steerlens.Kernels.Drawing;

/// <summary>
/// A typeface of strokes with round ends, at one size and weight. Glyphs are drawn once for each quarter of a pixel that they
/// can start at and kept. The tops of capitals and small letters and the baseline are moved to whole pixels, so that small text is crisp.
/// </summary>
public sealed class StrokeFont
{
    private const int Phases = 4;
    private const double CapitalShare = 0.70;
    private const double HaloReach = 0.16;

    private readonly Dictionary<int, Bitmap> _bitmaps = [];
    private readonly float _stroke;
    private readonly float _scale;
    private readonly float _capital;
    private readonly float _small;

    /// <summary>Makes the font.</summary>
    /// <param name="size">Height of a line's letters in pixels, descenders included; capitals are 0.7 of it. At least 4.</param>
    /// <param name="weight">Thickness of a stroke as a share of the size; at least one pixel is drawn.</param>
    public StrokeFont(double size, double weight = 0.078)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(size, 4);
        Size = size;
        _stroke = (float)Math.Max(size * weight, 1.05);
        _capital = MathF.Round((float)(size * CapitalShare));
        _small = MathF.Round(_capital * GlyphOutline.SmallHeight / GlyphOutline.CapitalHeight);

        // Outlines run along the middle of strokes; the strokes' outer edges fill the capital height.
        _scale = (_capital - _stroke) / GlyphOutline.CapitalHeight;
    }

    /// <summary>The size in pixels.</summary>
    public double Size { get; }

    /// <summary>The height of capitals and digits in pixels; whole.</summary>
    public double CapitalHeight => _capital;

    /// <summary>The width of a text in pixels.</summary>
    public double Measure(ReadOnlySpan<char> text)
    {
        var width = 0d;
        foreach (var character in text) width += Advance(character);
        return width;
    }

    /// <summary>The number of characters that fit into a width.</summary>
    public int CountFitting(ReadOnlySpan<char> text, double width)
    {
        for (var count = 0; count < text.Length; count++)
        {
            width -= Advance(text[count]);
            if (width < 0) return count;
        }

        return text.Length;
    }

    /// <summary>Adds a line of text to a mask.</summary>
    /// <param name="mask">Where the coverage goes.</param>
    /// <param name="region">What lies outside is cut off.</param>
    /// <param name="text">The text.</param>
    /// <param name="x">Where the first character's cell starts.</param>
    /// <param name="baseline">What the letters stand on; rounded to a whole pixel.</param>
    /// <param name="halo">Whether to add the wider, softer strokes of a halo instead of the letters.</param>
    public void AddText(CoverageMask mask, PixelRegion region, ReadOnlySpan<char> text, double x, double baseline, bool halo)
    {
        ArgumentNullException.ThrowIfNull(mask);
        var row = (int)Math.Round(baseline);
        foreach (var character in text)
        {
            var quarters = (int)Math.Floor((x * Phases) + 0.5);
            var (column, phase) = (quarters >> 2, quarters & 3);
            var bitmap = Find(character, phase, halo);
            mask.AddBitmap(region, bitmap.Coverage, bitmap.Width, column + bitmap.Left, row + bitmap.Top);
            x += Advance(character);
        }
    }

    private double Advance(char character)
    {
        var outline = GlyphOutline.Of(character);
        return (outline.Advance * _scale) + (outline.Strokes * _stroke);
    }

    private Bitmap Find(char character, int phase, bool halo)
    {
        var key = (character << 3) | (phase << 1) | (halo ? 1 : 0);
        if (!_bitmaps.TryGetValue(key, out var bitmap)) _bitmaps.Add(key, bitmap = Draw(GlyphOutline.Of(character), phase / (float)Phases, halo));
        return bitmap;
    }

    private Bitmap Draw(GlyphOutline outline, float shift, bool halo)
    {
        var thickness = _stroke + (halo ? (float)(2 * HaloReach * Size) : 0);
        var left = shift + (outline.Bearing * _scale) + (outline.Strokes > 0 ? _stroke / 2 : 0);
        var margin = (thickness / 2) + 1;
        var (low, high) = (new Vector2(float.MaxValue), new Vector2(float.MinValue));
        foreach (var (from, to, _) in outline.Lines)
        {
            low = Vector2.Min(low, Vector2.Min(Place(from, left), Place(to, left)));
            high = Vector2.Max(high, Vector2.Max(Place(from, left), Place(to, left)));
        }

        if (low.X > high.X) return new Bitmap([], 0, 0, 0);
        var origin = new Vector2(MathF.Floor(low.X - margin), MathF.Floor(low.Y - margin));
        var width = (int)MathF.Ceiling(high.X + margin - origin.X);
        var height = (int)MathF.Ceiling(high.Y + margin - origin.Y);
        var mask = new CoverageMask(width, height);
        var region = new PixelRegion(0, 0, width, height);
        foreach (var (from, to, isDot) in outline.Lines)
            mask.AddLine(region, Place(from, left) - origin, Place(to, left) - origin, thickness * (isDot ? 1.25f : 1));
        var coverage = new byte[width * height];
        for (var y = 0; y < height; y++) mask.Row(region, y).CopyTo(coverage.AsSpan(y * width));
        return new Bitmap(coverage, width, (int)origin.X, (int)origin.Y);
    }

    // Outline heights to pixel rows: piecewise linear through baseline, small letters' top and capitals' top.
    private Vector2 Place(Vector2 point, float left)
    {
        var bottom = _stroke / 2;
        var (small, capital) = (_small - bottom, _capital - bottom);
        var height = point.Y switch
        {
            <= 0 => bottom + (point.Y * _scale),
            <= GlyphOutline.SmallHeight => bottom + (point.Y / GlyphOutline.SmallHeight * (small - bottom)),
            _ => small + ((point.Y - GlyphOutline.SmallHeight) / (GlyphOutline.CapitalHeight - GlyphOutline.SmallHeight) * (capital - small)),
        };
        return new Vector2(left + (point.X * _scale), -height);
    }

    private sealed record Bitmap(byte[] Coverage, int Width, int Left, int Top);
}
