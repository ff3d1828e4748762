using System.Runtime.InteropServices;
using Steerlens.Kernels.Images;

namespace Steerlens.Kernels.Cuda;

/// <summary>
/// Draws on pictures that lie on a device: blurs by attention, paints heat. The result comes down once. The arithmetic is that of
/// <see cref="FocusBlend"/> and <see cref="HeatBlend"/>. One thread at a time.
/// </summary>
internal sealed unsafe class CudaPictures : IDisposable
{
    private const int Threads = 256;

    private readonly ICudaDevice _device;
    private readonly ICudaStream _stream;
    private readonly YuvColor _color;
    private readonly DevicePicture _result;
    private readonly HostBytes _host;
    private readonly PictureBlur _luma;
    private readonly PictureBlur _chroma;
    private readonly DeviceArray _weights;
    private readonly MapTables _focusTables;
    private readonly DeviceArray _table;
    private readonly HostBytes _hostTable;
    private readonly nint _focusWeights;
    private readonly nint _mix;
    private readonly nint _heatLuma;
    private readonly nint _heatChroma;
    private (MapTables Tables, int Left)? _heat;
    private DeviceArray? _map;
    private HostArray? _hostMap;

    /// <summary>Makes memory and tables.</summary>
    /// <param name="device">The device.</param>
    /// <param name="width">Of the pictures; even.</param>
    /// <param name="height">Of the pictures; even.</param>
    /// <param name="color">What the pictures' numbers mean.</param>
    /// <param name="sigma">Standard deviation of the blur, in pixels; at least 4 are used.</param>
    public CudaPictures(ICudaDevice device, int width, int height, YuvColor color, double sigma)
    {
        (_device, _color) = (device, color);
        _stream = device.NewStream();
        _result = new DevicePicture(device, width, height);
        _host = new HostBytes(device, YuvImage.ByteCount(width, height));
        sigma = Math.Max(sigma, FocusBlend.LumaCell);
        _luma = new PictureBlur(device, _stream, width, height, FocusBlend.LumaCell, sigma);
        _chroma = new PictureBlur(device, _stream, width / 2, height / 2, FocusBlend.ChromaCell, sigma / 2);
        _weights = new DeviceArray(device, (long)_luma.Columns * _luma.Rows * sizeof(ushort));
        _focusTables = new MapTables(device, _stream, _luma.Columns, _luma.Rows);
        _table = new DeviceArray(device, ((2 * HeatPalette.Steps) + 1) * sizeof(uint));
        _hostTable = new HostBytes(device, ((2 * HeatPalette.Steps) + 1) * sizeof(uint));
        (_focusWeights, _mix) = (device.KernelOf("focus_weights"), device.KernelOf("mix_focus"));
        (_heatLuma, _heatChroma) = (device.KernelOf("paint_heat_luma"), device.KernelOf("paint_heat_chroma"));
    }

    /// <summary>Luma samples in a row.</summary>
    public int Width => _result.Width;

    /// <summary>Luma rows.</summary>
    public int Height => _result.Height;

    /// <summary>Memory for a picture of this size.</summary>
    public DevicePicture NewPicture() => new(_device, Width, Height);

    /// <summary>Waits until all is done, for clocks.</summary>
    public void Wait() => _stream.Synchronize();

    /// <summary>Copies the result down.</summary>
    /// <param name="destination">A picture of this height.</param>
    /// <param name="left">Where the result begins in it, in pixels; even.</param>
    public void Download(YuvImage destination, int left = 0)
    {
        _stream.Download(_host.Memory, _result.Y, _host.Length);
        _stream.Synchronize();
        if (left == 0)
        {
            _host.Values.CopyTo(destination.Bytes);
            return;
        }

        var samples = _host.Values;
        foreach (var plane in (ReadOnlySpan<Plane>)[destination.Y, destination.U, destination.V])
        {
            var (width, first) = (Width * plane.Width / destination.Width, left * plane.Width / destination.Width);
            for (var y = 0; y < plane.Height; y++) samples.Slice(y * width, width).CopyTo(plane.Row(y)[first..]);
            samples = samples[(width * plane.Height)..];
        }
    }

    /// <summary>Blurs what a map does not hold sharp; see <see cref="FocusBlend.Apply"/>.</summary>
    public void Focus(DevicePicture source, ReadOnlySpan<float> map, int mapHeight, int mapWidth, MapRectangle rectangle, float blurredTo, float sharpFrom)
    {
        const double Cell = FocusBlend.LumaCell;
        _focusTables.Prepare(mapHeight, mapWidth, new MapRectangle(rectangle.Left / Cell, rectangle.Top / Cell, rectangle.Width / Cell, rectangle.Height / Cell));
        UploadMap(map[..(mapHeight * mapWidth)]);
        var weights = new FocusWeightsArguments
        {
            Place = _focusTables.Arguments with { Map = _map!.Address },
            Weights = _weights.Address,
            BlurredTo = blurredTo,
            Steepness = FocusBlend.Steepness(blurredTo, sharpFrom),
            Columns = _luma.Columns,
            Rows = _luma.Rows,
            LastColumn = LastCell(_luma.Columns, Width),
            LastRow = LastCell(_luma.Rows, Height),
        };
        _stream.Launch(_focusWeights, (Blocks((long)_luma.Columns * _luma.Rows), 1), Threads, &weights, sizeof(FocusWeightsArguments));
        var black = _color.FullRange ? 0 : 16;
        Mix(source.Y, _result.Y, Width, Height, _luma, (float)FocusBlend.Dimming, black);
        Mix(source.U, _result.U, Width / 2, Height / 2, _chroma, (float)FocusBlend.Fading, 128);
        Mix(source.V, _result.V, Width / 2, Height / 2, _chroma, (float)FocusBlend.Fading, 128);
    }

