using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Steerlens.Kernels.Maps;

/// <summary>Sums the sizes of a pixel's three channels.</summary>
internal static class PixelSizes
{
    /// <summary>One pixel after the other: the specification.</summary>
    /// <param name="pixels">Pixels x 3.</param>
    /// <param name="sums">One value for each pixel; added to.</param>
    public static void AddScalar(ReadOnlySpan<float> pixels, Span<float> sums)
    {
        for (int pixel = 0, at = 0; pixel < sums.Length; pixel++, at += 3) sums[pixel] += Math.Abs(pixels[at]) + Math.Abs(pixels[at + 1]) + Math.Abs(pixels[at + 2]);
    }

    /// <summary>The same, four pixels at a time.</summary>
    /// <param name="pixels">Pixels x 3.</param>
    /// <param name="sums">One value for each pixel; added to.</param>
    public static void Add(ReadOnlySpan<float> pixels, Span<float> sums)
    {
        ref var from = ref MemoryMarshal.GetReference(pixels[..(3 * sums.Length)]);
        ref var to = ref MemoryMarshal.GetReference(sums);
        var (outer, middle, inner) = (Vector128.Create(-1, 0, 0, -1).AsSingle(), Vector128.Create(0, -1, 0, 0).AsSingle(), Vector128.Create(0, 0, -1, 0).AsSingle());
        var pixel = 0;
        for (; pixel <= sums.Length - Vector128<float>.Count; pixel += Vector128<float>.Count)
        {
            ref var first = ref Unsafe.Add(ref from, 3 * pixel);

            // Four pixels are rgbr gbrg brgb. Chosen crosswise they become three vectors whose every value belongs to another pixel, the same four in each.
            var (a, b, c) = (Vector128.Abs(Vector128.LoadUnsafe(ref first)), Vector128.Abs(Vector128.LoadUnsafe(ref first, 4)), Vector128.Abs(Vector128.LoadUnsafe(ref first, 8)));
            var reds = (a & outer) | (b & inner) | (c & middle);
            var greens = (a & middle) | (b & outer) | (c & inner);
            var blues = (a & inner) | (b & middle) | (c & outer);

            // Reds are of pixels 0 3 2 1, greens of 1 0 3 2, blues of 2 1 0 3.
            var sum = Vector128.Shuffle(reds, Vector128.Create(0, 3, 2, 1)) + Vector128.Shuffle(greens, Vector128.Create(1, 0, 3, 2)) + Vector128.Shuffle(blues, Vector128.Create(2, 1, 0, 3));
            (Vector128.LoadUnsafe(ref to, (nuint)pixel) + sum).StoreUnsafe(ref to, (nuint)pixel);
        }

        AddScalar(pixels[(3 * pixel)..], sums[pixel..]);
    }
}
