namespace Steerlens.Kernels.Images;

/// <summary>
/// Finds the interesting region of a picture: the sizes of a map's values are scaled so that the smallest is 0 and the largest 1, read at
/// every pixel of the picture as <see cref="MapSampler"/> reads them, and the region is where they are above a threshold. Pixels
/// that touch along an edge hang together. One instance serves one film; after the first frames nothing is allocated.
/// </summary>
public sealed class InterestingRegion
{
    private readonly MapSampler _sampler;
    private readonly float[] _row;
    private float[] _sizes = [];
    private float _threshold;
    private (int Start, int End, int Part)[] _above = [];
    private (int Start, int End, int Part)[] _current = [];
    private Part[] _parts = new Part[16];
    private int _count;

    /// <summary>Prepares for pictures of one size.</summary>
    /// <param name="width">Even.</param>
    /// <param name="height">Even.</param>
    public InterestingRegion(int width, int height)
    {
        _sampler = new MapSampler(width, height);
        _row = new float[width];
        _above = new (int, int, int)[(width / 2) + 1];
        _current = new (int, int, int)[(width / 2) + 1];
    }

    /// <summary>Finds the region of a map.</summary>
    /// <param name="map">mapHeight x mapWidth values; those that are no number count as 0.</param>
    /// <param name="mapHeight">Rows.</param>
    /// <param name="mapWidth">Columns.</param>
    /// <param name="rectangle">Where the map lies on the picture.</param>
    /// <param name="threshold">A share of the largest size, 0..1.</param>
    /// <param name="boxes">Gets the region; nothing where all sizes are the same.</param>
    public void Find(ReadOnlySpan<float> map, int mapHeight, int mapWidth, MapRectangle rectangle, double threshold, RegionBoxes boxes)
    {
        ArgumentNullException.ThrowIfNull(boxes);
        boxes.Clear();
        _threshold = (float)threshold;
        _count = 0;
        if (!Scale(map[..(mapHeight * mapWidth)])) return;
        _sampler.Prepare(_sizes.AsSpan(0, mapHeight * mapWidth), mapHeight, mapWidth, rectangle);
        var above = 0;
        for (var y = _sampler.Top; y < _sampler.Bottom; y++)
        {
            var runs = Runs(y);
            Join(above, runs);
            (_above, _current, above) = (_current, _above, runs);
        }

        for (var part = 0; part < _count; part++)
        {
            ref var found = ref _parts[part];
            if (found.Parent == part) boxes.Add(new PixelBox(found.Left, found.Top, found.Right - found.Left, found.Bottom - found.Top), found.Area);
        }

        boxes.Trim();
    }

    /// <summary>Which pixels of a row belong to the region that was found last.</summary>
    /// <param name="y">The row.</param>
    /// <param name="inside">One flag for each column of the picture.</param>
    public void FillRow(int y, Span<bool> inside)
    {
        inside.Clear();
        if (_count == 0 || y < _sampler.Top || y >= _sampler.Bottom) return;
        var row = _row.AsSpan(0, _sampler.Right - _sampler.Left);
        _sampler.LumaRow(y, row);
        for (var x = 0; x < row.Length; x++) inside[_sampler.Left + x] = row[x] > _threshold;
    }

    /// <summary>The sizes from 0 to 1; false where they are all the same.</summary>
    private bool Scale(ReadOnlySpan<float> map)
    {
        if (_sizes.Length < map.Length) _sizes = new float[map.Length];
        var (least, most) = (float.PositiveInfinity, 0f);
        for (var index = 0; index < map.Length; index++)
        {
            var size = float.IsFinite(map[index]) ? Math.Abs(map[index]) : 0;
            _sizes[index] = size;
            (least, most) = (Math.Min(least, size), Math.Max(most, size));
        }

        if (!(most > least)) return false;
        for (var index = 0; index < map.Length; index++) _sizes[index] = (_sizes[index] - least) / (most - least);
        return true;
    }

    /// <summary>Finds the stretches of a row that are above the threshold, each a part of its own so far.</summary>
    private int Runs(int y)
    {
        var row = _row.AsSpan(0, _sampler.Right - _sampler.Left);
        _sampler.LumaRow(y, row);
        var count = 0;
        for (var x = 0; x < row.Length; x++)
        {
            if (!(row[x] > _threshold)) continue;
            var start = x;
            while (x < row.Length && row[x] > _threshold) x++;
            if (_count == _parts.Length) Array.Resize(ref _parts, 2 * _parts.Length);
            var (left, right) = (_sampler.Left + start, _sampler.Left + x);
            _parts[_count] = new Part { Parent = _count, Left = left, Top = y, Right = right, Bottom = y + 1, Area = right - left };
            _current[count++] = (left, right, _count++);
        }

        return count;
    }

    /// <summary>Joins the stretches of two neighbouring rows that touch.</summary>
    private void Join(int above, int current)
    {
        var (upper, lower) = (0, 0);
        while (upper < above && lower < current)
        {
            var (a, b) = (_above[upper], _current[lower]);
            if (a.Start < b.End && b.Start < a.End) Unite(Root(a.Part), Root(b.Part));
            if (a.End < b.End) upper++;
            else lower++;
        }
    }

    private int Root(int part)
    {
        while (_parts[part].Parent != part) part = _parts[part].Parent = _parts[_parts[part].Parent].Parent;
        return part;
    }

    private void Unite(int first, int second)
    {
        if (first == second) return;
        ref var kept = ref _parts[first];
        ref var gone = ref _parts[second];
        gone.Parent = first;
        (kept.Left, kept.Top) = (Math.Min(kept.Left, gone.Left), Math.Min(kept.Top, gone.Top));
        (kept.Right, kept.Bottom) = (Math.Max(kept.Right, gone.Right), Math.Max(kept.Bottom, gone.Bottom));
        kept.Area += gone.Area;
    }

    private struct Part
    {
        public int Parent;
        public int Left;
        public int Top;
        public int Right;
        public int Bottom;
        public int Area;
    }
}
