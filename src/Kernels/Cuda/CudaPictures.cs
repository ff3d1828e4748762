using Steerlens.Kernels.Images;

namespace Steerlens.Kernels.Cuda;

/// <summary>
/// A 4:2:0 picture on a device: made small for a network, blurred by attention, painted with heat. It goes up once and comes down once. The
/// arithmetic is that of <see cref="InputResizer"/>, <see cref="FocusBlend"/> and <see cref="HeatBlend"/>.
/// </summary>
internal sealed unsafe class CudaPictures : IDisposable
{
    private const int Threads = 256;
    private const int ResizePixels = 4;
    private const int ResizeThreads = 128;

    private readonly ICudaDevice _device;
    private readonly ICudaStream _stream;
    private readonly YuvColor _color;
    private readonly DeviceArray _picture;
    private readonly HostBytes _host;
    private readonly PictureBlur _luma;
    private readonly PictureBlur _chroma;
    private readonly DeviceArray _weights;
    private readonly MapTables _focusTables;
    private readonly MapTables _heatTables;
    private readonly DeviceArray _table;
    private readonly nint _resize;
    private readonly nint _focusWeights;
    private readonly nint _mix;
    private readonly nint _heatLuma;
    private readonly nint _heatChroma;
    private DeviceArray? _map;

    /// <summary>Makes memory and tables.</summary>
    /// <param name="device">The device.</param>
    /// <param name="width">Of the pictures; even.</param>
    /// <param name="height">Of the pictures; even.</param>
    /// <param name="color">What the pictures' numbers mean.</param>
    /// <param name="sigma">Standard deviation of the blur, in pixels; at least 4 are used.</param>
    public CudaPictures(ICudaDevice device, int width, int height, YuvColor color, double sigma)
    {
        (_device, _color, Width, Height) = (device, color, width, height);
        _stream = device.NewStream();
        _picture = new DeviceArray(device, YuvImage.ByteCount(width, height));
        _host = new HostBytes(device, YuvImage.ByteCount(width, height));
        sigma = Math.Max(sigma, FocusBlend.LumaCell);
        _luma = new PictureBlur(device, _stream, width, height, FocusBlend.LumaCell, sigma);
        _chroma = new PictureBlur(device, _stream, width / 2, height / 2, FocusBlend.ChromaCell, sigma / 2);
        _weights = new DeviceArray(device, (long)_luma.Columns * _luma.Rows * sizeof(ushort));
        _focusTables = new MapTables(device, _stream, _luma.Columns, _luma.Rows);
        _heatTables = new MapTables(device, _stream, width, height);
        _table = new DeviceArray(device, ((2 * HeatPalette.Steps) + 1) * sizeof(uint));
        (_resize, _focusWeights, _mix) = (device.KernelOf("resize_input"), device.KernelOf("focus_weights"), device.KernelOf("mix_focus"));
        (_heatLuma, _heatChroma) = (device.KernelOf("paint_heat_luma"), device.KernelOf("paint_heat_chroma"));
    }

    /// <summary>Luma samples in a row.</summary>
    public int Width { get; }

    /// <summary>Luma rows.</summary>
    public int Height { get; }

    private ulong Y => _picture.Address;

    private ulong U => Y + (ulong)(Width * Height);

    private ulong V => U + (ulong)(Width * Height / 4);

    /// <summary>Copies a picture to the device.</summary>
    public void Upload(YuvImage picture)
    {
        picture.Bytes.CopyTo(_host.Values);
        _stream.Upload(Y, _host.Memory, _host.Length);
        _stream.Synchronize();
    }

    /// <summary>Copies the picture back.</summary>
    public void Download(YuvImage picture)
    {
        _stream.Download(_host.Memory, Y, _host.Length);
        _stream.Synchronize();
        _host.Values.CopyTo(picture.Bytes);
    }

