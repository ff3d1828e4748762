using System.Numerics;
using System.Runtime.InteropServices;

namespace Steerlens.Kernels.Images;

/// <summary>
/// A Gaussian over a grid of float32 cells, edges repeated. A wide one is made of several with few taps: each after the first takes only every
/// second, fourth, ... cell, which by then hold all that is left to see; so the cost grows with the logarithm of the width.
/// </summary>
public sealed class GaussianCells
{
    // The widest Gaussian, in cells, that one stage takes on, and the one that comes before a stage with wider spacing.
    private const double WidestStage = 4.5;
    private const double FirstStage = 3;
    private const double Reach = 3;

    private readonly int _width;
    private readonly int _height;
    private readonly (float[] Weights, int Spacing)[] _stages;
    private readonly float[] _line;
    private readonly float[] _scratch;
    private readonly int _margin;

    /// <summary>Makes weights and scratch.</summary>
    /// <param name="width">Cells in a row.</param>
    /// <param name="height">Rows of cells.</param>
    /// <param name="variance">The square of the standard deviation, in cells; 0 or less changes nothing.</param>
    public GaussianCells(int width, int height, double variance)
    {
        (_width, _height) = (width, height);
        _stages = Stages(variance);
        _margin = _stages.Max(stage => (stage.Weights.Length - 1) * stage.Spacing);
        _line = new float[width + (2 * _margin)];
        _scratch = _stages.Length > 1 ? new float[width * height] : [];
    }

    /// <summary>The weighted sum of a row of cells and its neighbours on both sides, one cell at a time: the specification of <see cref="Along"/>.</summary>
    /// <param name="cells">Target length + 2 x margin values, the edges repeated.</param>
    /// <param name="weights">Of the cell itself, of its neighbours on each side, of theirs, ...</param>
    /// <param name="spacing">Cells from one neighbour to the next.</param>
    /// <param name="margin">At least (weights - 1) x spacing.</param>
    /// <param name="target">The results.</param>
    public static void AlongScalar(ReadOnlySpan<float> cells, ReadOnlySpan<float> weights, int spacing, int margin, Span<float> target) =>
        AlongScalar(cells, weights, spacing, margin, target, 0);

    /// <summary>The same sum along columns, for one row of the grid: the specification of <see cref="Across"/>.</summary>
    /// <param name="grid">H x W cells.</param>
    /// <param name="height">H.</param>
    /// <param name="row">The row.</param>
    /// <param name="weights">Of the row itself, of its neighbours above and below, ...</param>
    /// <param name="spacing">Rows from one neighbour to the next.</param>
    /// <param name="target">W results.</param>
    public static void AcrossScalar(ReadOnlySpan<float> grid, int height, int row, ReadOnlySpan<float> weights, int spacing, Span<float> target) =>
        AcrossScalar(grid, height, row, weights, spacing, target, 0);

    /// <summary>As <see cref="AlongScalar(ReadOnlySpan{float}, ReadOnlySpan{float}, int, int, Span{float})"/>, with vectors.</summary>
    public static void Along(ReadOnlySpan<float> cells, ReadOnlySpan<float> weights, int spacing, int margin, Span<float> target)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(cells.Length, target.Length + (2 * margin));
        ArgumentOutOfRangeException.ThrowIfLessThan(margin, (weights.Length - 1) * spacing);
        ref var source = ref MemoryMarshal.GetReference(cells);
        ref var result = ref MemoryMarshal.GetReference(target);
        var (x, lanes) = (0, Vector<float>.Count);
        for (; x <= target.Length - (4 * lanes); x += 4 * lanes)
        {
            ref var here = ref Ahead(ref source, x + margin);
            var (first, second, third, fourth) = (Load(ref here, 0) * weights[0], Load(ref here, 1) * weights[0], Load(ref here, 2) * weights[0], Load(ref here, 3) * weights[0]);
            for (var tap = 1; tap < weights.Length; tap++)
            {
                ref var before = ref Ahead(ref here, -tap * spacing);
                ref var after = ref Ahead(ref here, tap * spacing);
                var weight = new Vector<float>(weights[tap]);
                first = Vector.MultiplyAddEstimate(Load(ref before, 0) + Load(ref after, 0), weight, first);
                second = Vector.MultiplyAddEstimate(Load(ref before, 1) + Load(ref after, 1), weight, second);
                third = Vector.MultiplyAddEstimate(Load(ref before, 2) + Load(ref after, 2), weight, third);
                fourth = Vector.MultiplyAddEstimate(Load(ref before, 3) + Load(ref after, 3), weight, fourth);
            }

            Store(ref Ahead(ref result, x), first, second, third, fourth);
        }

