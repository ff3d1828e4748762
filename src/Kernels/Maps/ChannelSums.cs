using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Steerlens.Kernels.Maps;

/// <summary>Sums over positions or channels of positions x channels float32, in float64.</summary>
internal static class ChannelSums
{
    /// <summary>The sum of each channel over the positions: the specification of <see cref="OverPositions"/>.</summary>
    /// <param name="values">Positions x channels.</param>
    /// <param name="sums">One value for each channel; overwritten.</param>
    public static void OverPositionsScalar(ReadOnlySpan<float> values, Span<double> sums)
    {
        sums.Clear();
        for (var start = 0; start < values.Length; start += sums.Length)
        {
            for (var channel = 0; channel < sums.Length; channel++) sums[channel] += values[start + channel];
        }
    }

    /// <summary>The sum of each channel over the positions, four channels at a time.</summary>
    /// <param name="values">Positions x channels.</param>
    /// <param name="sums">One value for each channel; overwritten.</param>
    public static void OverPositions(ReadOnlySpan<float> values, Span<double> sums)
    {
        sums.Clear();
        ref var sum = ref MemoryMarshal.GetReference(sums);
        for (var start = 0; start < values.Length; start += sums.Length)
        {
            ref var value = ref MemoryMarshal.GetReference(values.Slice(start, sums.Length));
            nuint channel = 0;
            for (; channel + 4 <= (nuint)sums.Length; channel += 4)
                (Vector256.LoadUnsafe(ref sum, channel) + Wide(Vector128.LoadUnsafe(ref value, channel))).StoreUnsafe(ref sum, channel);
            for (var rest = (int)channel; rest < sums.Length; rest++) sums[rest] += values[start + rest];
        }
    }

    /// <summary>The sum of a position's channels, each times its weight, and of the sizes of these terms: the specification of <see cref="Weigh"/>.</summary>
    /// <param name="values">One value for each channel.</param>
    /// <param name="weights">One for each channel.</param>
    public static (double Sum, double Magnitude) WeighScalar(ReadOnlySpan<float> values, ReadOnlySpan<double> weights)
    {
        var (sum, magnitude) = (0d, 0d);
        for (var channel = 0; channel < weights.Length; channel++)
        {
            var product = weights[channel] * values[channel];
            sum += product;
            magnitude += Math.Abs(product);
        }

        return (sum, magnitude);
    }

    /// <summary>The sum of a position's channels, each times its weight, and of the sizes of these terms, four channels at a time.</summary>
    /// <param name="values">One value for each channel.</param>
    /// <param name="weights">One for each channel.</param>
    public static (double Sum, double Magnitude) Weigh(ReadOnlySpan<float> values, ReadOnlySpan<double> weights)
    {
        ref var value = ref MemoryMarshal.GetReference(values[..weights.Length]);
        ref var weight = ref MemoryMarshal.GetReference(weights);
        var (sums, magnitudes) = (Vector256<double>.Zero, Vector256<double>.Zero);
        nuint channel = 0;
        for (; channel + 4 <= (nuint)weights.Length; channel += 4)
        {
            var products = Vector256.LoadUnsafe(ref weight, channel) * Wide(Vector128.LoadUnsafe(ref value, channel));
            sums += products;
            magnitudes += Vector256.Abs(products);
        }

        var (sum, magnitude) = WeighScalar(values[(int)channel..], weights[(int)channel..]);
        return (sum + Vector256.Sum(sums), magnitude + Vector256.Sum(magnitudes));
    }

    private static Vector256<double> Wide(Vector128<float> values)
    {
        var (lower, upper) = Vector128.Widen(values);
        return Vector256.Create(lower, upper);
    }
}
