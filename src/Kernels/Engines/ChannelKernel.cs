using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Steerlens.Kernels.Engines;

/// <summary>What has a number of its own for each channel: positions x channels, eight channels at a time.</summary>
internal static class ChannelKernel
{
    /// <summary>Value x factor + addend, one after the other: the specification.</summary>
    /// <param name="source">Positions x channels.</param>
    /// <param name="factors">One for each channel.</param>
    /// <param name="addends">One for each channel; empty for none.</param>
    /// <param name="destination">As long as the source; may be the same memory.</param>
    public static void ScaleScalar(ReadOnlySpan<float> source, ReadOnlySpan<float> factors, ReadOnlySpan<float> addends, Span<float> destination)
    {
        for (var at = 0; at < source.Length; at++) destination[at] = (source[at] * factors[at % factors.Length]) + (addends.IsEmpty ? 0 : addends[at % addends.Length]);
    }

    /// <summary>Value x factor + addend.</summary>
    /// <param name="source">Positions x channels.</param>
    /// <param name="factors">One for each channel.</param>
    /// <param name="addends">One for each channel; empty for none.</param>
    /// <param name="destination">As long as the source; may be the same memory.</param>
    public static void Scale(ReadOnlySpan<float> source, ReadOnlySpan<float> factors, ReadOnlySpan<float> addends, Span<float> destination)
    {
        if (!addends.IsEmpty && addends.Length != factors.Length)
        {
            ScaleScalar(source, factors, addends, destination);
            return;
        }

        var channels = factors.Length;
        ref var from = ref MemoryMarshal.GetReference(source);
        ref var to = ref MemoryMarshal.GetReference(destination[..source.Length]);
        ref var factor = ref MemoryMarshal.GetReference(factors);
        ref var addend = ref MemoryMarshal.GetReference(addends);
        for (var position = 0; position < source.Length; position += channels)
        {
            var channel = 0;
            for (; channel <= channels - Vector256<float>.Count; channel += Vector256<float>.Count)
            {
                var values = Vector256.LoadUnsafe(ref from, (nuint)(position + channel)) * Vector256.LoadUnsafe(ref factor, (nuint)channel);
                if (!addends.IsEmpty) values += Vector256.LoadUnsafe(ref addend, (nuint)channel);
                values.StoreUnsafe(ref to, (nuint)(position + channel));
            }

            for (; channel < channels; channel++)
                Unsafe.Add(ref to, position + channel) = (Unsafe.Add(ref from, position + channel) * Unsafe.Add(ref factor, channel)) + (addends.IsEmpty ? 0 : addends[channel]);
        }
    }

    /// <summary>The value above 0, and below it the value times its channel's slope.</summary>
    /// <param name="source">Positions x channels.</param>
    /// <param name="slopes">One for each channel.</param>
    /// <param name="destination">As long as the source; may be the same memory.</param>
    public static void Slope(ReadOnlySpan<float> source, ReadOnlySpan<float> slopes, Span<float> destination)
    {
        for (var position = 0; position < source.Length; position += slopes.Length)
        {
            var channel = 0;
            for (; channel <= slopes.Length - Vector256<float>.Count; channel += Vector256<float>.Count)
            {
                var values = Vector256.Create(source[(position + channel)..]);
                Vector256.ConditionalSelect(Vector256.GreaterThan(values, Vector256<float>.Zero), values, values * Vector256.Create(slopes[channel..])).CopyTo(destination[(position + channel)..]);
            }

            for (; channel < slopes.Length; channel++) destination[position + channel] = source[position + channel] * (source[position + channel] > 0 ? 1 : slopes[channel]);
        }
    }
}
