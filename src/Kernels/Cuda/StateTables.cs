using Steerlens.Kernels.Engines.States;

namespace Steerlens.Kernels.Cuda;

/// <summary>
/// The tables of one layer for some grids, one behind the other, as <c>States.cu</c> describes them: classes of all grids, taps, tiles. They
/// are made on the host and then copied.
/// </summary>
internal sealed class StateTables
{
    private readonly List<int> _rowFirsts = [];

    /// <summary>Makes the tables.</summary>
    /// <param name="block">The layer.</param>
    /// <param name="grids">For each grid its axes at this layer.</param>
    /// <param name="below">The tables of the layer below; null for the input.</param>
    /// <param name="gridsBelow">For each grid its axes at the layer below.</param>
    public StateTables(CudaBlock block, IReadOnlyList<(GridAxis Rows, GridAxis Columns)> grids, StateTables? below, IReadOnlyList<(GridAxis Rows, GridAxis Columns)>? gridsBelow)
    {
        var states = 0L;
        foreach (var (rows, columns) in grids)
        {
            _rowFirsts.Add(RowTargets.Count);
            var firstColumn = ColumnTargets.Count;
            for (var row = 0; row < rows.Count; row++)
            {
                RowTargets.Add(checked((int)(states + ((long)row * columns.Count))));
                RowPositions.Add(rows.Classes.Position[rows.Order[row]] * block.Shape.Width);
                Rows.AddRange([RowTargets[^1], RowPositions[^1], firstColumn, columns.Count]);
            }

            for (var column = 0; column < columns.Count; column++)
            {
                ColumnTargets.Add(column);
                ColumnPositions.Add(columns.Classes.Position[columns.Order[column]]);
            }

            AddTiles(block, rows, columns, _rowFirsts[^1], firstColumn);
            WidestColumns = Math.Max(WidestColumns, columns.Count);
            states += (long)rows.Count * columns.Count;
            if (block.Geometry is not null) MultiplyAdds += rows.Classes.TapCount * columns.Classes.TapCount * ProductsOf(block);
        }

        States = checked((int)states);
        if (below is null)
        {
            RowWeights = [.. grids.SelectMany(grid => grid.Rows.Classes.Weights)];
            ColumnWeights = [.. grids.SelectMany(grid => grid.Columns.Classes.Weights)];
            return;
        }

        // Long blocks first: the short ones then fill the gaps at the end.
        Tiles = [.. Tiles.OrderByDescending(tile => (long)(tile.EndKernelRow - tile.FirstKernelRow) * (tile.EndKernelColumn - tile.FirstKernelColumn))];
        var reach = block.Geometry!.Value.Reach;
        (RowTaps, ColumnTaps) = (new int[RowTargets.Count * reach.Height], new int[ColumnTargets.Count * reach.Width]);
        var (rowFirst, columnFirst) = (0, 0);
        for (var grid = 0; grid < grids.Count; grid++)
        {
            var (from, firstBelow) = (gridsBelow![grid], below._rowFirsts[grid]);
            FillTaps(grids[grid].Rows, from.Rows, number => below.RowTargets[firstBelow + number], RowTaps, RowTargets.Count, rowFirst);
            FillTaps(grids[grid].Columns, from.Columns, number => number, ColumnTaps, ColumnTargets.Count, columnFirst);
            rowFirst += grids[grid].Rows.Count;
            columnFirst += grids[grid].Columns.Count;
        }
    }

    /// <summary>States of all grids.</summary>
    public int States { get; }

    /// <summary>The most column classes of a grid.</summary>
    public int WidestColumns { get; }

    /// <summary>Multiply-adds of a frame.</summary>
    public long MultiplyAdds { get; }

    /// <summary>For each row class its first state, its position, its grid's first column class and their number.</summary>
    public List<int> Rows { get; } = [];

    /// <summary>For each row class its first state.</summary>
    public List<int> RowTargets { get; } = [];

    /// <summary>For each row class its row times the layer's columns.</summary>
    public List<int> RowPositions { get; } = [];

    /// <summary>For each column class its number in its grid.</summary>
    public List<int> ColumnTargets { get; } = [];

    /// <summary>For each column class its column.</summary>
    public List<int> ColumnPositions { get; } = [];

    /// <summary>For each row class of the input how much of the fill the row takes.</summary>
    public float[] RowWeights { get; } = [];

    /// <summary>The same for its columns.</summary>
    public float[] ColumnWeights { get; } = [];

    /// <summary>Kernel rows x row classes: the first state of the class below, or -1.</summary>
    public int[] RowTaps { get; } = [];

    /// <summary>Kernel columns x column classes: the class below in its grid, or -1.</summary>
    public int[] ColumnTaps { get; } = [];

    /// <summary>The blocks of states.</summary>
    public List<StateTileArguments> Tiles { get; private set; } = [];

    /// <summary>A grid's first state for a row class, or -1 for none.</summary>
    public int FirstStateOf(int grid, int rowClass) => rowClass == AxisClasses.None ? -1 : RowTargets[_rowFirsts[grid] + rowClass];

    /// <summary>Multiply-adds of a state's tap; a maximum compares, which costs no more.</summary>
    public static long ProductsOf(CudaBlock block) => block.Linear is { } linear ? (long)linear.Input.Channels * linear.Output.Channels : block.Shape.Channels;

    private static void FillTaps(GridAxis axis, GridAxis below, Func<int, int> place, int[] taps, int pitch, int first)
    {
        var kernel = axis.Classes.Kernel;
        for (var number = 0; number < axis.Count; number++)
        {
            for (var tap = 0; tap < kernel; tap++)
            {
                var source = below.NumberOf(axis.Classes.Taps[(axis.Order[number] * kernel) + tap]);
                taps[(tap * pitch) + first + number] = source == AxisClasses.None ? -1 : place(source);
            }
        }
    }

    private void AddTiles(CudaBlock block, GridAxis rows, GridAxis columns, int firstRow, int firstColumn)
    {
        foreach (var row in rows.Groups)
        {
            foreach (var column in columns.Groups)
            {
                var states = row.Count * column.Count;
                for (var first = 0; first < states; first += block.Tile.States)
                {
                    Tiles.Add(new StateTileArguments
                    {
                        FirstRowClass = firstRow + row.First,
                        FirstColumnClass = firstColumn + column.First,
                        ColumnClasses = column.Count,
                        FirstState = first,
                        States = Math.Min(block.Tile.States, states - first),
                        FirstKernelRow = row.FirstTap,
                        EndKernelRow = row.EndTap,
                        FirstKernelColumn = column.FirstTap,
                        EndKernelColumn = column.EndTap,
                    });
                }
            }
        }
    }
}
