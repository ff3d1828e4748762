using System.Numerics;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Steerlens.Kernels.Images;

/// <summary>
/// Reads a small map (h x w float32) at every pixel of a picture: bilinear between cell centres (align_corners = false), clamped
/// at the map's edge, 0 for pixels whose centre lies outside the map's rectangle and for cells that are not finite.
/// Columns are expanded once for each map row; a picture row is then one vertical interpolation.
/// </summary>
public sealed class MapSampler
{
    private readonly int _pictureWidth;
    private readonly int _pictureHeight;
    private readonly int[] _first;
    private readonly float[] _fraction;
    private float[] _cells = [];
    private float[] _luma = [];
    private float[] _chroma = [];
    private int _mapHeight;
    private int _mapWidth;
    private MapRectangle _rectangle;
    private int _insideLeft;
    private int _insideRight;
    private int _insideTop;
    private int _insideBottom;

    /// <summary>Makes a sampler for pictures of this size.</summary>
    /// <param name="pictureWidth">Even.</param>
    /// <param name="pictureHeight">Even.</param>
    public MapSampler(int pictureWidth, int pictureHeight)
    {
        _pictureWidth = pictureWidth;
        _pictureHeight = pictureHeight;
        _first = new int[pictureWidth];
        _fraction = new float[pictureWidth];
    }

    /// <summary>First column (even) that a row covers.</summary>
    public int Left { get; private set; }

    /// <summary>One past the last column (even).</summary>
    public int Right { get; private set; }

    /// <summary>First row (even) that the map touches.</summary>
    public int Top { get; private set; }

    /// <summary>One past the last row (even).</summary>
    public int Bottom { get; private set; }

    /// <summary>The value at one pixel: the specification of <see cref="LumaRow"/>.</summary>
    public static float At(ReadOnlySpan<float> map, int height, int width, MapRectangle rectangle, int x, int y)
    {
        if (!Inside(x, rectangle.Left, rectangle.Width) || !Inside(y, rectangle.Top, rectangle.Height)) return 0;
        var (column, columnFraction) = Locate(x, rectangle.Left, rectangle.Width, width);
        var (row, rowFraction) = Locate(y, rectangle.Top, rectangle.Height, height);
        var nextColumn = Math.Min(column + 1, width - 1);
        var nextRow = Math.Min(row + 1, height - 1);
        var upper = Mix(Finite(map[(row * width) + column]), Finite(map[(row * width) + nextColumn]), columnFraction);
        var lower = Mix(Finite(map[(nextRow * width) + column]), Finite(map[(nextRow * width) + nextColumn]), columnFraction);
        return Mix(upper, lower, rowFraction);
    }

    /// <summary>Takes in a map; rows can be read from then on.</summary>
    /// <param name="map">height x width values.</param>
    /// <param name="height">Map rows, at least 1.</param>
    /// <param name="width">Map columns, at least 1.</param>
    /// <param name="rectangle">Where the map lies on the picture.</param>
    /// <exception cref="ArgumentException">The map has too few values or a size is not positive.</exception>
    public void Prepare(ReadOnlySpan<float> map, int height, int width, MapRectangle rectangle)
    {
        if (height < 1 || width < 1 || map.Length < height * width)
            throw new ArgumentException($"A {height}x{width} map needs {Math.Max(1, height) * Math.Max(1, width)} values, not {map.Length}.", nameof(map));
        if (!(rectangle.Width > 0) || !(rectangle.Height > 0))
            throw new ArgumentException($"The map's rectangle {rectangle} has no area.", nameof(rectangle));
        if (height != _mapHeight || width != _mapWidth || rectangle != _rectangle) Arrange(height, width, rectangle);
        var count = Right - Left;
        for (var row = 0; row < height; row++)
        {
            Expand(map.Slice(row * width, width), _luma.AsSpan(row * count, count));
            var pairs = _luma.AsSpan(row * count, count);
            var halves = _chroma.AsSpan(row * (count / 2), count / 2);
            MapColumns.MeanOfPairs(pairs, halves);
        }
    }

    /// <summary>The values of the pixels <see cref="Left"/>..<see cref="Right"/> of row <paramref name="y"/>.</summary>
    public void LumaRow(int y, Span<float> values) => Row(_luma, Right - Left, y, values, 1, accumulate: false);

