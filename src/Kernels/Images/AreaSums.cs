using System.Numerics.Tensors;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Steerlens.Kernels.Images;

/// <summary>The two sums of <see cref="AreaResize"/>: of some rows, and of boxes along the row that they become.</summary>
public static class AreaSums
{
    /// <summary>Weights of a box come in whole vectors of so many.</summary>
    public const int Lanes = 8;

    /// <summary>A weighted sum of rows, one sample at a time: the specification of <see cref="MixRows"/>.</summary>
    /// <param name="samples">The rows' samples, from the first row's first.</param>
    /// <param name="stride">Samples from one row to the next.</param>
    /// <param name="weights">One for each row.</param>
    /// <param name="line">Gets a sum for each column.</param>
    public static void MixRowsScalar(ReadOnlySpan<byte> samples, int stride, ReadOnlySpan<float> weights, Span<float> line) => MixRowsScalar(samples, stride, weights, line, 0);

    /// <summary>As <see cref="MixRowsScalar(ReadOnlySpan{byte}, int, ReadOnlySpan{float}, Span{float})"/>, with vectors; the sums stay in registers from row to row.</summary>
    public static void MixRows(ReadOnlySpan<byte> samples, int stride, ReadOnlySpan<float> weights, Span<float> line)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(samples.Length, ((weights.Length - 1) * stride) + line.Length);
        ref var from = ref MemoryMarshal.GetReference(samples);
        ref var to = ref MemoryMarshal.GetReference(line);
        var x = 0;
        for (; x <= line.Length - (2 * Lanes); x += 2 * Lanes)
        {
            var (low, high) = (Vector256<float>.Zero, Vector256<float>.Zero);
            for (var row = 0; row < weights.Length; row++)
            {
                var at = (nuint)((row * stride) + x);
                var weight = Vector256.Create(weights[row]);
                low = Vector256.MultiplyAddEstimate(Load(ref from, at), weight, low);
                high = Vector256.MultiplyAddEstimate(Load(ref from, at + Lanes), weight, high);
            }

            low.StoreUnsafe(ref to, (nuint)x);
            high.StoreUnsafe(ref to, (nuint)x + Lanes);
        }

        MixRowsScalar(samples, stride, weights, line, x);
    }

    /// <summary>Weighted sums of boxes along a line, one at a time: the specification of <see cref="Boxes"/>.</summary>
    /// <param name="line">The line; a box's taps lie inside it.</param>
    /// <param name="starts">For each result the first value of its box.</param>
    /// <param name="weights">Results x taps.</param>
    /// <param name="taps">Weights of a box, a multiple of <see cref="Lanes"/>.</param>
    /// <param name="results">The sums.</param>
    public static void BoxesScalar(ReadOnlySpan<float> line, ReadOnlySpan<int> starts, ReadOnlySpan<float> weights, int taps, Span<float> results)
    {
        for (var box = 0; box < results.Length; box++)
            results[box] = TensorPrimitives.Dot(weights.Slice(box * taps, taps), line.Slice(starts[box], taps));
    }

    /// <summary>As <see cref="BoxesScalar"/>, four boxes at a time where the processor adds neighbours.</summary>
    public static void Boxes(ReadOnlySpan<float> line, ReadOnlySpan<int> starts, ReadOnlySpan<float> weights, int taps, Span<float> results)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(starts.Length, results.Length);
        ArgumentOutOfRangeException.ThrowIfLessThan(weights.Length, results.Length * taps);
        var box = 0;
        if (Avx.IsSupported)
        {
            for (; box <= results.Length - 4; box += 4)
            {
                // Neighbours twice: the four sums of the lower halves, then those of the upper ones.
                var first = Avx.HorizontalAdd(Products(line, starts[box], weights, box, taps), Products(line, starts[box + 1], weights, box + 1, taps));
                var second = Avx.HorizontalAdd(Products(line, starts[box + 2], weights, box + 2, taps), Products(line, starts[box + 3], weights, box + 3, taps));
                var sums = Avx.HorizontalAdd(first, second);
                (sums.GetLower() + sums.GetUpper()).CopyTo(results[box..]);
            }
        }

        BoxesScalar(line, starts[box..], weights[(box * taps)..], taps, results[box..]);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> Products(ReadOnlySpan<float> line, int start, ReadOnlySpan<float> weights, int box, int taps)
    {
        ref var values = ref MemoryMarshal.GetReference(line.Slice(start, taps));
        ref var factors = ref MemoryMarshal.GetReference(weights.Slice(box * taps, taps));
        var products = Vector256.LoadUnsafe(ref values) * Vector256.LoadUnsafe(ref factors);
        for (nuint tap = Lanes; tap < (nuint)taps; tap += Lanes)
            products = Vector256.MultiplyAddEstimate(Vector256.LoadUnsafe(ref values, tap), Vector256.LoadUnsafe(ref factors, tap), products);
        return products;
    }

    /// <summary>Eight samples as float32.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> Load(ref byte samples, nuint at)
    {
        var eight = Vector128.CreateScalarUnsafe(Unsafe.ReadUnaligned<ulong>(ref Unsafe.Add(ref samples, at))).AsByte();
        if (Avx2.IsSupported) return Vector256.ConvertToSingle(Avx2.ConvertToVector256Int32(eight));
        var (low, high) = Vector128.Widen(Vector128.WidenLower(eight));
        return Vector256.ConvertToSingle(Vector256.Create(low, high).AsInt32());
    }

    private static void MixRowsScalar(ReadOnlySpan<byte> samples, int stride, ReadOnlySpan<float> weights, Span<float> line, int start)
    {
        for (var x = start; x < line.Length; x++)
        {
            var sum = 0f;
            for (var row = 0; row < weights.Length; row++) sum += weights[row] * samples[(row * stride) + x];
            line[x] = sum;
        }
    }
}
