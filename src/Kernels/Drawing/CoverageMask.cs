using System.Numerics;

namespace Steerlens.Kernels.Drawing;

/// <summary>
/// Coverage (0..255) for each pixel of a picture. Shapes are drawn into it by their distance: a pixel whose centre is half a pixel
/// inside the outline is covered, half a pixel outside is not, linear between. Shapes unite (the larger coverage stays), so that crossing
/// strokes are not darker where they cross.
/// </summary>
public sealed class CoverageMask
{
    private readonly byte[] _bytes;

    /// <summary>Makes an empty mask.</summary>
    public CoverageMask(int width, int height)
    {
        Width = width;
        Height = height;
        _bytes = new byte[width * height];
    }

    /// <summary>Columns.</summary>
    public int Width { get; }

    /// <summary>Rows.</summary>
    public int Height { get; }

    /// <summary>The coverage of the region's part of row <paramref name="y"/>.</summary>
    public Span<byte> Row(PixelRegion region, int y) => _bytes.AsSpan((y * Width) + region.Left, region.Width);

    /// <summary>Empties a region.</summary>
    public void Clear(PixelRegion region)
    {
        for (var y = region.Top; y < region.Bottom; y++) Row(region, y).Clear();
    }

    /// <summary>Adds a rectangle with rounded corners.</summary>
    /// <param name="region">Where to draw.</param>
    /// <param name="left">Left edge.</param>
    /// <param name="top">Top edge.</param>
    /// <param name="width">Width.</param>
    /// <param name="height">Height.</param>
    /// <param name="radius">Radius of the corners, in pixels.</param>
    /// <param name="border">0 fills; else only a border of this thickness inside the outline.</param>
    public void AddRoundedRectangle(PixelRegion region, float left, float top, float width, float height, float radius, float border = 0)
    {
        radius = Math.Min(radius, Math.Min(width, height) / 2);
        var (halfWidth, halfHeight) = (width / 2, height / 2);
        var (centreX, centreY) = (left + halfWidth, top + halfHeight);
        for (var y = region.Top; y < region.Bottom; y++)
        {
            var row = Row(region, y);
            var vertical = Math.Abs(y + 0.5f - centreY) - (halfHeight - radius);
            var start = region.Left + 0.5f - centreX;
            var corner = halfWidth - radius;

            // Where the sides are farther than the border, a row is the same all along: left of it and right of it are the sides.
            var plain = MathF.Min(corner, halfWidth - border - 0.5f);
            var first = (int)Math.Clamp(MathF.Ceiling(-plain - start), 0, row.Length);
            var end = (int)Math.Clamp(MathF.Floor(plain - start) + 1, first, row.Length);
            DistanceRows.Sides(row[..first], start, corner, vertical, radius, border);
            DistanceRows.Sides(row[end..], start + end, corner, vertical, radius, border);
            DistanceRows.Plain(row[first..end], vertical - radius, border);
        }
    }

    /// <summary>Adds a ring.</summary>
    /// <param name="region">Where to draw.</param>
    /// <param name="centre">The centre.</param>
    /// <param name="radius">Radius of the middle of the stroke.</param>
    /// <param name="thickness">Thickness of the stroke; twice the radius makes a disc.</param>
    public void AddRing(PixelRegion region, Vector2 centre, float radius, float thickness)
    {
        for (var y = region.Top; y < region.Bottom; y++)
        {
            DistanceRows.Ring(Row(region, y), new Vector2(region.Left + 0.5f, y + 0.5f) - centre, radius, thickness / 2);
        }
    }

    /// <summary>Adds a line with round ends; only pixels near it are visited.</summary>
    public void AddLine(PixelRegion region, Vector2 from, Vector2 to, float thickness)
    {
        var reach = (thickness / 2) + 1;
        var along = to - from;
        var inverse = along.LengthSquared() > 0 ? 1 / along.LengthSquared() : 0;
        var top = Math.Max(region.Top, (int)MathF.Floor(Math.Min(from.Y, to.Y) - reach));
        var bottom = Math.Min(region.Bottom, (int)MathF.Ceiling(Math.Max(from.Y, to.Y) + reach));
        var left = Math.Max(region.Left, (int)MathF.Floor(Math.Min(from.X, to.X) - reach));
        var right = Math.Min(region.Right, (int)MathF.Ceiling(Math.Max(from.X, to.X) + reach));
        if (left >= right) return;

        // Whole vectors where there is room: pixels that the line does not reach stay as they are.
        right = Math.Min(region.Right, left + ((right - left + DistanceRows.Lanes - 1) / DistanceRows.Lanes * DistanceRows.Lanes));
        for (var y = top; y < bottom; y++)
            DistanceRows.Line(_bytes.AsSpan((y * Width) + left, right - left), new Vector2(left + 0.5f, y + 0.5f) - from, along, inverse, thickness / 2);
    }

    /// <summary>Adds a small picture of coverage, such as a glyph; what lies outside the region is cut off.</summary>
    /// <param name="region">Where to draw.</param>
    /// <param name="coverage">Rows of <paramref name="width"/> bytes.</param>
    /// <param name="width">Its columns.</param>
    /// <param name="left">Column of its left edge.</param>
    /// <param name="top">Row of its top edge.</param>
    public void AddBitmap(PixelRegion region, ReadOnlySpan<byte> coverage, int width, int left, int top)
    {
        if (width == 0) return;
        var (first, last) = (Math.Max(left, region.Left), Math.Min(left + width, region.Right));
        if (first >= last) return;
        for (var y = Math.Max(top, region.Top); y < Math.Min(top + (coverage.Length / width), region.Bottom); y++)
            DistanceRows.Unite(_bytes.AsSpan((y * Width) + first, last - first), coverage[(((y - top) * width) + first - left)..]);
    }
}
