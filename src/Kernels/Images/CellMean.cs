using System.Numerics;
using System.Runtime.InteropServices;

namespace Steerlens.Kernels.Images;

/// <summary>
/// Shrinks a plane to cells of 2 x 2 or 4 x 4 samples: each cell is the mean of its samples, 0..255 float32. Cells that reach past
/// the right or lower edge repeat the last column or row.
/// </summary>
public static class CellMean
{
    /// <summary>The cells that cover a length.</summary>
    public static int Count(int length, int cell) => (length + cell - 1) / cell;

    /// <summary>One row of cells, sample by sample: the specification of <see cref="Row"/>.</summary>
    /// <param name="plane">H x W samples.</param>
    /// <param name="row">The row of cells.</param>
    /// <param name="cell">2 or 4.</param>
    /// <param name="target">Count(W, cell) values.</param>
    public static void RowScalar(Plane plane, int row, int cell, Span<float> target) => RowScalar(plane, row, cell, target, 0);

    /// <summary>As <see cref="RowScalar(Plane, int, int, Span{float})"/>, with vectors.</summary>
    public static void Row(Plane plane, int row, int cell, Span<float> target)
    {
        if (cell is not (2 or 4)) throw new ArgumentOutOfRangeException(nameof(cell), cell, "Cells are 2 or 4 samples wide.");
        ArgumentOutOfRangeException.ThrowIfLessThan(target.Length, Count(plane.Width, cell));
        target = target[..Count(plane.Width, cell)];
        ref var first = ref MemoryMarshal.GetReference(SourceRow(plane, row * cell));
        ref var second = ref MemoryMarshal.GetReference(SourceRow(plane, (row * cell) + 1));
        var done = 0;
        if (cell == 2)
        {
            done = PairCells(ref first, ref second, plane.Width, target);
        }
        else
        {
            ref var third = ref MemoryMarshal.GetReference(SourceRow(plane, (row * cell) + 2));
            ref var fourth = ref MemoryMarshal.GetReference(SourceRow(plane, (row * cell) + 3));
            done = QuadCells(ref first, ref second, ref third, ref fourth, plane.Width, target);
        }

        RowScalar(plane, row, cell, target, done);
    }

    private static Span<byte> SourceRow(Plane plane, int y) => plane.Row(Math.Min(y, plane.Height - 1));

    private static void RowScalar(Plane plane, int row, int cell, Span<float> target, int start)
    {
        for (var x = start; x < target.Length; x++)
        {
            var sum = 0;
            for (var y = row * cell; y < (row + 1) * cell; y++)
            {
                var samples = SourceRow(plane, y);
                for (var column = x * cell; column < (x + 1) * cell; column++) sum += samples[Math.Min(column, samples.Length - 1)];
            }

            target[x] = sum * (1f / (cell * cell));
        }
    }

    // A 16-bit lane is a pair of neighbouring bytes, a 32-bit lane a pair of pairs: sums need no lane to change places.
    private static int QuadCells(ref byte first, ref byte second, ref byte third, ref byte fourth, int width, Span<float> target)
    {
        ref var result = ref MemoryMarshal.GetReference(target);
        var low = new Vector<uint>(0xFFFF);
        var x = 0;
        for (; x + Vector<byte>.Count <= width; x += Vector<byte>.Count)
        {
            var pairs = Vector.AsVectorUInt32(Pairs(ref first, x) + Pairs(ref second, x) + Pairs(ref third, x) + Pairs(ref fourth, x));
            var sums = (pairs & low) + (pairs >> 16);
            (Vector.ConvertToSingle(Vector.AsVectorInt32(sums)) * (1f / 16)).StoreUnsafe(ref result, (nuint)(x / 4));
        }

        return x / 4;
    }

    private static int PairCells(ref byte first, ref byte second, int width, Span<float> target)
    {
        ref var result = ref MemoryMarshal.GetReference(target);
        var x = 0;
        for (; x + Vector<byte>.Count <= width; x += Vector<byte>.Count)
        {
            Vector.Widen(Pairs(ref first, x) + Pairs(ref second, x), out var low, out var high);
            (Vector.ConvertToSingle(Vector.AsVectorInt32(low)) * 0.25f).StoreUnsafe(ref result, (nuint)(x / 2));
            (Vector.ConvertToSingle(Vector.AsVectorInt32(high)) * 0.25f).StoreUnsafe(ref result, (nuint)((x / 2) + Vector<float>.Count));
        }

        return x / 2;
    }

    private static Vector<ushort> Pairs(ref byte row, int offset)
    {
        var pairs = Vector.AsVectorUInt16(Vector.LoadUnsafe(ref row, (nuint)offset));
        return (pairs & new Vector<ushort>(255)) + (pairs >> 8);
    }
}