    /// <summary>Makes a network's input from the picture.</summary>
    /// <param name="tables">From <see cref="TablesOf"/>.</param>
    /// <param name="input">Where it goes on the device: pixels x pitch float32.</param>
    public void Resize(ResizeTables tables, ulong input)
    {
        var arguments = tables.Arguments;
        (arguments.Y.Samples, arguments.U.Samples, arguments.V.Samples, arguments.Input) = (Y, U, V, input);
        (arguments.Y.Stride, arguments.U.Stride, arguments.V.Stride) = (Width, Width / 2, Width / 2);
        _stream.Launch(_resize, ((arguments.Pixels + ResizePixels - 1) / ResizePixels, 1), ResizeThreads, &arguments, sizeof(ResizeInputArguments));
        _stream.Synchronize();
    }

    /// <summary>The tables of a resizer for pictures of this size.</summary>
    public ResizeTables TablesOf(InputResizer resizer) => new(_device, _stream, resizer);

    /// <summary>Blurs what a map does not hold sharp; see <see cref="FocusBlend.Apply"/>.</summary>
    public void Focus(ReadOnlySpan<float> map, int mapHeight, int mapWidth, MapRectangle rectangle, float blurredTo, float sharpFrom)
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
        Mix(Y, Width, Height, _luma, (float)FocusBlend.Dimming, black);
        Mix(U, Width / 2, Height / 2, _chroma, (float)FocusBlend.Fading, 128);
        Mix(V, Width / 2, Height / 2, _chroma, (float)FocusBlend.Fading, 128);
        _stream.Synchronize();
    }

    /// <summary>Paints a map in heat colours; see <see cref="HeatBlend.Paint"/>.</summary>
    public void Heat(ReadOnlySpan<float> map, int mapHeight, int mapWidth, MapRectangle rectangle, HeatTable table, double fullColor)
    {
        _heatTables.Prepare(mapHeight, mapWidth, rectangle);
        UploadMap(map[..(mapHeight * mapWidth)]);
        fixed (uint* entries = table.Entries) _stream.Upload(_table.Address, (nint)entries, _table.Bytes);
        var (left, top, right, bottom) = _heatTables.Touched;
        _stream.Synchronize();
        if (right <= left || bottom <= top) return;
        var arguments = new PaintHeatArguments
        {
            Place = _heatTables.Arguments with { Map = _map!.Address },
            Table = _table.Address,
            Y = Y,
            U = U,
            V = V,
            StepsPerUnit = HeatBlend.StepsPerUnit(fullColor),
            Quiet = table.Quiet,
            YStride = Width,
            ChromaStride = Width / 2,
            Left = left,
            Top = top,
            Width = right - left,
            Height = bottom - top,
        };
        var samples = (long)arguments.Width * arguments.Height;
        _stream.Launch(_heatLuma, (Blocks(samples), 1), Threads, &arguments, sizeof(PaintHeatArguments));
        _stream.Launch(_heatChroma, (Blocks(samples / 4), 1), Threads, &arguments, sizeof(PaintHeatArguments));
        _stream.Synchronize();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _map?.Dispose();
        foreach (var owned in (IDisposable[])[_picture, _host, _luma, _chroma, _weights, _focusTables, _heatTables, _table, _stream]) owned.Dispose();
    }

    private static int Blocks(long values) => checked((int)((values + Threads - 1) / Threads));

    /// <summary>The cell that the last one takes after: where its centre lies past the picture's edge, the one before.</summary>
    private static int LastCell(int cells, int samples) =>
        cells > 1 && ((cells - 1) * FocusBlend.LumaCell) + (FocusBlend.LumaCell / 2) >= samples ? cells - 2 : cells - 1;

    private void UploadMap(ReadOnlySpan<float> map)
    {
        if (_map is null || _map.Bytes < map.Length * sizeof(float))
        {
            _map?.Dispose();
            _map = new DeviceArray(_device, map.Length * (long)sizeof(float));
        }

        fixed (float* values = map)
        {
            _stream.Upload(_map.Address, (nint)values, map.Length * (long)sizeof(float));
            _stream.Synchronize();
        }
    }

    private void Mix(ulong plane, int width, int height, PictureBlur blur, float share, float neutral)
    {
        blur.Run(plane, share, neutral * (1 - share));
        var arguments = new MixFocusArguments
        {
            Source = plane,
            Target = plane,
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
