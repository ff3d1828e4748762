using Steerlens.Kernels.Engines.States;
using Steerlens.Kernels.Occlusion;

namespace Steerlens.Kernels.Cuda;

/// <summary>Some grids of a bank on a device: they go through the layers together, a launch or two for each.</summary>
internal sealed class StatePart : IDisposable
{
    private readonly List<DeviceArray> _owned = [];
    private readonly LayerAddresses[] _layers;
    private readonly StateTables[] _tables;
    private readonly (ulong Windows, ulong Rows, ulong Columns, int Count) _lookUp;

    /// <summary>Makes the tables and copies them.</summary>
    public StatePart(ICudaDevice device, ICudaStream stream, CudaBlock[] blocks, IReadOnlyList<WindowGrid> grids, EdgeRamp edge)
    {
        var axes = grids.Select(grid => AxesOf(blocks, grid, edge)).ToArray();
        _tables = new StateTables[blocks.Length];
        _layers = new LayerAddresses[blocks.Length];
        for (var index = 0; index < blocks.Length; index++)
        {
            _tables[index] = new StateTables(
                blocks[index], [.. axes.Select(layers => layers[index])], index == 0 ? null : _tables[index - 1], index == 0 ? null : [.. axes.Select(layers => layers[index - 1])]);
        }

        foreach (var tables in _tables) MultiplyAdds += tables.MultiplyAdds;
        for (var index = 0; index < blocks.Length; index++)
        {
            var bytes = (long)_tables[index].States * blocks[index].Pitch * sizeof(float);
            (EvenBytes, OddBytes) = index % 2 == 0 ? (Math.Max(EvenBytes, bytes), OddBytes) : (EvenBytes, Math.Max(OddBytes, bytes));
        }

        try
        {
            for (var index = 0; index < blocks.Length; index++) _layers[index] = new LayerAddresses(_tables[index], values => Keep(device, stream, values), values => Keep(device, stream, values), tiles => Keep(device, stream, tiles));
            _lookUp = MakeLookUp(blocks[^1], grids, [.. axes.Select(layers => layers[^1])], values => Keep(device, stream, values));
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>Bytes of the deltas of the input and every second layer.</summary>
    public long EvenBytes { get; }

    /// <summary>Bytes of the deltas of the layers between.</summary>
    public long OddBytes { get; }

    /// <summary>Bytes of the tables.</summary>
    public long TableBytes => _owned.Sum(array => array.Bytes);

    /// <summary>Multiply-adds of a frame.</summary>
    public long MultiplyAdds { get; }

    /// <summary>Bytes of deltas that a grid needs.</summary>
    public static long BytesOf(CudaBlock[] blocks, WindowGrid grid, EdgeRamp edge)
    {
        var axes = AxesOf(blocks, grid, edge);
        Span<long> bytes = [0, 0];
        for (var index = 0; index < blocks.Length; index++)
            bytes[index % 2] = Math.Max(bytes[index % 2], (long)axes[index].Rows.Count * axes[index].Columns.Count * blocks[index].Pitch * sizeof(float));
        return bytes[0] + bytes[1];
    }

    /// <summary>Multiply-adds that a grid costs.</summary>
    public static double CostOf(CudaBlock[] blocks, WindowGrid grid, EdgeRamp edge)
    {
        var axes = AxesOf(blocks, grid, edge);
        var sum = 0d;
        for (var index = 1; index < blocks.Length; index++)
        {
            sum += (double)axes[index].Rows.Classes.TapCount * axes[index].Columns.Classes.TapCount * StateTables.ProductsOf(blocks[index]);
        }

        return sum;
    }

    /// <summary>Puts the part's launches into a stream.</summary>
    /// <param name="stream">The stream.</param>
    /// <param name="kernels">The kernels.</param>
    /// <param name="blocks">The network.</param>
    /// <param name="pass">The base frame.</param>
    /// <param name="fill">What masked pixels become.</param>
    /// <param name="even">Room for the deltas of the input and every second layer.</param>
    /// <param name="odd">Room for those between.</param>
    /// <param name="outputs">Windows of the bank x outputs.</param>
    public void Record(ICudaStream stream, CudaKernels kernels, CudaBlock[] blocks, CudaPass pass, ulong fill, ulong even, ulong odd, ulong outputs)
    {
        var (input, first) = (blocks[0], _layers[0]);
        if (_tables[0].States == 0) return;
        kernels.MaskInput(stream, _tables[0], new MaskInputArguments
        {
            Before = pass.Of(input.First),
            After = pass.Of(input.Last),
            Fill = fill,
            Deltas = even,
            Rows = first.Rows,
            RowWeights = first.RowWeights,
            ColumnPositions = first.ColumnPositions,
            ColumnWeights = first.ColumnWeights,
            Elements = input.Elements,
            ElementCount = input.Steps.Length,
            Channels = input.Shape.Channels,
            Pitch = input.Pitch,
        });
        for (var index = 1; index < blocks.Length; index++) RecordLayer(stream, kernels, blocks, index, pass, index % 2 == 0 ? odd : even, index % 2 == 0 ? even : odd);
        var last = blocks[^1];
        kernels.LookUp(stream, new LookUpArguments
        {
            Deltas = blocks.Length % 2 == 1 ? even : odd,
            After = pass.Of(last.Last),
            Outputs = outputs,
            Windows = _lookUp.Windows,
            RowStates = _lookUp.Rows,
            ColumnStates = _lookUp.Columns,
            Count = _lookUp.Count,
            Rows = last.Shape.Height,
            Columns = last.Shape.Width,
            Channels = last.Shape.Channels,
            Pitch = last.Pitch,
        });
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var array in _owned) array.Dispose();
        _owned.Clear();
    }

    private void RecordLayer(ICudaStream stream, CudaKernels kernels, CudaBlock[] blocks, int index, CudaPass pass, ulong source, ulong target)
    {
        var (block, tables, addresses) = (blocks[index], _tables[index], _layers[index]);
        if (tables.States == 0) return;
        if (block.Linear is null) RecordMaximum(stream, kernels, blocks, index, pass, source, target);
        else RecordSums(stream, kernels, blocks, index, pass, source, target);
        if (block.IsRelu || block.Steps.Length == 0) return;
        kernels.StateElements(stream, tables, new StateElementsArguments
        {
            Before = pass.Of(block.First),
            After = pass.Of(block.Last),
            Deltas = target,
            Rows = addresses.Rows,
            ColumnPositions = addresses.ColumnPositions,
            Elements = block.Elements,
            ElementCount = block.Steps.Length,
            Channels = block.Shape.Channels,
            Pitch = block.Pitch,
        });
    }

    private void RecordMaximum(ICudaStream stream, CudaKernels kernels, CudaBlock[] blocks, int index, CudaPass pass, ulong source, ulong target)
    {
        var (block, below, tables, addresses) = (blocks[index], blocks[index - 1], _tables[index], _layers[index]);
        var window = block.Geometry!.Value;
        kernels.StateMaximum(stream, tables, new StateMaximumArguments
        {
            Source = source,
            Before = pass.Of(below.Last),
            After = pass.Of(block.First),
            Deltas = target,
            Rows = addresses.Rows,
            ColumnPositions = addresses.ColumnPositions,
            RowTaps = addresses.RowTaps,
            ColumnTaps = addresses.ColumnTaps,
            RowClasses = tables.RowTargets.Count,
            ColumnClasses = tables.ColumnTargets.Count,
            Columns = window.Output.Width,
            KernelRows = window.Reach.Height,
            KernelColumns = window.Reach.Width,
            StrideRows = window.Stride.Rows,
            StrideColumns = window.Stride.Columns,
            Top = window.Padding.Top,
            Left = window.Padding.Left,
            SourceRows = window.Input.Height,
            SourceColumns = window.Input.Width,
            Channels = block.Shape.Channels,
            Pitch = block.Pitch,
        });
    }

    private void RecordSums(ICudaStream stream, CudaKernels kernels, CudaBlock[] blocks, int index, CudaPass pass, ulong source, ulong target)
    {
        var (block, tables, addresses) = (blocks[index], _tables[index], _layers[index]);
        kernels.StateLayer(stream, block, tables.Tiles.Count, new StateLayerArguments
        {
            Source = source,
            Weights = block.StateWeights,
            Before = pass.Of(block.First),
            Target = target,
            Tiles = addresses.Tiles,
            RowTaps = addresses.RowTaps,
            ColumnTaps = addresses.ColumnTaps,
            RowTargets = addresses.RowTargets,
            ColumnTargets = addresses.ColumnTargets,
            RowPositions = addresses.RowPositions,
            ColumnPositions = addresses.ColumnPositions,
            IsRelu = block.IsRelu ? 1 : 0,
            RowClasses = tables.RowTargets.Count,
            ColumnClasses = tables.ColumnTargets.Count,
            KernelRows = block.Linear!.KernelHeight,
            KernelColumns = block.Linear.KernelWidth,
            SourcePitch = blocks[index - 1].Pitch,
            TargetPitch = block.Pitch,
        });
    }

    private static (GridAxis Rows, GridAxis Columns)[] AxesOf(CudaBlock[] blocks, WindowGrid grid, EdgeRamp edge)
    {
        var rows = AxisClasses.OfInput(blocks[0].Shape.Height, grid.Rows, edge);
        var columns = AxisClasses.OfInput(blocks[0].Shape.Width, grid.Columns, edge);
        var axes = new (GridAxis Rows, GridAxis Columns)[blocks.Length];
        for (var index = 0; index < blocks.Length; index++)
        {
            if (blocks[index].Geometry is { } window)
            {
                rows = rows.Through(window.Reach.Height, window.Stride.Rows, window.Padding.Top, window.Output.Height);
                columns = columns.Through(window.Reach.Width, window.Stride.Columns, window.Padding.Left, window.Output.Width);
            }

            axes[index] = (new GridAxis(rows), new GridAxis(columns));
        }

        return axes;
    }

    private (ulong Windows, ulong Rows, ulong Columns, int Count) MakeLookUp(
        CudaBlock last, IReadOnlyList<WindowGrid> grids, IReadOnlyList<(GridAxis Rows, GridAxis Columns)> axes, Func<int[], ulong> keep)
    {
        var (windows, rows, columns) = (new List<int>(), new List<int>(), new List<int>());
        for (var index = 0; index < grids.Count; index++)
        {
            var (grid, axis, tables) = (grids[index], axes[index], _tables[^1]);
            var (firstRow, firstColumn) = (rows.Count, columns.Count);
            rows.AddRange(axis.Rows.Classes.OfInterval.Select(former => tables.FirstStateOf(index, axis.Rows.NumberOf(former))));
            columns.AddRange(axis.Columns.Classes.OfInterval.Select(axis.Columns.NumberOf));
            for (var pair = 0; pair < grid.Windows.Length; pair++)
            {
                foreach (var window in grid.Windows[pair])
                    windows.AddRange([window, firstRow + (pair / grid.Columns.Length * last.Shape.Height), firstColumn + (pair % grid.Columns.Length * last.Shape.Width)]);
            }
        }

        return (keep([.. windows]), keep([.. rows]), keep([.. columns]), windows.Count / 3);
    }

    private ulong Keep<T>(ICudaDevice device, ICudaStream stream, T[] values)
        where T : unmanaged
    {
        var array = DeviceArray.Of<T>(device, stream, values);
        _owned.Add(array);
        return array.Address;
    }

    /// <summary>Where a layer's tables lie.</summary>
    private readonly record struct LayerAddresses
    {
        public LayerAddresses(StateTables tables, Func<int[], ulong> keep, Func<float[], ulong> keepWeights, Func<StateTileArguments[], ulong> keepTiles)
        {
            Rows = keep([.. tables.Rows]);
            RowTargets = keep([.. tables.RowTargets]);
            RowPositions = keep([.. tables.RowPositions]);
            ColumnTargets = keep([.. tables.ColumnTargets]);
            ColumnPositions = keep([.. tables.ColumnPositions]);
            RowWeights = keepWeights(tables.RowWeights);
            ColumnWeights = keepWeights(tables.ColumnWeights);
            RowTaps = keep(tables.RowTaps);
            ColumnTaps = keep(tables.ColumnTaps);
            Tiles = keepTiles([.. tables.Tiles]);
        }

        public ulong Rows { get; }

        public ulong RowTargets { get; }

        public ulong RowPositions { get; }

        public ulong ColumnTargets { get; }

        public ulong ColumnPositions { get; }

        public ulong RowWeights { get; }

        public ulong ColumnWeights { get; }

        public ulong RowTaps { get; }

        public ulong ColumnTaps { get; }

        public ulong Tiles { get; }
    }
}
