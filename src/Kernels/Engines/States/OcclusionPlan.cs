using System.Diagnostics;
using Steerlens.Kernels.Occlusion;

namespace Steerlens.Kernels.Engines.States;

/// <summary>
/// How one bank is computed by one engine: which windows by states, grid after grid, and which as rectangles. It depends on the bank's
/// geometry alone, so that it is made once.
/// </summary>
internal sealed class OcclusionPlan
{
    /// <summary>
    /// What a layer of a grid costs besides its multiply-adds, in multiply-adds: sums, stores and the threads' meeting. Lone windows are
    /// quicker as rectangles.
    /// </summary>
    private const long LayerOverhead = 1_000_000;

    /// <summary>How many multiply-adds of states are done in the time of one of rectangles.</summary>
    private const double RectangleSlowness = 2;

    private OcclusionPlan(WindowBank bank, StateGrid[] grids, int[] rectangles, TimeSpan buildTime, long bytes, string reason)
    {
        Bank = bank;
        Grids = grids;
        Rectangles = rectangles;
        Report = new OcclusionReport(grids.Length, rectangles.Length, bank.Count - rectangles.Length, buildTime, bytes, MultiplyAdds, rectangles.Length == 0 ? null : reason);
    }

    /// <summary>The bank.</summary>
    public WindowBank Bank { get; }

    /// <summary>The grids that are computed by states.</summary>
    public StateGrid[] Grids { get; }

    /// <summary>The bank's windows that are computed as rectangles.</summary>
    public int[] Rectangles { get; }

    /// <summary>The plan in figures.</summary>
    public OcclusionReport Report { get; }

    /// <summary>Multiply-adds by states of a frame where nothing is skipped.</summary>
    public long MultiplyAdds => Grids.Sum(grid => grid.MultiplyAdds);

    /// <summary>Makes a plan.</summary>
    /// <param name="bank">The bank.</param>
    /// <param name="blocks">The network.</param>
    /// <param name="instructions">Vector width.</param>
    /// <param name="options">Which windows share states, how much memory there is, and whether zeros are left out.</param>
    public static OcclusionPlan Make(WindowBank bank, StateBlock[] blocks, InstructionSet instructions, CpuEngineOptions options)
    {
        var start = Stopwatch.GetTimestamp();
        var grids = new List<StateGrid>();
        var rectangles = new List<int>();
        var reason = "sharing nothing with others, they are quicker so";
        foreach (var windows in WindowGrid.Partition(bank))
        {
            var grid = new StateGrid(blocks, windows, bank.Edge, instructions, options.SkipsZeros);
            var all = windows.Windows.SelectMany(indices => indices).ToArray();
            var states = grid.MultiplyAdds + (LayerOverhead * grid.Layers.Length);
            var bytes = StateBuffers.BytesFor(blocks, [grid]);
            var pays = options.Sharing == StateSharing.Always || states <= RectangleSlowness * all.Sum(index => RectangleCost(blocks, bank.Windows[index]));
            if (bytes <= options.MostPlanBytes && pays)
            {
                grids.Add(grid);
                continue;
            }

            rectangles.AddRange(all);
            if (bytes > options.MostPlanBytes) reason = FormattableString.Invariant($"their states would need {bytes >> 20} MiB and {options.MostPlanBytes >> 20} MiB are allowed");
        }

        var tables = grids.Sum(grid => grid.Layers.Sum(layer => layer.TableBytes));
        var buffers = grids.Count == 0 ? 0 : StateBuffers.BytesFor(blocks, grids);
        return new OcclusionPlan(bank, [.. grids], [.. rectangles], Stopwatch.GetElapsedTime(start), tables + buffers, reason);
    }

    /// <summary>Multiply-adds of one window as a rectangle.</summary>
    public static double RectangleCost(StateBlock[] blocks, Window window)
    {
        var sum = 0d;
        var extent = new Extent(window.Row, window.Column, window.Height, window.Width);
        foreach (var block in blocks.Skip(1))
        {
            extent = extent.Through(block.Linear!);
            sum += (double)extent.Count * block.Linear!.KernelHeight * block.Linear.KernelWidth * block.Linear.Input.Channels * block.Linear.Output.Channels;
        }

        return sum;
    }
}
