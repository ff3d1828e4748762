using Steerlens.Kernels.Images;

namespace Steerlens.Kernels.Cuda;

/// <summary>Where a map is read for each row and column of a picture, on a device; filled anew where the geometry changes.</summary>
internal sealed class MapTables : IDisposable
{
    private readonly (int Width, int Height) _picture;
    private readonly ICudaDevice _device;
    private readonly ICudaStream _stream;
    private readonly List<DeviceArray> _owned = [];
    private (int Height, int Width, MapRectangle Rectangle) _known;

    /// <summary>Makes tables for pictures of a size.</summary>
    public MapTables(ICudaDevice device, ICudaStream stream, int pictureWidth, int pictureHeight) =>
        (_device, _stream, _picture) = (device, stream, (pictureWidth, pictureHeight));

    /// <summary>The tables; the map itself is the caller's to set.</summary>
    public MapPlaceArguments Arguments { get; private set; }

    /// <summary>The part of the picture that the map touches, rounded outwards to even numbers as in <see cref="MapSampler"/>.</summary>
    public (int Left, int Top, int Right, int Bottom) Touched { get; private set; }

    /// <summary>Fills the tables unless they are so already.</summary>
    /// <param name="height">Map rows.</param>
    /// <param name="width">Map columns.</param>
    /// <param name="rectangle">Where the map lies on the picture.</param>
    public void Prepare(int height, int width, MapRectangle rectangle)
    {
        if (_owned.Count > 0 && _known == (height, width, rectangle)) return;
        Dispose();
        _known = (height, width, rectangle);
        var (rows, rowFractions, top, bottom) = Axis(rectangle.Top, rectangle.Height, _picture.Height, height);
        var (columns, columnFractions, left, right) = Axis(rectangle.Left, rectangle.Width, _picture.Width, width);
        Touched = (left & ~1, top & ~1, (right + 1) & ~1, (bottom + 1) & ~1);
        Arguments = new MapPlaceArguments
        {
            Rows = Keep<int>(rows),
            RowFractions = Keep<float>(rowFractions),
            Columns = Keep<int>(columns),
            ColumnFractions = Keep<float>(columnFractions),
            MapRows = height,
            MapColumns = width,
        };
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var array in _owned) array.Dispose();
        _owned.Clear();
    }

    private static (int[] First, float[] Fraction, int Start, int End) Axis(double start, double length, int pixels, int cells)
    {
        // Cells of a picture may end with half a pair.
        var (from, end) = MapSampler.Range(start, length, (pixels + 1) & ~1);
        var (first, fraction) = (new int[pixels], new float[pixels]);
        for (var pixel = 0; pixel < pixels; pixel++)
        {
            first[pixel] = -1;
            if (pixel >= from && pixel < end) (first[pixel], fraction[pixel]) = MapSampler.Locate(pixel, start, length, cells);
        }

        return (first, fraction, from, end);
    }

    private ulong Keep<T>(ReadOnlySpan<T> values)
        where T : unmanaged
    {
        var array = DeviceArray.Of(_device, _stream, values);
        _owned.Add(array);
        return array.Address;
    }
}
