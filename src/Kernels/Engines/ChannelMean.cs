using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Steerlens.Kernels.Engines;

/// <summary>The mean over an activation's channels.</summary>
internal static class ChannelMean
{
    /// <summary>One value after the other: the specification.</summary>
    /// <param name="activation">Positions x channels.</param>
    /// <param name="channels">Channels, at least 1.</param>
    /// <param name="means">One value for each position.</param>
    public static void OfScalar(ReadOnlySpan<float> activation, int channels, Span<float> means)
    {
        for (var position = 0; position < means.Length; position++)
        {
            var sum = 0d;
            foreach (var value in activation.Slice(position * channels, channels)) sum += value;
            means[position] = (float)(sum / channels);
        }
    }

    /// <summary>The same, eight channels at a time.</summary>
    /// <param name="activation">Positions x channels.</param>
    /// <param name="channels">Channels, at least 1.</param>
    /// <param name="means">One value for each position.</param>
    public static void Of(ReadOnlySpan<float> activation, int channels, Span<float> means)
    {
        if (activation.Length != means.Length * channels) throw new ArgumentException($"{means.Length} positions of {channels} channels are not {activation.Length} values.", nameof(activation));
        ref var from = ref MemoryMarshal.GetReference(activation);
        var share = 1f / channels;
        for (var position = 0; position < means.Length; position++)
        {
            ref var first = ref Unsafe.Add(ref from, position * channels);
            var sums = Vector256<float>.Zero;
            var channel = 0;
            for (; channel <= channels - Vector256<float>.Count; channel += Vector256<float>.Count) sums += Vector256.LoadUnsafe(ref first, (nuint)channel);
            var four = sums.GetLower() + sums.GetUpper();
            if (channel <= channels - Vector128<float>.Count)
            {
                four += Vector128.LoadUnsafe(ref first, (nuint)channel);
                channel += Vector128<float>.Count;
            }

            var sum = Vector128.Sum(four);
            for (; channel < channels; channel++) sum += Unsafe.Add(ref first, channel);
            means[position] = sum * share;
        }
    }
}