        AlongScalar(cells, weights, spacing, margin, target, x);
    }

    /// <summary>As <see cref="AcrossScalar(ReadOnlySpan{float}, int, int, ReadOnlySpan{float}, int, Span{float})"/>, with vectors.</summary>
    public static void Across(ReadOnlySpan<float> grid, int height, int row, ReadOnlySpan<float> weights, int spacing, Span<float> target)
    {
        var width = target.Length;
        ArgumentOutOfRangeException.ThrowIfLessThan(grid.Length, width * height);
        ref var source = ref MemoryMarshal.GetReference(grid);
        ref var result = ref MemoryMarshal.GetReference(target);
        var (x, lanes) = (0, Vector<float>.Count);
        for (; x <= width - (4 * lanes); x += 4 * lanes)
        {
            ref var here = ref Ahead(ref source, (row * width) + x);
            var (first, second, third, fourth) = (Load(ref here, 0) * weights[0], Load(ref here, 1) * weights[0], Load(ref here, 2) * weights[0], Load(ref here, 3) * weights[0]);
            for (var tap = 1; tap < weights.Length; tap++)
            {
                ref var before = ref Ahead(ref source, (Math.Max(row - (tap * spacing), 0) * width) + x);
                ref var after = ref Ahead(ref source, (Math.Min(row + (tap * spacing), height - 1) * width) + x);
                var weight = new Vector<float>(weights[tap]);
                first = Vector.MultiplyAddEstimate(Load(ref before, 0) + Load(ref after, 0), weight, first);
                second = Vector.MultiplyAddEstimate(Load(ref before, 1) + Load(ref after, 1), weight, second);
                third = Vector.MultiplyAddEstimate(Load(ref before, 2) + Load(ref after, 2), weight, third);
                fourth = Vector.MultiplyAddEstimate(Load(ref before, 3) + Load(ref after, 3), weight, fourth);
            }

            Store(ref Ahead(ref result, x), first, second, third, fourth);
        }

        AcrossScalar(grid, height, row, weights, spacing, target, x);
    }

    /// <summary>Runs all stages but the last on a grid, in place; the rows are read after it.</summary>
    /// <param name="grid">H x W cells.</param>
    public void Prepare(Span<float> grid)
    {
        for (var stage = 0; stage < _stages.Length - 1; stage++)
        {
            grid[..(_width * _height)].CopyTo(_scratch);
            for (var row = 0; row < _height; row++) Row(_scratch, row, _stages[stage], grid.Slice(row * _width, _width));
        }
    }

    /// <summary>One row of the blurred grid.</summary>
    /// <param name="grid">What <see cref="Prepare"/> left.</param>
    /// <param name="row">The row.</param>
    /// <param name="target">W values, not inside the grid.</param>
    public void Row(ReadOnlySpan<float> grid, int row, Span<float> target) => Row(grid, row, _stages[^1], target);

    /// <summary>The Gaussians that are run one after the other: weights from the middle outwards, and the cells between neighbours.</summary>
    internal static (float[] Weights, int Spacing)[] Stages(double variance)
    {
        var stages = new List<(float[], int)>();
        var spacing = 1;
        while (Math.Sqrt(variance) / spacing > WidestStage)
        {
            stages.Add((Weights(FirstStage), spacing));
            variance -= FirstStage * FirstStage * spacing * spacing;
            spacing *= 2;
        }

        stages.Add((Weights(Math.Sqrt(Math.Max(variance, 0)) / spacing), spacing));
        return [.. stages];
    }

    private static float[] Weights(double sigma)
    {
        var reach = (int)Math.Ceiling(Reach * sigma);
        var weights = Enumerable.Range(0, reach + 1).Select(offset => offset == 0 ? 1 : Math.Exp(-offset * offset / (2 * sigma * sigma))).ToArray();
        var total = weights[0] + (2 * weights.Skip(1).Sum());
        return [.. weights.Select(weight => (float)(weight / total))];
    }

    private static void AlongScalar(ReadOnlySpan<float> cells, ReadOnlySpan<float> weights, int spacing, int margin, Span<float> target, int start)
    {
        for (var x = start; x < target.Length; x++)
        {
            var sum = cells[x + margin] * weights[0];
            for (var tap = 1; tap < weights.Length; tap++) sum += (cells[x + margin - (tap * spacing)] + cells[x + margin + (tap * spacing)]) * weights[tap];
            target[x] = sum;
        }
    }

    private static void AcrossScalar(ReadOnlySpan<float> grid, int height, int row, ReadOnlySpan<float> weights, int spacing, Span<float> target, int start)
    {
        var width = target.Length;
        for (var x = start; x < width; x++)
        {
            var sum = grid[(row * width) + x] * weights[0];
            for (var tap = 1; tap < weights.Length; tap++)
                sum += (grid[(Math.Max(row - (tap * spacing), 0) * width) + x] + grid[(Math.Min(row + (tap * spacing), height - 1) * width) + x]) * weights[tap];
            target[x] = sum;
        }
    }

    private static ref float Ahead(ref float start, int count) => ref System.Runtime.CompilerServices.Unsafe.Add(ref start, count);

    private static Vector<float> Load(ref float start, int vector) => Vector.LoadUnsafe(ref start, (nuint)(vector * Vector<float>.Count));

    private static void Store(ref float target, Vector<float> first, Vector<float> second, Vector<float> third, Vector<float> fourth)
    {
        var lanes = (nuint)Vector<float>.Count;
        first.StoreUnsafe(ref target);
        second.StoreUnsafe(ref target, lanes);
        third.StoreUnsafe(ref target, 2 * lanes);
        fourth.StoreUnsafe(ref target, 3 * lanes);
    }

    private void Row(ReadOnlySpan<float> grid, int row, (float[] Weights, int Spacing) stage, Span<float> target)
    {
        var inside = _line.AsSpan(_margin, _width);
        Across(grid, _height, row, stage.Weights, stage.Spacing, inside);
        _line.AsSpan(0, _margin).Fill(inside[0]);
        _line.AsSpan(_margin + _width).Fill(inside[^1]);
        Along(_line, stage.Weights, stage.Spacing, _margin, target[.._width]);
    }
}
