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

    private OcclusionPlan(WindowBank bank, StateGrid[] grids, int wholes, int[] rectangles, TimeSpan buildTime, long bytes, string reason)
    {
        Bank = bank;
        Grids = grids;
        Rectangles = rectangles;
        Report = new OcclusionReport(wholes, rectangles.Length, bank.Count - rectangles.Length, buildTime, bytes, MultiplyAdds, rectangles.Length == 0 ? null : reason);
    }

    /// <summary>The bank.</summary>
    public WindowBank Bank { get; }

    /// <summary>The pieces that are computed by states, the dearest last.</summary>
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
    /// <param name="threads">Threads that share the pieces.</param>
    public static OcclusionPlan Make(WindowBank bank, StateBlock[] blocks, InstructionSet instructions, CpuEngineOptions options, int threads)
    {
        var start = Stopwatch.GetTimestamp();
        var wholes = new List<Piece>();
        var rectangles = new List<int>();
        var reason = "sharing nothing with others, they are quicker so";
        foreach (var exact in WindowGrid.Partition(bank))
        {
            var pieces = exact.Select(MakePiece).ToList();
            if (pieces.Count > 1)
            {
                var cover = MakePiece(WindowGrid.Cover(bank, exact));
                if (cover.States < pieces.Sum(piece => Math.Min(piece.States, piece.Rectangles))) pieces = [cover];
            }

            foreach (var piece in pieces)
            {
                var fits = piece.LeastBytes <= options.MostPlanBytes;
                if (fits && (options.Sharing == StateSharing.Always || piece.States <= piece.Rectangles))
                {
                    wholes.Add(piece);
                    continue;
                }

                rectangles.AddRange(piece.Windows.Windows.SelectMany(indices => indices));
                if (!fits) reason = FormattableString.Invariant($"their states would need {piece.LeastBytes >> 20} MiB and {options.MostPlanBytes >> 20} MiB are allowed");
            }
        }

        Piece MakePiece(WindowGrid windows)
        {
            var rows = StateGrid.RowsOf(blocks, windows, bank.Edge);
            var grid = new StateGrid(blocks, windows, rows, bank.Edge, instructions, options.SkipsZeros);
            var apart = windows.Windows.SelectMany(indices => indices).Sum(index => RectangleCost(blocks, bank.Windows[index]));
            return new Piece(windows, rows, grid, grid.MultiplyAdds + (LayerOverhead * grid.Layers.Length), RectangleSlowness * apart, threads * grid.Room.Bytes / windows.Columns.Length);
        }

        var slices = SliceChoice.Of(
            [.. wholes.Select(whole => (whole.Grid.MultiplyAdds, whole.Grid.Room.Bytes, whole.Windows.Columns.Length))], blocks.Sum(block => block.Weights?.Bytes ?? 0), threads);
        var grids = new List<StateGrid>();
        for (var index = 0; index < wholes.Count; index++)
        {
            var (windows, rows, grid, _, _, _) = wholes[index];
            for (var slice = 0; slice < slices[index]; slice++)
                grids.Add(slices[index] == 1 ? grid : new StateGrid(blocks, windows.Slice(slice, slices[index]), rows, bank.Edge, instructions, options.SkipsZeros));
        }

        grids.Sort((left, right) => left.MultiplyAdds.CompareTo(right.MultiplyAdds));
        var bytes = grids.Sum(grid => grid.Layers.Sum(layer => layer.TableBytes)) + (threads * RoomOf(grids).Bytes);
        return new OcclusionPlan(bank, [.. grids], wholes.Count, [.. rectangles], Stopwatch.GetElapsedTime(start), bytes, reason);
    }

    /// <summary>The room that a thread needs for each of some grids.</summary>
    public static StateRoom RoomOf(IEnumerable<StateGrid> grids) => grids.Aggregate(default(StateRoom), (most, grid) => most.Or(grid.Room));

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

    /// <summary>A grid and what it costs, in multiply-adds: by states, and window by window.</summary>
    private sealed record Piece(WindowGrid Windows, AxisClasses[] Rows, StateGrid Grid, double States, double Rectangles, long LeastBytes);
}
