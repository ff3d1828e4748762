using Steerlens.Kernels.Maps;
using Steerlens.Kernels.Occlusion;

namespace Steerlens.Kernels.Cuda;

/// <summary>How the outputs of a bank's windows become a map on a device; the arithmetic is that of <see cref="OcclusionAccumulator"/>.</summary>
internal sealed class CudaMapPlan : IDisposable
{
    private readonly WindowBank _bank;
    private readonly DeviceArray _starts;
    private readonly DeviceArray _corners;
    private readonly DeviceArray _areas;
    private readonly DeviceArray _coverage;
    private readonly DeviceArray _weights;
    private readonly DeviceArray _scores;
    private readonly DeviceArray _differences;
    private readonly DeviceArray _map;
    private readonly int _places;

    /// <summary>Makes the tables.</summary>
    /// <param name="device">The device.</param>
    /// <param name="stream">A stream with nothing in it.</param>
    /// <param name="bank">A bank whose windows have hard edges.</param>
    /// <param name="outputs">The network's outputs.</param>
    /// <exception cref="CudaException">There is not enough memory.</exception>
    public CudaMapPlan(ICudaDevice device, ICudaStream stream, WindowBank bank, int outputs)
    {
        _bank = bank;
        var each = (bank.Height + 1) * (bank.Width + 1);
        _places = bank.Sizes.Count * each;
        var (starts, corners) = CornersOf(bank, each, _places);
        _starts = DeviceArray.Of<int>(device, stream, starts);
        _corners = DeviceArray.Of<int>(device, stream, corners);
        _areas = DeviceArray.Of<int>(device, stream, [.. bank.Windows.Select(window => window.Area)]);
        _coverage = DeviceArray.Of<float>(device, stream, [.. new OcclusionAccumulator(bank).InverseCoverage.SelectMany(size => size)]);
        _weights = new DeviceArray(device, outputs * (long)sizeof(float));
        _scores = new DeviceArray(device, bank.Count * (long)sizeof(float));
        _differences = new DeviceArray(device, _places * (long)sizeof(double));
        _map = new DeviceArray(device, bank.Height * bank.Width * (long)sizeof(float));
        Weights = new HostArray(device, outputs);
        Scores = new HostArray(device, bank.Count);
        Map = new HostArray(device, bank.Height * bank.Width);
    }

    /// <summary>The outputs' weights on their way up.</summary>
    public HostArray Weights { get; }

    /// <summary>The windows' scores as they came down.</summary>
    public HostArray Scores { get; }

    /// <summary>The map as it came down: rows x columns.</summary>
    public HostArray Map { get; }

    /// <summary>Whether a bank's windows can be spread here: those with hard edges.</summary>
    public static bool Knows(WindowBank bank) => !(bank.Edge.Softness > 0);

    /// <summary>Whether there is a kernel for a target's scores.</summary>
    public static bool Knows(Target target) => target is Target.Signed or Target.Right or Target.Left or Target.Hold;

    /// <summary>Puts launches and copies into a stream, behind the bank's own.</summary>
    /// <param name="stream">The stream.</param>
    /// <param name="kernels">The kernels.</param>
    /// <param name="last">The network's last block.</param>
    /// <param name="pass">The frame.</param>
    /// <param name="outputs">Where the windows' outputs lie.</param>
    /// <param name="target">What a score counts.</param>
    public void Record(ICudaStream stream, CudaKernels kernels, CudaBlock last, CudaPass pass, ulong outputs, Target target)
    {
        stream.Upload(_weights.Address, Weights.Memory, Weights.Bytes);
        kernels.WindowScores(stream, new WindowScoresArguments
        {
            Outputs = outputs,
            Base = pass.Of(last.Last),
            Weights = _weights.Address,
            Scores = _scores.Address,
            Windows = _bank.Count,
            Length = last.Shape.Length,
            Channels = last.Shape.Channels,
            Pitch = last.Pitch,
            Kind = target switch { Target.Signed => 0, Target.Right => 1, Target.Left => 2, _ => 3 },
        });
        kernels.SpreadScores(stream, new SpreadScoresArguments
        {
            Scores = _scores.Address,
            Starts = _starts.Address,
            Corners = _corners.Address,
            Areas = _areas.Address,
            Differences = _differences.Address,
            Places = _places,
        });
        kernels.SumRows(stream, new SumRowsArguments { Differences = _differences.Address, Rows = _bank.Sizes.Count * (_bank.Height + 1), Columns = _bank.Width + 1 });
        kernels.SumColumns(stream, new SumColumnsArguments
        {
            Rows = _differences.Address,
            Coverage = _coverage.Address,
            Map = _map.Address,
            Share = 1d / _bank.Sizes.Count,
            Sizes = _bank.Sizes.Count,
            MapRows = _bank.Height,
            MapColumns = _bank.Width,
        });
        stream.Download(Scores.Memory, _scores.Address, Scores.Bytes);
        stream.Download(Map.Memory, _map.Address, Map.Bytes);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var owned in (IDisposable[])[_starts, _corners, _areas, _coverage, _weights, _scores, _differences, _map, Weights, Scores, Map]) owned.Dispose();
    }

    /// <summary>For each place of the difference images where its corners begin, and the corners, each place's in the windows' order.</summary>
    private static (int[] Starts, int[] Corners) CornersOf(WindowBank bank, int each, int places)
    {
        var (pitch, at, corners) = (bank.Width + 1, new int[places + 1], new int[4 * bank.Count]);
        foreach (var (place, _) in All()) at[place + 1]++;
        for (var place = 0; place < places; place++) at[place + 1] += at[place];
        int[] starts = [.. at];
        foreach (var (place, corner) in All()) corners[at[place]++] = corner;
        return (starts, corners);

        IEnumerable<(int Place, int Corner)> All()
        {
            for (var size = 0; size < bank.Sizes.Count; size++)
            {
                for (var index = bank.GroupStarts[size]; index < bank.GroupStarts[size + 1]; index++)
                {
                    var window = bank.Windows[index];
                    var top = (size * each) + (window.Row * pitch) + window.Column;
                    var bottom = top + (window.Height * pitch);
                    yield return (top, 2 * index);
                    yield return (top + window.Width, (2 * index) + 1);
                    yield return (bottom, (2 * index) + 1);
                    yield return (bottom + window.Width, 2 * index);
                }
            }
        }
    }
}
