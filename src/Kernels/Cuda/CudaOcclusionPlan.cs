using System.Diagnostics;
using Steerlens.Kernels.Engines;
using Steerlens.Kernels.Engines.States;
using Steerlens.Kernels.Maps;
using Steerlens.Kernels.Occlusion;

namespace Steerlens.Kernels.Cuda;

/// <summary>How one bank is computed on a device: all windows by states, in as few parts as there is room for. It is made once.</summary>
internal sealed class CudaOcclusionPlan : IDisposable
{
    private readonly List<StatePart> _parts = [];
    private readonly CudaBlock[] _blocks;
    private readonly DeviceArray? _even;
    private readonly DeviceArray? _odd;
    private readonly DeviceArray? _fill;
    private readonly DeviceArray? _outputs;

    /// <summary>Makes the tables.</summary>
    /// <param name="device">The device.</param>
    /// <param name="stream">A stream with nothing in it.</param>
    /// <param name="blocks">The network.</param>
    /// <param name="bank">The bank.</param>
    /// <param name="mostBytes">The most bytes of deltas at a time, unless one column of windows needs more.</param>
    /// <exception cref="CudaException">There is not enough memory.</exception>
    public CudaOcclusionPlan(ICudaDevice device, ICudaStream stream, CudaBlock[] blocks, WindowBank bank, long mostBytes)
    {
        (_blocks, Bank) = (blocks, bank);
        var start = Stopwatch.GetTimestamp();
        var grids = WindowGrid.Partition(bank).SelectMany(exact => Cheaper(bank, exact)).SelectMany(grid => Fitting(grid, bank.Edge, mostBytes)).ToList();
        try
        {
            var (together, bytes) = (new List<WindowGrid>(), 0L);
            foreach (var (grid, needed) in grids)
            {
                if (together.Count > 0 && bytes + needed > mostBytes)
                {
                    _parts.Add(new StatePart(device, stream, blocks, together, bank.Edge));
                    (together, bytes) = ([], 0);
                }

                together.Add(grid);
                bytes += needed;
            }

            _parts.Add(new StatePart(device, stream, blocks, together, bank.Edge));
            _even = new DeviceArray(device, _parts.Max(part => part.EvenBytes));
            _odd = new DeviceArray(device, _parts.Max(part => part.OddBytes));
            var input = blocks[0].Shape;
            Fill = new HostArray(device, (int)CudaPass.PaddedLength(input));
            Outputs = new HostArray(device, bank.Count * blocks[^1].Shape.Length);
            _fill = DeviceArray.Zeros(device, stream, Fill.Bytes);
            _outputs = DeviceArray.Zeros(device, stream, Outputs.Bytes);
        }
        catch
        {
            Dispose();
            throw;
        }

        var deltas = _even.Bytes + _odd.Bytes;
        Report = new OcclusionReport(grids.Count, 0, bank.Count, Stopwatch.GetElapsedTime(start), deltas + _parts.Sum(part => part.TableBytes), _parts.Sum(part => part.MultiplyAdds), null);
    }

    /// <summary>The bank.</summary>
    public WindowBank Bank { get; }

    /// <summary>The plan in figures.</summary>
    public OcclusionReport Report { get; }

    /// <summary>Launches that go through the layers, one after the other.</summary>
    public int Parts => _parts.Count;

    /// <summary>What masked pixels become, on its way up: positions x pitch.</summary>
    public HostArray Fill { get; } = null!;

    /// <summary>Windows x outputs as they came down.</summary>
    public HostArray Outputs { get; } = null!;

    /// <summary>How the windows' outputs become a map; null before <see cref="PrepareMap"/>.</summary>
    public CudaMapPlan? Map { get; private set; }

    /// <summary>Makes the tables for maps, at the first call.</summary>
    /// <exception cref="CudaException">There is not enough memory.</exception>
    public CudaMapPlan PrepareMap(ICudaDevice device, ICudaStream stream) => Map ??= new CudaMapPlan(device, stream, Bank, _blocks[^1].Shape.Length);

    /// <summary>Puts the launches and copies for the windows' outputs into a stream.</summary>
    public void Record(ICudaStream stream, CudaKernels kernels, CudaPass pass)
    {
        RecordWindows(stream, kernels, pass);
        stream.Download(Outputs.Memory, _outputs!.Address, Outputs.Bytes);
    }

    /// <summary>Puts the launches and copies for a map into a stream, after <see cref="PrepareMap"/>.</summary>
    public void RecordMap(ICudaStream stream, CudaKernels kernels, CudaPass pass, Target target)
    {
        RecordWindows(stream, kernels, pass);
        Map!.Record(stream, kernels, _blocks[^1], pass, _outputs!.Address, target);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var part in _parts) part.Dispose();
        _even?.Dispose();
        _odd?.Dispose();
        _fill?.Dispose();
        _outputs?.Dispose();
        Fill?.Dispose();
        Outputs?.Dispose();
        Map?.Dispose();
    }

    private void RecordWindows(ICudaStream stream, CudaKernels kernels, CudaPass pass)
    {
        stream.Upload(_fill!.Address, Fill.Memory, Fill.Bytes);
        foreach (var part in _parts) part.Record(stream, kernels, _blocks, pass, _fill.Address, _even!.Address, _odd!.Address, _outputs!.Address);
    }

    /// <summary>The windows of one size as exact grids, or as one that covers them and perhaps pairs that are nobody's window.</summary>
    private IReadOnlyList<WindowGrid> Cheaper(WindowBank bank, IReadOnlyList<WindowGrid> exact)
    {
        if (exact.Count == 1) return exact;
        var cover = WindowGrid.Cover(bank, exact);
        return StatePart.CostOf(_blocks, cover, bank.Edge) < exact.Sum(grid => StatePart.CostOf(_blocks, grid, bank.Edge)) ? [cover] : exact;
    }

    /// <summary>A grid cut into as many pieces as make each fit.</summary>
    private IEnumerable<(WindowGrid Grid, long Bytes)> Fitting(WindowGrid grid, EdgeRamp edge, long mostBytes)
    {
        var bytes = StatePart.BytesOf(_blocks, grid, edge);
        return bytes <= mostBytes || grid.Columns.Length == 1
            ? [(grid, bytes)]
            : Enumerable.Range(0, 2).SelectMany(half => Fitting(grid.Slice(half, 2), edge, mostBytes));
    }
}
