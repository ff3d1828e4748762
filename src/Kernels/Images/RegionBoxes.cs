namespace Steerlens.Kernels.Images;

/// <summary>A rectangle of whole pixels.</summary>
/// <param name="Left">Its first column.</param>
/// <param name="Top">Its first row.</param>
/// <param name="Width">Columns, at least 1.</param>
/// <param name="Height">Rows, at least 1.</param>
public readonly record struct PixelBox(int Left, int Top, int Width, int Height);

/// <summary>Where a picture is interesting; made once, filled by <see cref="InterestingRegion.Find"/> frame after frame.</summary>
public sealed class RegionBoxes
{
    /// <summary>The most parts that are kept.</summary>
    public const int MostParts = 8;

    private readonly PixelBox[] _parts = new PixelBox[MostParts];
    private readonly int[] _areas = new int[MostParts];
    private int _count;
    private long _area;

    /// <summary>The box around everything, small parts included; null where there is nothing.</summary>
    public PixelBox? Whole { get; private set; }

    /// <summary>The boxes around what hangs together, that with the most pixels first; specks of less than a hundredth of all its pixels are left out.</summary>
    public ReadOnlySpan<PixelBox> Parts => _parts.AsSpan(0, _count);

    /// <summary>Forgets what was found.</summary>
    public void Clear() => (Whole, _count, _area) = (null, 0, 0);

    /// <summary>Adds a part; of more than the most the smallest is forgotten, but counts in the whole.</summary>
    /// <param name="box">Its box.</param>
    /// <param name="area">Its pixels.</param>
    internal void Add(PixelBox box, int area)
    {
        _area += area;
        Whole = Whole is { } whole ? Around(whole, box) : box;
        var at = _count;
        while (at > 0 && _areas[at - 1] < area) at--;
        if (at == MostParts) return;
        _count = Math.Min(_count + 1, MostParts);
        for (var index = _count - 1; index > at; index--) (_parts[index], _areas[index]) = (_parts[index - 1], _areas[index - 1]);
        (_parts[at], _areas[at]) = (box, area);
    }

    /// <summary>Leaves out the specks, once all parts are known.</summary>
    internal void Trim()
    {
        const int shares = 100;
        while (_count > 0 && (long)_areas[_count - 1] * shares < _area) _count--;
    }

    private static PixelBox Around(PixelBox first, PixelBox second)
    {
        var (left, top) = (Math.Min(first.Left, second.Left), Math.Min(first.Top, second.Top));
        var right = Math.Max(first.Left + first.Width, second.Left + second.Width);
        var bottom = Math.Max(first.Top + first.Height, second.Top + second.Height);
        return new PixelBox(left, top, right - left, bottom - top);
    }
}
