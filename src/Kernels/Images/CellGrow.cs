using System.Numerics;
using System.Runtime.InteropServices;

namespace Steerlens.Kernels.Images;

/// <summary>
/// Grows cells back to samples, 2 or 4 for each cell and axis, along the quadratic spline of the cells: smooth, without a kink at the
/// cells' borders, never outside their range. A row of cells is unsigned fixed point with 4 fraction bits (0..4080), one cell
/// longer at each end (the edge repeated), so that each cell has neighbours.
/// </summary>
public static class CellGrow
{
    /// <summary>1 in the cells' fixed point.</summary>
    public const int One = 16;

    // The weights, in sixteenths, of the cell before, the cell itself and the cell after for each sample of a cell.
    private static readonly (ushort Before, ushort Here, ushort After)[] Halves = [(4, 12, 0), (0, 12, 4)];
    private static readonly (ushort Before, ushort Here, ushort After)[] Quarters = [(6, 10, 0), (3, 12, 1), (1, 12, 3), (0, 10, 6)];

    /// <summary>Between rows of cells, one cell at a time: the specification of <see cref="Between"/>.</summary>
    /// <param name="above">The row of cells above.</param>
    /// <param name="here">The row of cells that the sample row lies in.</param>
    /// <param name="below">The row of cells below.</param>
    /// <param name="cell">2 or 4.</param>
    /// <param name="phase">The sample row inside its cell, 0..cell - 1.</param>
    /// <param name="target">As many cells.</param>
    public static void BetweenScalar(ReadOnlySpan<ushort> above, ReadOnlySpan<ushort> here, ReadOnlySpan<ushort> below, int cell, int phase, Span<ushort> target) =>
        BetweenScalar(above, here, below, WeightsOf(cell)[phase], target, 0);

    /// <summary>Along a row of cells, one sample at a time: the specification of <see cref="Along"/>.</summary>
    /// <param name="cells">Cells + 2 values; the first and the last repeat the edge.</param>
    /// <param name="cell">2 or 4.</param>
    /// <param name="target">At most cells x cell samples 0..255.</param>
    public static void AlongScalar(ReadOnlySpan<ushort> cells, int cell, Span<byte> target) => AlongScalar(cells, cell, target, 0);

    /// <summary>As <see cref="BetweenScalar(ReadOnlySpan{ushort}, ReadOnlySpan{ushort}, ReadOnlySpan{ushort}, int, int, Span{ushort})"/>, with vectors.</summary>
    public static void Between(ReadOnlySpan<ushort> above, ReadOnlySpan<ushort> here, ReadOnlySpan<ushort> below, int cell, int phase, Span<ushort> target)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(above.Length, target.Length);
        ArgumentOutOfRangeException.ThrowIfLessThan(here.Length, target.Length);
        ArgumentOutOfRangeException.ThrowIfLessThan(below.Length, target.Length);
        var weights = WeightsOf(cell)[phase];
        ref var before = ref MemoryMarshal.GetReference(above);
        ref var middle = ref MemoryMarshal.GetReference(here);
        ref var after = ref MemoryMarshal.GetReference(below);
        ref var result = ref MemoryMarshal.GetReference(target);
        var x = 0;
        for (; x <= target.Length - Vector<ushort>.Count; x += Vector<ushort>.Count)
        {
            var sum = (Vector.LoadUnsafe(ref before, (nuint)x) * weights.Before)
                + (Vector.LoadUnsafe(ref middle, (nuint)x) * weights.Here)
                + (Vector.LoadUnsafe(ref after, (nuint)x) * weights.After);
            ((sum + new Vector<ushort>(8)) >> 4).StoreUnsafe(ref result, (nuint)x);
        }

        BetweenScalar(above, here, below, weights, target, x);
    }

    /// <summary>As <see cref="AlongScalar(ReadOnlySpan{ushort}, int, Span{byte})"/>, with vectors.</summary>
    public static void Along(ReadOnlySpan<ushort> cells, int cell, Span<byte> target)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan((cells.Length - 2) * cell, target.Length);
        ref var source = ref MemoryMarshal.GetReference(cells);
        ref var result = ref MemoryMarshal.GetReference(target);
        var (count, lanes) = (target.Length / cell, Vector<ushort>.Count);
        var x = 0;
        if (cell == 4)
        {
            for (; x <= count - lanes; x += lanes) FourOf(ref source, x, ref result);
        }
        else
        {
            for (; x <= count - lanes; x += lanes) TwoOf(ref source, x, ref result);
        }

        AlongScalar(cells, cell, target, x * cell);
    }

    private static (ushort Before, ushort Here, ushort After)[] WeightsOf(int cell) => cell switch
    {
        2 => Halves,
        4 => Quarters,
        _ => throw new ArgumentOutOfRangeException(nameof(cell), cell, "Cells are 2 or 4 samples wide."),
    };

    private static void BetweenScalar(
        ReadOnlySpan<ushort> above, ReadOnlySpan<ushort> here, ReadOnlySpan<ushort> below, (ushort Before, ushort Here, ushort After) weights, Span<ushort> target, int start)
    {
        for (var x = start; x < target.Length; x++)
            target[x] = (ushort)(((above[x] * weights.Before) + (here[x] * weights.Here) + (below[x] * weights.After) + 8) >> 4);
    }

    private static void AlongScalar(ReadOnlySpan<ushort> cells, int cell, Span<byte> target, int start)
    {
        var weights = WeightsOf(cell);
        for (var x = start; x < target.Length; x++)
        {
            var (before, here, after) = weights[x % cell];
            var at = x / cell;
            target[x] = (byte)(((cells[at] * before) + (cells[at + 1] * here) + (cells[at + 2] * after) + 128) >> 8);
        }
    }

    // The four samples of a cell are the four bytes of one 32-bit lane: put together in place, they come out in order.
    private static void FourOf(ref ushort source, int x, ref byte target)
    {
        var before = Vector.LoadUnsafe(ref source, (nuint)x) * 3;
        var here = Vector.LoadUnsafe(ref source, (nuint)(x + 1));
        var after = Vector.LoadUnsafe(ref source, (nuint)(x + 2)) * 3;
        var half = new Vector<ushort>(128);
        var outer = (here * 10) + half;
        var inner = (here * 12) + half;
        var first = (outer + before + before) >> 8;
        var second = (inner + before + Vector.LoadUnsafe(ref source, (nuint)(x + 2))) & new Vector<ushort>(0xFF00);
        var third = (inner + after + Vector.LoadUnsafe(ref source, (nuint)x)) >> 8;
        var fourth = (outer + after + after) & new Vector<ushort>(0xFF00);
        Vector.Widen(first | second, out var lowLeft, out var lowRight);
        Vector.Widen(third | fourth, out var highLeft, out var highRight);
        var at = (nuint)(4 * x);
        Vector.AsVectorByte(lowLeft | (highLeft << 16)).StoreUnsafe(ref target, at);
        Vector.AsVectorByte(lowRight | (highRight << 16)).StoreUnsafe(ref target, at + (nuint)Vector<byte>.Count);
    }

    private static void TwoOf(ref ushort source, int x, ref byte target)
    {
        var middle = (Vector.LoadUnsafe(ref source, (nuint)(x + 1)) * 12) + new Vector<ushort>(128);
        var first = (middle + (Vector.LoadUnsafe(ref source, (nuint)x) << 2)) >> 8;
        var second = (middle + (Vector.LoadUnsafe(ref source, (nuint)(x + 2)) << 2)) & new Vector<ushort>(0xFF00);
        Vector.AsVectorByte(first | second).StoreUnsafe(ref target, (nuint)(2 * x));
    }
}
