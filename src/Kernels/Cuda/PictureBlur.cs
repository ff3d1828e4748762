using Steerlens.Kernels.Images;

namespace Steerlens.Kernels.Cuda;

/// <summary>Blurs a plane on a device; the arithmetic is that of <see cref="GaussianBlur"/>.</summary>
internal sealed unsafe class PictureBlur : IDisposable
{
    private const int Threads = 256;

    private readonly ICudaStream _stream;
    private readonly int _width;
    private readonly int _height;
    private readonly (DeviceArray Weights, int Taps, int Spacing)[] _stages;
    private readonly DeviceArray _cells;
    private readonly DeviceArray _across;
    private readonly DeviceArray _blurred;
    private readonly nint _means;
    private readonly nint _gaussianAcross;
    private readonly nint _gaussianAlong;

    /// <summary>Makes weights and memory.</summary>
    public PictureBlur(ICudaDevice device, ICudaStream stream, int width, int height, int cell, double sigma)
    {
        (_stream, _width, _height, Cell) = (stream, width, height, cell);
        (Columns, Rows) = (CellMean.Count(width, cell), CellMean.Count(height, cell));
        _stages = [.. GaussianCells.Stages(GaussianBlur.VarianceOf(cell, sigma)).Select(stage => (DeviceArray.Of<float>(device, stream, stage.Weights), stage.Weights.Length, stage.Spacing))];
        var count = (long)Columns * Rows;
        (_cells, _across, _blurred) = (new DeviceArray(device, count * sizeof(float)), new DeviceArray(device, count * sizeof(float)), new DeviceArray(device, count * sizeof(ushort)));
        (_means, _gaussianAcross, _gaussianAlong) = (device.KernelOf("cell_means"), device.KernelOf("gaussian_across"), device.KernelOf("gaussian_along"));
    }

    /// <summary>Samples of a cell along each axis.</summary>
    public int Cell { get; }

    /// <summary>Cells in a row.</summary>
    public int Columns { get; }

    /// <summary>Rows of cells.</summary>
    public int Rows { get; }

    /// <summary>The blurred cells in fixed point, after <see cref="Run"/>.</summary>
    public ulong Blurred => _blurred.Address;

    /// <summary>Puts the launches for a plane into the stream.</summary>
    /// <param name="plane">Width x height bytes.</param>
    /// <param name="scale">What blurred samples are multiplied by.</param>
    /// <param name="offset">What is added then.</param>
    public void Run(ulong plane, float scale, float offset)
    {
        var blocks = ((Columns * Rows) + Threads - 1) / Threads;
        var means = new CellMeansArguments { Samples = plane, Cells = _cells.Address, Stride = _width, Width = _width, Height = _height, Cell = Cell, Columns = Columns, Rows = Rows };
        _stream.Launch(_means, (blocks, 1), Threads, &means, sizeof(CellMeansArguments));
        for (var index = 0; index < _stages.Length; index++)
        {
            var (weights, taps, spacing) = _stages[index];
            var across = new GaussianArguments { Cells = _cells.Address, Weights = weights.Address, Result = _across.Address, Taps = taps, Spacing = spacing, Columns = Columns, Rows = Rows };
            _stream.Launch(_gaussianAcross, (blocks, 1), Threads, &across, sizeof(GaussianArguments));
            var isLast = index == _stages.Length - 1;
            var along = across with
            {
                Cells = _across.Address,
                Result = isLast ? 0 : _cells.Address,
                Fixed = isLast ? _blurred.Address : 0,
                Factor = scale * CellGrow.One,
                Summand = (offset * CellGrow.One) + 0.5f,
            };
            _stream.Launch(_gaussianAlong, (blocks, 1), Threads, &along, sizeof(GaussianArguments));
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var (weights, _, _) in _stages) weights.Dispose();
        _cells.Dispose();
        _across.Dispose();
        _blurred.Dispose();
    }
}
