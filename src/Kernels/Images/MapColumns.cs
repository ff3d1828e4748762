using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Steerlens.Kernels.Images;

/// <summary>The rows of a map at the columns of a picture: <see cref="MapSampler"/>'s work along one row.</summary>
public static class MapColumns
{
    /// <summary>Reads a row of cells between neighbours, one pixel at a time: the specification of <see cref="Between"/>.</summary>
    /// <param name="cells">The cells.</param>
    /// <param name="first">For each pixel the first of its two cells; ascending.</param>
    /// <param name="fraction">For each pixel the second cell's share.</param>
    /// <param name="pixels">As many pixels.</param>
    public static void BetweenScalar(ReadOnlySpan<float> cells, ReadOnlySpan<int> first, ReadOnlySpan<float> fraction, Span<float> pixels)
    {
        for (var x = 0; x < pixels.Length; x++) pixels[x] = cells[first[x]] + ((cells[first[x] + 1] - cells[first[x]]) * fraction[x]);
    }

    /// <summary>
    /// As <see cref="BetweenScalar"/>, with vectors: where a map grows, a vector of pixels reads less than a vector of cells, which one instruction deals out.
    /// </summary>
    public static void Between(ReadOnlySpan<float> cells, ReadOnlySpan<int> first, ReadOnlySpan<float> fraction, Span<float> pixels)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(first.Length, pixels.Length);
        ArgumentOutOfRangeException.ThrowIfLessThan(fraction.Length, pixels.Length);
        var lanes = Vector256<float>.Count;
        ref var from = ref MemoryMarshal.GetReference(cells);
        ref var places = ref MemoryMarshal.GetReference(first);
        ref var shares = ref MemoryMarshal.GetReference(fraction);
        ref var target = ref MemoryMarshal.GetReference(pixels);
        var x = 0;
        for (; x <= pixels.Length - lanes; x += lanes)
        {
            var start = first[x];
            if (first[x + lanes - 1] + 1 >= start + lanes || start < 0 || start > cells.Length - lanes)
            {
                BetweenScalar(cells, first.Slice(x, lanes), fraction.Slice(x, lanes), pixels.Slice(x, lanes));
                continue;
            }

            var known = Vector256.LoadUnsafe(ref from, (nuint)start);
            var place = Vector256.LoadUnsafe(ref places, (nuint)x) - Vector256.Create(start);
            var left = Vector256.Shuffle(known, place);
            var right = Vector256.Shuffle(known, place + Vector256<int>.One);
            (left + ((right - left) * Vector256.LoadUnsafe(ref shares, (nuint)x))).StoreUnsafe(ref target, (nuint)x);
        }

        BetweenScalar(cells, first[x..], fraction[x..], pixels[x..]);
    }

    /// <summary>The means of pairs of neighbours, one at a time: the specification of <see cref="MeanOfPairs"/>.</summary>
    public static void MeanOfPairsScalar(ReadOnlySpan<float> pairs, Span<float> means)
    {
        for (var x = 0; x < means.Length; x++) means[x] = 0.5f * (pairs[2 * x] + pairs[(2 * x) + 1]);
    }

    /// <summary>As <see cref="MeanOfPairsScalar"/>, with vectors.</summary>
    public static void MeanOfPairs(ReadOnlySpan<float> pairs, Span<float> means)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(pairs.Length, 2 * means.Length);
        ref var from = ref MemoryMarshal.GetReference(pairs);
        ref var target = ref MemoryMarshal.GetReference(means);
        var (half, x) = (Vector128.Create(0.5f), 0);
        for (; x <= means.Length - Vector128<float>.Count; x += Vector128<float>.Count)
        {
            var both = Vector256.LoadUnsafe(ref from, (nuint)(2 * x));
            var even = Vector256.Shuffle(both, Vector256.Create(0, 2, 4, 6, 0, 2, 4, 6)).GetLower();
            var odd = Vector256.Shuffle(both, Vector256.Create(1, 3, 5, 7, 1, 3, 5, 7)).GetLower();
            (half * (even + odd)).StoreUnsafe(ref target, (nuint)x);
        }

        MeanOfPairsScalar(pairs[(2 * x)..], means[x..]);
    }
}
