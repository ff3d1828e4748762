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

    /// <summary>A box of which more than this lies inside a larger one says nothing that the larger one does not.</summary>
    private const double MostShared = 0.5;

    private readonly PixelBox[] _parts = new PixelBox[MostParts];
    private readonly int[] _areas = new int[MostParts];
    private int _count;
    private long _area;

    /// <summary>The box around everything, small parts included; null where there is nothing.</summary>
    public PixelBox? Whole { get; private set; }

    /// <summary>
    /// The boxes around what hangs together, that with the most pixels first. Left out are specks of less than a hundredth of all pixels, and
    /// boxes that lie inside a larger one by more than half.
    /// </summary>
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

    /// <summary>Leaves out the specks and what lies inside a larger box, once all parts are known.</summary>
    internal void Trim()
    {
        const int shares = 100;
        while (_count > 0 && (long)_areas[_count - 1] * shares < _area) _count--;
        Span<bool> isInside = stackalloc bool[MostParts];
        for (var inner = 0; inner < _count; inner++)
        {
            for (var outer = 0; outer < _count && !isInside[inner]; outer++)
                isInside[inner] = outer != inner && IsLarger(outer, inner) && Shared(_parts[inner], _parts[outer]) > MostShared * Size(_parts[inner]);
        }

        var kept = 0;
        for (var part = 0; part < _count; part++)
        {
            if (!isInside[part]) (_parts[kept], _areas[kept++]) = (_parts[part], _areas[part]);
        }

        _count = kept;
    }

    /// <summary>Of two boxes of one size the first is the larger, so that one stays.</summary>
    private bool IsLarger(int part, int other)
    {
        var (size, otherSize) = (Size(_parts[part]), Size(_parts[other]));
        return size > otherSize || (size == otherSize && part < other);
    }

    private static long Size(PixelBox box) => (long)box.Width * box.Height;

    private static long Shared(PixelBox first, PixelBox second)
    {
        long width = Math.Min(first.Left + first.Width, second.Left + second.Width) - Math.Max(first.Left, second.Left);
        long height = Math.Min(first.Top + first.Height, second.Top + second.Height) - Math.Max(first.Top, second.Top);
        return Math.Max(0, width) * Math.Max(0, height);
    }

    private static PixelBox Around(PixelBox first, PixelBox second)
    {
        var (left, top) = (Math.Min(first.Left, second.Left), Math.Min(first.Top, second.Top));
        var right = Math.Max(first.Left + first.Width, second.Left + second.Width);
        var bottom = Math.Max(first.Top + first.Height, second.Top + second.Height);
        return new PixelBox(left, top, right - left, bottom - top);
    }
}
