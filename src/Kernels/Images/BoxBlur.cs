using System.Numerics;
using System.Runtime.InteropServices;

namespace Steerlens.Kernels.Images;

/// <summary>
/// The mean over a window of 2 * radius + 1 samples, along columns or rows, by running sums: the cost does not depend on the radius.
/// Samples past an edge repeat the edge. A mean is the rounded sum / window in fixed point, the same for every version.
/// </summary>
public static class BoxBlur
{
    private const int FractionBits = 22;

    /// <summary>Columns, one sample at a time and without a running sum: the specification of <see cref="Columns"/>.</summary>
    /// <param name="source">H x W.</param>
    /// <param name="target">H x W, other memory.</param>
    /// <param name="radius">0 or more; 0 copies.</param>
    public static void ColumnsScalar(Plane source, Plane target, int radius)
    {
        for (var y = 0; y < source.Height; y++)
        {
            for (var x = 0; x < source.Width; x++)
            {
                var sum = 0;
                for (var offset = -radius; offset <= radius; offset++) sum += source.Row(Math.Clamp(y + offset, 0, source.Height - 1))[x];
                target.Row(y)[x] = Mean(sum, Reciprocal(radius));
            }
        }
    }

    /// <summary>Rows, without a running sum: the specification of <see cref="Rows"/>.</summary>
    /// <param name="source">H x W.</param>
    /// <param name="target">H x W, other memory.</param>
    /// <param name="radius">0 or more; 0 copies.</param>
    public static void RowsScalar(Plane source, Plane target, int radius)
    {
        for (var y = 0; y < source.Height; y++)
        {
            for (var x = 0; x < source.Width; x++)
            {
                var sum = 0;
                for (var offset = -radius; offset <= radius; offset++) sum += source.Row(y)[Math.Clamp(x + offset, 0, source.Width - 1)];
                target.Row(y)[x] = Mean(sum, Reciprocal(radius));
            }
        }
    }

    /// <summary>As <see cref="ColumnsScalar"/>: one running sum for each column, a vector of columns at a time.</summary>
    /// <param name="source">H x W.</param>
    /// <param name="target">H x W, other memory.</param>
    /// <param name="radius">0 or more; 0 copies.</param>
    /// <param name="sums">Scratch of at least W values.</param>
    public static void Columns(Plane source, Plane target, int radius, Span<int> sums)
    {
        Check(source, target, radius);
        ArgumentOutOfRangeException.ThrowIfLessThan(sums.Length, source.Width);
        sums = sums[..source.Width];
        sums.Clear();
        for (var offset = -radius; offset <= radius; offset++)
        {
            var row = source.Row(Math.Clamp(offset, 0, source.Height - 1));
            for (var x = 0; x < row.Length; x++) sums[x] += row[x];
        }

        for (var y = 0; y < source.Height; y++)
        {
            var entering = source.Row(Math.Min(y + radius + 1, source.Height - 1));
            var leaving = source.Row(Math.Max(y - radius, 0));
            ColumnStep(entering, leaving, sums, target.Row(y), Reciprocal(radius));
        }
    }

    /// <summary>As <see cref="RowsScalar"/>, with a running sum.</summary>
    /// <param name="source">H x W.</param>
    /// <param name="target">H x W, other memory.</param>
    /// <param name="radius">0 or more; 0 copies.</param>
    public static void Rows(Plane source, Plane target, int radius)
    {
        Check(source, target, radius);
        var reciprocal = Reciprocal(radius);
        for (var y = 0; y < source.Height; y++)
        {
            var row = source.Row(y);
            var result = target.Row(y);
            var last = row.Length - 1;
            var sum = row[0] * radius;
            for (var offset = 0; offset <= radius; offset++) sum += row[Math.Min(offset, last)];
            for (var x = 0; x < row.Length; x++)
            {
                result[x] = Mean(sum, reciprocal);
                sum += row[Math.Min(x + radius + 1, last)] - row[Math.Max(x - radius, 0)];
            }
        }
    }

    private static void Check(Plane source, Plane target, int radius)
    {
        // Above this radius a sum times its reciprocal would leave 32 bits.
        ArgumentOutOfRangeException.ThrowIfNegative(radius);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(radius, 4096);
        if (source.Width != target.Width || source.Height != target.Height)
            throw new ArgumentException($"The target is {target.Width}x{target.Height}, the source {source.Width}x{source.Height}.", nameof(target));
    }

    private static int Reciprocal(int radius) => (1 << FractionBits) / ((2 * radius) + 1);

    private static byte Mean(int sum, int reciprocal) => (byte)((uint)((sum * reciprocal) + (1 << (FractionBits - 1))) >> FractionBits);

    private static void ColumnStep(ReadOnlySpan<byte> entering, ReadOnlySpan<byte> leaving, Span<int> sums, Span<byte> target, int reciprocal)
    {
        ref var added = ref MemoryMarshal.GetReference(entering);
        ref var removed = ref MemoryMarshal.GetReference(leaving);
        ref var sum = ref MemoryMarshal.GetReference(sums);
        ref var result = ref MemoryMarshal.GetReference(target);
        var lanes = Vector<int>.Count;
        var x = 0;
        for (; x <= target.Length - Vector<byte>.Count; x += Vector<byte>.Count)
        {
            Vector.Widen(Vector.LoadUnsafe(ref added, (nuint)x), out var addedLow, out var addedHigh);
            Vector.Widen(Vector.LoadUnsafe(ref removed, (nuint)x), out var removedLow, out var removedHigh);

            // The difference of two bytes fits 16 signed bits.
            var differenceLow = Vector.AsVectorInt16(addedLow - removedLow);
            var differenceHigh = Vector.AsVectorInt16(addedHigh - removedHigh);
            Vector.Widen(differenceLow, out var first, out var second);
            Vector.Widen(differenceHigh, out var third, out var fourth);
            var low = Vector.Narrow(Advance(ref sum, x, first, reciprocal), Advance(ref sum, x + lanes, second, reciprocal));
            var high = Vector.Narrow(Advance(ref sum, x + (2 * lanes), third, reciprocal), Advance(ref sum, x + (3 * lanes), fourth, reciprocal));
            Vector.Narrow(low, high).StoreUnsafe(ref result, (nuint)x);
        }

        for (; x < target.Length; x++)
        {
            target[x] = Mean(sums[x], reciprocal);
            sums[x] += entering[x] - leaving[x];
        }
    }

    private static Vector<uint> Advance(ref int sums, int x, Vector<int> difference, int reciprocal)
    {
        var sum = Vector.LoadUnsafe(ref sums, (nuint)x);
        (sum + difference).StoreUnsafe(ref sums, (nuint)x);
        return Vector.AsVectorUInt32((sum * reciprocal) + new Vector<int>(1 << (FractionBits - 1))) >> FractionBits;
    }
}
