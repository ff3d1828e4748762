using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Steerlens.Kernels.Images;

/// <summary>Three planes through an affine map, to channels that lie side by side.</summary>
public static class PlanesToChannels
{
    /// <summary>One value after the other: the specification of <see cref="Run"/>.</summary>
    /// <param name="y">The first plane.</param>
    /// <param name="u">The second plane, as long.</param>
    /// <param name="v">The third plane, as long.</param>
    /// <param name="matrix">Channels x 3.</param>
    /// <param name="constant">One for each channel.</param>
    /// <param name="channels">Gets pixels x channels.</param>
    public static void RunScalar(ReadOnlySpan<float> y, ReadOnlySpan<float> u, ReadOnlySpan<float> v, ReadOnlySpan<float> matrix, ReadOnlySpan<float> constant, Span<float> channels)
    {
        for (var pixel = 0; pixel < y.Length; pixel++)
        {
            for (var channel = 0; channel < constant.Length; channel++)
            {
                var row = channel * 3;
                channels[(pixel * constant.Length) + channel] = (matrix[row] * y[pixel]) + (matrix[row + 1] * u[pixel]) + (matrix[row + 2] * v[pixel]) + constant[channel];
            }
        }
    }

    /// <summary>As <see cref="RunScalar"/>, with vectors for three channels.</summary>
    public static void Run(ReadOnlySpan<float> y, ReadOnlySpan<float> u, ReadOnlySpan<float> v, ReadOnlySpan<float> matrix, ReadOnlySpan<float> constant, Span<float> channels)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(channels.Length, y.Length * constant.Length);
        ArgumentOutOfRangeException.ThrowIfLessThan(u.Length, y.Length);
        ArgumentOutOfRangeException.ThrowIfLessThan(v.Length, y.Length);
        var pixel = 0;
        if (constant.Length == 3 && Vector256.IsHardwareAccelerated)
        {
            ref var target = ref MemoryMarshal.GetReference(channels);
            for (; pixel <= y.Length - Vector256<float>.Count; pixel += Vector256<float>.Count)
            {
                var first = Vector256.Create(y.Slice(pixel, Vector256<float>.Count));
                var second = Vector256.Create(u.Slice(pixel, Vector256<float>.Count));
                var third = Vector256.Create(v.Slice(pixel, Vector256<float>.Count));
                var red = Mix(first, second, third, matrix, constant, 0);
                var green = Mix(first, second, third, matrix, constant, 1);
                var blue = Mix(first, second, third, matrix, constant, 2);

                // Lane i of the first channel goes to place 3 i, of the second to 3 i + 1, of the third to 3 i + 2.
                var at = (nuint)(pixel * 3);
                Pick(
                    Vector256.Shuffle(red, Vector256.Create(0, 0, 0, 1, 0, 0, 2, 0)),
                    Vector256.Shuffle(green, Vector256.Create(0, 0, 0, 0, 1, 0, 0, 2)),
                    Vector256.Shuffle(blue, Vector256.Create(0, 0, 0, 0, 0, 1, 0, 0)),
                    Vector256.Create(-1, 0, 0, -1, 0, 0, -1, 0),
                    Vector256.Create(0, -1, 0, 0, -1, 0, 0, -1)).StoreUnsafe(ref target, at);
                Pick(
                    Vector256.Shuffle(red, Vector256.Create(0, 3, 0, 0, 4, 0, 0, 5)),
                    Vector256.Shuffle(green, Vector256.Create(0, 0, 3, 0, 0, 4, 0, 0)),
                    Vector256.Shuffle(blue, Vector256.Create(2, 0, 0, 3, 0, 0, 4, 0)),
                    Vector256.Create(0, -1, 0, 0, -1, 0, 0, -1),
                    Vector256.Create(0, 0, -1, 0, 0, -1, 0, 0)).StoreUnsafe(ref target, at + 8);
                Pick(
                    Vector256.Shuffle(red, Vector256.Create(0, 0, 6, 0, 0, 7, 0, 0)),
                    Vector256.Shuffle(green, Vector256.Create(5, 0, 0, 6, 0, 0, 7, 0)),
                    Vector256.Shuffle(blue, Vector256.Create(0, 5, 0, 0, 6, 0, 0, 7)),
                    Vector256.Create(0, 0, -1, 0, 0, -1, 0, 0),
                    Vector256.Create(-1, 0, 0, -1, 0, 0, -1, 0)).StoreUnsafe(ref target, at + 16);
            }
        }

        RunScalar(y[pixel..], u[pixel..], v[pixel..], matrix, constant, channels[(pixel * constant.Length)..]);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> Mix(Vector256<float> y, Vector256<float> u, Vector256<float> v, ReadOnlySpan<float> matrix, ReadOnlySpan<float> constant, int channel) =>
        (matrix[3 * channel] * y) + (matrix[(3 * channel) + 1] * u) + (matrix[(3 * channel) + 2] * v) + Vector256.Create(constant[channel]);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> Pick(Vector256<float> red, Vector256<float> green, Vector256<float> blue, Vector256<int> isRed, Vector256<int> isGreen) =>
        Vector256.ConditionalSelect(isRed.AsSingle(), red, Vector256.ConditionalSelect(isGreen.AsSingle(), green, blue));
}