    /// <summary>Paints a map in heat colours; see <see cref="HeatBlend.Paint"/>.</summary>
    /// <param name="source">The picture.</param>
    /// <param name="map">Map rows x columns.</param>
    /// <param name="mapHeight">Rows.</param>
    /// <param name="mapWidth">Columns.</param>
    /// <param name="rectangle">Where the map lies on the finished picture.</param>
    /// <param name="table">Colours and opacities.</param>
    /// <param name="fullColor">The map value of full colour, above 0.</param>
    /// <param name="start">Where this picture begins on the finished one, in pixels; even.</param>
    public void Heat(DevicePicture source, ReadOnlySpan<float> map, int mapHeight, int mapWidth, MapRectangle rectangle, HeatTable table, double fullColor, int start = 0)
    {
        var tables = TablesFrom(start);
        tables.Prepare(mapHeight, mapWidth, rectangle);
        _stream.Copy(_result.Y, source.Y, source.Bytes);
        var (left, top, right, bottom) = tables.Touched;
        left = Math.Max(left, start);
        if (right <= left || bottom <= top) return;
        UploadMap(map[..(mapHeight * mapWidth)]);
        MemoryMarshal.AsBytes(table.Entries).CopyTo(_hostTable.Values);
        _stream.Upload(_table.Address, _hostTable.Memory, _hostTable.Length);
        var place = tables.Arguments;
        var arguments = new PaintHeatArguments
        {
            // Tables are those of the finished picture, of which the device has the part from the start on.
            Place = place with
            {
                Map = _map!.Address,
                Columns = place.Columns + ((ulong)start * sizeof(int)),
                ColumnFractions = place.ColumnFractions + ((ulong)start * sizeof(float)),
            },
            Table = _table.Address,
            Y = _result.Y,
            U = _result.U,
            V = _result.V,
            StepsPerUnit = HeatBlend.StepsPerUnit(fullColor),
            Quiet = table.Quiet,
            YStride = Width,
            ChromaStride = Width / 2,
            Left = left - start,
            Top = top,
            Width = right - left,
            Height = bottom - top,
        };
        var samples = (long)arguments.Width * arguments.Height;
        _stream.Launch(_heatLuma, (Blocks(samples), 1), Threads, &arguments, sizeof(PaintHeatArguments));
        _stream.Launch(_heatChroma, (Blocks(samples / 4), 1), Threads, &arguments, sizeof(PaintHeatArguments));
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _map?.Dispose();
        _hostMap?.Dispose();
        _heat?.Tables.Dispose();
        foreach (var owned in (IDisposable[])[_result, _host, _luma, _chroma, _weights, _focusTables, _table, _hostTable, _stream]) owned.Dispose();
    }

    private static int Blocks(long values) => checked((int)((values + Threads - 1) / Threads));

    /// <summary>The cell that the last one takes after: where its centre lies past the picture's edge, the one before.</summary>
    private static int LastCell(int cells, int samples) =>
        cells > 1 && ((cells - 1) * FocusBlend.LumaCell) + (FocusBlend.LumaCell / 2) >= samples ? cells - 2 : cells - 1;

    private MapTables TablesFrom(int start)
    {
        if (_heat is { } known && known.Left == start) return known.Tables;
        _heat?.Tables.Dispose();
        var tables = new MapTables(_device, _stream, start + Width, Height);
        _heat = (tables, start);
        return tables;
    }

    private void UploadMap(ReadOnlySpan<float> map)
    {
        if (_hostMap is null || _hostMap.Values.Length != map.Length)
        {
            _map?.Dispose();
            _hostMap?.Dispose();
            (_map, _hostMap) = (null, null);
            _map = new DeviceArray(_device, map.Length * (long)sizeof(float));
            _hostMap = new HostArray(_device, map.Length);
        }

        map.CopyTo(_hostMap.Values);
        _stream.Upload(_map!.Address, _hostMap.Memory, _hostMap.Bytes);
    }

    private void Mix(ulong source, ulong target, int width, int height, PictureBlur blur, float share, float neutral)
    {
        blur.Run(source, share, neutral * (1 - share));
        var arguments = new MixFocusArguments
        {
            Source = source,
            Target = target,
            Blurred = new GrownCellsArguments { Cells = blur.Blurred, Columns = blur.Columns, Rows = blur.Rows },
            Weights = new GrownCellsArguments { Cells = _weights.Address, Columns = _luma.Columns, Rows = _luma.Rows },
            SourceStride = width,
            TargetStride = width,
            Width = width,
            Height = height,
            Cell = blur.Cell,
        };
        _stream.Launch(_mix, (Blocks((long)blur.Columns * height), 1), Threads, &arguments, sizeof(MixFocusArguments));
    }
}
