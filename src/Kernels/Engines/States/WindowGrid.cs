using Steerlens.Kernels.Occlusion;

namespace Steerlens.Kernels.Engines.States;

/// <summary>
/// Windows that are exactly all pairs of some row intervals and some column intervals. <see cref="Partition"/> takes any bank apart
/// into such grids.
/// </summary>
/// <param name="Rows">First row and rows of each row interval, in ascending order.</param>
/// <param name="Columns">First column and columns of each column interval, in ascending order.</param>
/// <param name="Windows">For each row interval (slow) and column interval (fast) the bank's windows; more than one where a window is listed twice.</param>
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

    /// <summary>Takes a bank apart: each group of it that is a grid, else its rows with the same columns together.</summary>
    public static IReadOnlyList<WindowGrid> Partition(WindowBank bank)
    {
        var grids = new List<WindowGrid>();
        for (var group = 0; group < bank.Sizes.Count; group++)
        {
            var indices = Enumerable.Range(bank.GroupStarts[group], bank.GroupStarts[group + 1] - bank.GroupStarts[group]).ToArray();
            var byRow = indices
                .GroupBy(index => (bank.Windows[index].Row, bank.Windows[index].Height))
                .Select(row => (Row: row.Key, Columns: row.ToLookup(index => (bank.Windows[index].Column, bank.Windows[index].Width))));
            foreach (var rows in byRow.GroupBy(row => string.Join(' ', row.Columns.Select(column => column.Key).Order()), StringComparer.Ordinal))
            {
                var ordered = rows.OrderBy(row => row.Row).ToArray();
                var columns = ordered[0].Columns.Select(column => column.Key).Order().ToArray();
                grids.Add(new WindowGrid(
                    [.. ordered.Select(row => row.Row)],
                    columns,
                    [.. ordered.SelectMany(row => columns.Select(column => row.Columns[column].ToArray()))]));
            }
        }

        return grids;
    }
}
