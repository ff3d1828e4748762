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
            for (var x = 0; x < row.Length; x++)
            {
                var horizontal = Math.Abs(region.Left + x + 0.5f - centreX) - (halfWidth - radius);
                var distance = horizontal > 0 && vertical > 0
                    ? MathF.Sqrt((horizontal * horizontal) + (vertical * vertical)) - radius
                    : Math.Max(horizontal, vertical) - radius;
                if (border > 0) distance = Math.Abs(distance + (border / 2)) - (border / 2);
                Unite(ref row[x], distance);
            }
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
            var row = Row(region, y);
            var vertical = y + 0.5f - centre.Y;
            for (var x = 0; x < row.Length; x++)
            {
                var horizontal = region.Left + x + 0.5f - centre.X;
                Unite(ref row[x], Math.Abs(MathF.Sqrt((horizontal * horizontal) + (vertical * vertical)) - radius) - (thickness / 2));
            }
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
        for (var y = top; y < bottom; y++)
        {
            var row = _bytes.AsSpan((y * Width) + left, right - left);
            for (var x = 0; x < row.Length; x++)
            {
                var point = new Vector2(left + x + 0.5f, y + 0.5f) - from;
                var share = Math.Clamp(Vector2.Dot(point, along) * inverse, 0, 1);
                Unite(ref row[x], (point - (along * share)).Length() - (thickness / 2));
            }
        }
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
        for (var row = 0; row < coverage.Length / width; row++)
        {
            var y = top + row;
            if (y < region.Top || y >= region.Bottom) continue;
            for (var x = Math.Max(left, region.Left); x < Math.Min(left + width, region.Right); x++)
            {
                ref var pixel = ref _bytes[(y * Width) + x];
                pixel = Math.Max(pixel, coverage[(row * width) + x - left]);
            }
        }
    }

    private static void Unite(ref byte pixel, float distance)
    {
        if (distance >= 0.5f) return;
        var coverage = distance <= -0.5f ? (byte)255 : (byte)((255 * (0.5f - distance)) + 0.5f);
        if (coverage > pixel) pixel = coverage;
    }
}
