using Steerlens.Kernels.Occlusion;

namespace Steerlens.Kernels.Engines.States;

/// <summary>
/// Windows that are pairs of some row intervals and some column intervals. <see cref="Partition"/> takes any bank apart into grids.
/// </summary>
/// <param name="Rows">First row and rows of each row interval, in ascending order.</param>
/// <param name="Columns">First column and columns of each column interval, in ascending order.</param>
/// <param name="Windows">For each row interval (slow) and column interval (fast) the bank's windows: none, one, or more where a window is listed twice.</param>
internal sealed record WindowGrid((int Start, int Length)[] Rows, (int Start, int Length)[] Columns, int[][] Windows)
{
    /// <summary>A part of the columns, all rows.</summary>
    /// <param name="part">Which part.</param>
    /// <param name="parts">How many there are; at most as many as columns.</param>
    public WindowGrid Slice(int part, int parts)
    {
        var (first, end) = (Columns.Length * part / parts, Columns.Length * (part + 1) / parts);
        return new WindowGrid(
            Rows, Columns[first..end], [.. Enumerable.Range(0, Rows.Length).SelectMany(row => Windows[((row * Columns.Length) + first)..((row * Columns.Length) + end)])]);
    }

    /// <summary>Takes a bank apart, group by group: into grids that hold its windows and no others, rows with the same columns together.</summary>
    public static IEnumerable<IReadOnlyList<WindowGrid>> Partition(WindowBank bank)
    {
        for (var group = 0; group < bank.Sizes.Count; group++)
        {
            var byRow = Enumerable.Range(bank.GroupStarts[group], bank.GroupStarts[group + 1] - bank.GroupStarts[group])
                .GroupBy(index => RowsOf(bank.Windows[index]))
                .Select(row => (Row: row.Key, Columns: row.ToLookup(index => ColumnsOf(bank.Windows[index]))));
            yield return
            [
                .. byRow.GroupBy(row => string.Join(' ', row.Columns.Select(column => column.Key).Order()), StringComparer.Ordinal)
                    .Select(rows => Of(bank, [.. rows.SelectMany(row => row.Columns.SelectMany(column => column))])),
            ];
        }
    }

    /// <summary>The one grid that holds all windows of some grids, and perhaps pairs that are nobody's window.</summary>
    public static WindowGrid Cover(WindowBank bank, IEnumerable<WindowGrid> grids) => Of(bank, [.. grids.SelectMany(grid => grid.Windows).SelectMany(windows => windows)]);

    private static WindowGrid Of(WindowBank bank, int[] windows)
    {
        var rows = windows.Select(index => RowsOf(bank.Windows[index])).Distinct().Order().ToArray();
        var columns = windows.Select(index => ColumnsOf(bank.Windows[index])).Distinct().Order().ToArray();
        var byPair = windows.ToLookup(index => (RowsOf(bank.Windows[index]), ColumnsOf(bank.Windows[index])));
        return new WindowGrid(rows, columns, [.. rows.SelectMany(row => columns.Select(column => byPair[(row, column)].ToArray()))]);
    }

    private static (int Start, int Length) RowsOf(Window window) => (window.Row, window.Height);

    private static (int Start, int Length) ColumnsOf(Window window) => (window.Column, window.Width);
}
