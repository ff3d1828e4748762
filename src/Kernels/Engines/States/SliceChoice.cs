namespace Steerlens.Kernels.Engines.States;

/// <summary>
/// Into how many slices each grid of a bank is cut. More slices let threads end together; each one reads the network's weights anew and computes
/// what lies over its edges a second time. The choice is by count: no clock decides.
/// </summary>
internal static class SliceChoice
{
    /// <summary>
    /// Bytes of a slice that a thread works on from the input to the outputs: about what its second cache and its share of the third hold. Slicing a
    /// grid between its columns costs few multiply-adds, because what windows share lies mostly in the rows.
    /// </summary>
    private const long SliceBytes = 2 << 20;

    /// <summary>Multiply-adds that are done in the time in which a byte of weights comes from the third cache.</summary>
    private const double WorkPerByte = 1.5;

    /// <summary>The share of a grid's multiply-adds that every further slice adds.</summary>
    private const double Growth = 0.005;

    /// <summary>A finer cut that takes at most so much longer is better, because threads are never quite alike.</summary>
    private const double Tolerance = 1.01;

    /// <summary>Slices for each thread that are tried.</summary>
    private static readonly int[] Finenesses = [1, 2, 3, 4, 6];

    /// <summary>The slices of each grid.</summary>
    /// <param name="grids">For each grid its multiply-adds, the bytes that it needs room for, and its columns.</param>
    /// <param name="weightBytes">Bytes of all weights.</param>
    /// <param name="threads">Threads that share the slices.</param>
    public static int[] Of(IReadOnlyList<(long MultiplyAdds, long Bytes, int Columns)> grids, long weightBytes, int threads)
    {
        var work = Math.Max(1d, grids.Sum(grid => grid.MultiplyAdds));
        var choices = Finenesses.Select(fineness => grids.Select(grid =>
        {
            var forCache = (double)grid.Bytes / SliceBytes;
            var forThreads = threads == 1 ? 1 : threads * fineness * grid.MultiplyAdds / work;
            return Math.Clamp((int)Math.Ceiling(Math.Max(forCache, forThreads)), 1, grid.Columns);
        }).ToArray()).ToArray();
        var ends = choices.Select(slices => EndOf(grids, slices, weightBytes, threads)).ToArray();
        return choices[Array.FindLastIndex(ends, end => end <= Tolerance * ends.Min())];
    }

    /// <summary>When the last thread ends, in multiply-adds, where each takes the dearest slice that is left.</summary>
    private static double EndOf(IReadOnlyList<(long MultiplyAdds, long Bytes, int Columns)> grids, int[] slices, long weightBytes, int threads)
    {
        var busy = new double[threads];
        var costs = grids.SelectMany((grid, index) => Enumerable.Repeat(
            (grid.MultiplyAdds * (1 + (Growth * (slices[index] - 1))) / slices[index]) + (WorkPerByte * weightBytes), slices[index]));
        foreach (var cost in costs.OrderDescending()) busy[Array.IndexOf(busy, busy.Min())] += cost;
        return busy.Max();
    }
}
