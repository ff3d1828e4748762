using System.Numerics;
using System.Runtime.InteropServices;

namespace Steerlens.Kernels.Images;

/// <summary>Mixes two rows by a weight for each sample: (sharp * weight + blurred * (255 - weight)) / 255, rounded.</summary>
public static class PlaneMix
{
    /// <summary>One sample at a time: the specification of <see cref="Row"/>.</summary>
    /// <param name="sharp">Samples 0..255.</param>
    /// <param name="blurred">As many samples.</param>
    /// <param name="weights">As many weights: 255 gives sharp, 0 gives blurred.</param>
    /// <param name="target">As many samples; may be one of the sources.</param>
    public static void RowScalar(ReadOnlySpan<byte> sharp, ReadOnlySpan<byte> blurred, ReadOnlySpan<byte> weights, Span<byte> target)
    {
        for (var x = 0; x < target.Length; x++)
        {
            var sum = (sharp[x] * weights[x]) + (blurred[x] * (255 - weights[x])) + 128;
            target[x] = (byte)((sum + (sum >> 8)) >> 8);
        }
    }

    /// <summary>As <see cref="RowScalar"/>, with vectors; stretches of one source alone are copied.</summary>
    public static void Row(ReadOnlySpan<byte> sharp, ReadOnlySpan<byte> blurred, ReadOnlySpan<byte> weights, Span<byte> target)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(sharp.Length, target.Length);
        ArgumentOutOfRangeException.ThrowIfLessThan(blurred.Length, target.Length);
        ArgumentOutOfRangeException.ThrowIfLessThan(weights.Length, target.Length);
        ref var first = ref MemoryMarshal.GetReference(sharp);
        ref var second = ref MemoryMarshal.GetReference(blurred);
        ref var weight = ref MemoryMarshal.GetReference(weights);
        ref var result = ref MemoryMarshal.GetReference(target);
        var x = 0;
        for (; x <= target.Length - Vector<byte>.Count; x += Vector<byte>.Count)
        {
            var share = Vector.LoadUnsafe(ref weight, (nuint)x);
            var mixed = Vector.LoadUnsafe(ref second, (nuint)x);
            if (share != Vector<byte>.Zero)
            {
                var kept = Vector.LoadUnsafe(ref first, (nuint)x);
                mixed = share == Vector<byte>.AllBitsSet ? kept : Mix(Vector.AsVectorUInt16(kept), Vector.AsVectorUInt16(mixed), Vector.AsVectorUInt16(share));
            }

            mixed.StoreUnsafe(ref result, (nuint)x);
        }

        RowScalar(sharp[x..], blurred[x..], weights[x..], target[x..]);
    }

    // Even and odd bytes apart, as the low and high byte of 16-bit lanes: no lane changes its place.
    private static Vector<byte> Mix(Vector<ushort> sharp, Vector<ushort> blurred, Vector<ushort> weight)
    {
        var low = new Vector<ushort>(255);
        var even = Weigh(sharp & low, blurred & low, weight & low) >> 8;
        var odd = Weigh(sharp >> 8, blurred >> 8, weight >> 8) & new Vector<ushort>(0xFF00);
        return Vector.AsVectorByte(even | odd);
    }

    private static Vector<ushort> Weigh(Vector<ushort> sharp, Vector<ushort> blurred, Vector<ushort> weight)
    {
        var sum = (sharp * weight) + (blurred * (new Vector<ushort>(255) - weight)) + new Vector<ushort>(128);
        return sum + (sum >> 8);
    }
}
