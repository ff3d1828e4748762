using System.Numerics;

namespace Steerlens.Pipeline.Scenes;

/// <summary>What can be seen at each sample of one band of rows: the nearest surface and one over its depth.</summary>
internal sealed class BandBuffer
{
    /// <summary>The entry of a sample at which nothing is: the sky or the sea.</summary>
    public const int Nothing = int.MaxValue;

    private readonly int _width;
    private readonly float[] _inverse;
    private readonly int[] _entry;

    /// <summary>Makes a buffer for pictures so many pixels wide.</summary>
    public BandBuffer(int width)
    {
        _width = width * DrawList.Samples;
        _inverse = new float[_width * DrawList.BandRows * DrawList.Samples];
        _entry = new int[_inverse.Length];
        Light = new Vector3[width * 2];
    }

    /// <summary>Two rows of finished light, for the one who fills the picture.</summary>
    public Vector3[] Light { get; }

    /// <summary>The entries of a row of samples, counted from the band's first.</summary>
    public ReadOnlySpan<int> Row(int row) => _entry.AsSpan(row * _width, _width);

    /// <summary>Draws a band of the list.</summary>
    public void Fill(DrawList list, SpriteSheets sheets, int band)
    {
        Array.Clear(_inverse);
        Array.Fill(_entry, Nothing);
        var top = band * DrawList.BandRows * DrawList.Samples;
        foreach (var entry in list.Band(band))
        {
            if (entry >= 0) Fill(in list.TriangleAt(entry), entry, top);
            else Fill(in list.SpriteAt(~entry), sheets, entry, top);
        }
    }

    private void Fill(ref readonly Triangle triangle, int entry, int top)
    {
        var (a, b, c) = (triangle.P0, triangle.P1, triangle.P2);
        if (a.Y > b.Y) (a, b) = (b, a);
        if (b.Y > c.Y) (b, c) = (c, b);
        if (a.Y > b.Y) (a, b) = (b, a);
        var rows = _inverse.Length / _width;
        var first = Math.Max(0, (int)MathF.Ceiling(Math.Max(a.Y - top, -1) - 0.5f));
        var last = Math.Min(rows - 1, (int)MathF.Ceiling(Math.Min(c.Y - top, rows + 1) - 0.5f) - 1);
        var slopeLong = (c.X - a.X) / Math.Max(c.Y - a.Y, 1e-9f);
        var slopeUpper = (b.X - a.X) / Math.Max(b.Y - a.Y, 1e-9f);
        var slopeLower = (c.X - b.X) / Math.Max(c.Y - b.Y, 1e-9f);
        for (var row = first; row <= last; row++)
        {
            var y = top + row + 0.5f;
            var one = a.X + (slopeLong * (y - a.Y));
            var other = y < b.Y ? a.X + (slopeUpper * (y - a.Y)) : b.X + (slopeLower * (y - b.Y));
            var left = Math.Max(0, (int)MathF.Ceiling(Math.Max(Math.Min(one, other), -1) - 0.5f));
            var right = Math.Min(_width, (int)MathF.Ceiling(Math.Min(Math.Max(one, other), _width + 1) - 0.5f));
            if (left >= right) continue;
            var inverses = _inverse.AsSpan((row * _width) + left, right - left);
            var entries = _entry.AsSpan((row * _width) + left, right - left);
            var inverse = triangle.Inverse + (triangle.InverseX * (left + 0.5f - triangle.P0.X)) + (triangle.InverseY * (y - triangle.P0.Y));
            var step = triangle.InverseX;
            for (var i = 0; i < inverses.Length; i++)
            {
                if (inverse > inverses[i])
                {
                    inverses[i] = inverse;
                    entries[i] = entry;
                }
                inverse += step;
            }
        }
    }

    private void Fill(ref readonly Sprite sprite, SpriteSheets sheets, int entry, int top)
    {
        var rows = _inverse.Length / _width;
        var first = Math.Max(0, (int)MathF.Ceiling(sprite.Top - top - 0.5f));
        var last = Math.Min(rows - 1, (int)MathF.Ceiling(sprite.Bottom - top - 0.5f) - 1);
        var left = Math.Max(0, (int)MathF.Ceiling(sprite.Left - 0.5f));
        var right = Math.Min(_width, (int)MathF.Ceiling(sprite.Right - 0.5f));
        if (left >= right) return;
        var sheet = sheets.Level(in sprite);
        var stepU = sheet.Width / (sprite.Right - sprite.Left);
        var stepV = sheet.Height / (sprite.Bottom - sprite.Top);
        for (var row = first; row <= last; row++)
        {
            var place = (top + row + 0.5f - sprite.Top) * stepV;
            if (stepV < 0.7f && sheet.Width > 8)
            {
                Enlarge(in sprite, sheet, entry, row, place, left, right);
                continue;
            }
            var opacity = sheet.OpacityRow(Math.Clamp((int)place, 0, sheet.Height - 1));
            var inverses = _inverse.AsSpan(row * _width, _width);
            var entries = _entry.AsSpan(row * _width, _width);
            for (var x = left; x < right; x++)
            {
                if (sprite.Inverse <= inverses[x]) continue;
                var u = Math.Clamp((int)((x + 0.5f - sprite.Left) * stepU), 0, sheet.Width - 1);
                if (sprite.Mirrored) u = sheet.Width - 1 - u;
                if (opacity[u] < 128) continue;
                inverses[x] = sprite.Inverse;
                entries[x] = entry;
            }
        }
    }

    /// <summary>A row of a sprite drawn larger than its sheet: opacity between the texels gives smooth outlines.</summary>
    private void Enlarge(ref readonly Sprite sprite, SpriteSheet sheet, int entry, int row, float v, int left, int right)
    {
        v = Math.Clamp(v - 0.5f, 0, sheet.Height - 1.001f);
        var upper = sheet.OpacityRow((int)v);
        var lower = sheet.OpacityRow((int)v + 1);
        var shareV = v - (int)v;
        var stepU = sheet.Width / (sprite.Right - sprite.Left);
        var inverses = _inverse.AsSpan(row * _width, _width);
        var entries = _entry.AsSpan(row * _width, _width);
        for (var x = left; x < right; x++)
        {
            if (sprite.Inverse <= inverses[x]) continue;
            var u = Math.Clamp(((x + 0.5f - sprite.Left) * stepU) - 0.5f, 0, sheet.Width - 1.001f);
            if (sprite.Mirrored) u = Math.Max(0, sheet.Width - 1.001f - u);
            var column = (int)u;
            var shareU = u - column;
            var one = upper[column] + (shareU * (upper[column + 1] - upper[column]));
            var other = lower[column] + (shareU * (lower[column + 1] - lower[column]));
            if (one + (shareV * (other - one)) < 127.5f) continue;
            inverses[x] = sprite.Inverse;
            entries[x] = entry;
        }
    }
}