    /// <summary>
    /// The values of the chroma samples <see cref="Left"/>/2..<see cref="Right"/>/2 of chroma row <paramref name="y"/>: the mean of the four pixels.
    /// </summary>
    public void ChromaRow(int y, Span<float> values)
    {
        Row(_chroma, (Right - Left) / 2, 2 * y, values, 0.5f, accumulate: false);
        Row(_chroma, (Right - Left) / 2, (2 * y) + 1, values, 0.5f, accumulate: true);
    }

    private static bool Inside(int pixel, double start, double length) => pixel + 0.5 >= start && pixel + 0.5 < start + length;

    /// <summary>The first of the two cells that a pixel lies between, and the second one's share.</summary>
    internal static (int First, float Fraction) Locate(int pixel, double start, double length, int cells)
    {
        var position = Math.Clamp(((pixel + 0.5 - start) / length * cells) - 0.5, 0, cells - 1);
        var first = (int)position;
        return (first, (float)(position - first));
    }

    private static float Mix(float from, float to, float part) => from + ((to - from) * part);

    private static float Finite(float value) => float.IsFinite(value) ? value : 0;

    private void Arrange(int height, int width, MapRectangle rectangle)
    {
        (_mapHeight, _mapWidth, _rectangle) = (height, width, rectangle);
        (_insideLeft, _insideRight) = Range(rectangle.Left, rectangle.Width, _pictureWidth);
        (_insideTop, _insideBottom) = Range(rectangle.Top, rectangle.Height, _pictureHeight);
        (Left, Right) = (_insideLeft & ~1, (_insideRight + 1) & ~1);
        (Top, Bottom) = (_insideTop & ~1, (_insideBottom + 1) & ~1);
        for (var x = _insideLeft; x < _insideRight; x++) (_first[x], _fraction[x]) = Locate(x, rectangle.Left, rectangle.Width, width);
        if (_cells.Length < width + Vector256<float>.Count) _cells = new float[width + Vector256<float>.Count];
        var needed = height * (Right - Left);
        if (_luma.Length < needed)
        {
            _luma = new float[needed];
            _chroma = new float[needed / 2];
        }
    }

    /// <summary>The pixels whose centres lie inside a stretch.</summary>
    internal static (int First, int End) Range(double start, double length, int limit)
    {
        var first = Math.Clamp(Math.Ceiling(start - 0.5), 0, limit);
        var end = Math.Clamp(Math.Ceiling(start + length - 0.5), first, limit);
        return ((int)first, (int)end);
    }

    private void Expand(ReadOnlySpan<float> cells, Span<float> pixels)
    {
        pixels[..(_insideLeft - Left)].Clear();
        pixels[(_insideRight - Left)..].Clear();
        var first = _first.AsSpan(_insideLeft, _insideRight - _insideLeft);
        var fraction = _fraction.AsSpan(_insideLeft, first.Length);
        var inside = pixels.Slice(_insideLeft - Left, first.Length);

        // One cell more than the map has: the edge again, so that every pixel has two cells to read. What lies behind it has no weight.
        var padded = _cells.AsSpan();
        for (var cell = 0; cell < cells.Length; cell++) padded[cell] = Finite(cells[cell]);
        padded[cells.Length] = padded[cells.Length - 1];
        MapColumns.Between(padded, first, fraction, inside);
    }

    private void Row(float[] expanded, int count, int y, Span<float> values, float weight, bool accumulate)
    {
        values = values[..count];
        if (y < _insideTop || y >= _insideBottom)
        {
            if (!accumulate) values.Clear();
            return;
        }

        var (row, fraction) = Locate(y, _rectangle.Top, _rectangle.Height, _mapHeight);
        var upper = expanded.AsSpan(row * count, count);
        var lower = expanded.AsSpan(Math.Min(row + 1, _mapHeight - 1) * count, count);
        var x = 0;
        ref var from = ref MemoryMarshal.GetReference(upper);
        ref var to = ref MemoryMarshal.GetReference(lower);
        ref var target = ref MemoryMarshal.GetReference(values);
        for (; x <= count - Vector<float>.Count; x += Vector<float>.Count)
        {
            var start = Vector.LoadUnsafe(ref from, (nuint)x);
            var mixed = (start + ((Vector.LoadUnsafe(ref to, (nuint)x) - start) * fraction)) * weight;
            if (accumulate) mixed += Vector.LoadUnsafe(ref target, (nuint)x);
            mixed.StoreUnsafe(ref target, (nuint)x);
        }

        for (; x < count; x++)
        {
            var mixed = Mix(upper[x], lower[x], fraction) * weight;
            values[x] = accumulate ? mixed + values[x] : mixed;
        }
    }
}
