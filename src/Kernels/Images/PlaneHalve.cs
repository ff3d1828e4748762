using System.Numerics;
using System.Runtime.InteropServices;

namespace Steerlens.Kernels.Images;

/// <summary>Shrinks a plane to half its size: each sample is the rounded mean of 2 x 2 samples; an odd last row or column counts twice.</summary>
public static class PlaneHalve
{
    /// <summary>One sample at a time: the specification of <see cref="Apply"/>.</summary>
    /// <param name="source">H x W.</param>
    /// <param name="target">(H + 1) / 2 x (W + 1) / 2.</param>
    public static void ApplyScalar(Plane source, Plane target)
    {
        Check(source, target);
        for (var y = 0; y < target.Height; y++)
            RowScalar(source.Row(2 * y), source.Row(Math.Min((2 * y) + 1, source.Height - 1)), target.Row(y), 0);
    }

    /// <summary>As <see cref="ApplyScalar"/>, with vectors.</summary>
    /// <param name="source">H x W.</param>
    /// <param name="target">(H + 1) / 2 x (W + 1) / 2.</param>
    /// <exception cref="ArgumentException">The target's size is not half the source's.</exception>
    public static void Apply(Plane source, Plane target)
    {
        Check(source, target);
        for (var y = 0; y < target.Height; y++)
            Row(source.Row(2 * y), source.Row(Math.Min((2 * y) + 1, source.Height - 1)), target.Row(y));
    }

    private static void Check(Plane source, Plane target)
    {
        if (target.Width != (source.Width + 1) / 2 || target.Height != (source.Height + 1) / 2)
            throw new ArgumentException($"Half of {source.Width}x{source.Height} is not {target.Width}x{target.Height}.", nameof(target));
    }

    private static void RowScalar(ReadOnlySpan<byte> upper, ReadOnlySpan<byte> lower, Span<byte> target, int start)
    {
        for (var x = start; x < target.Length; x++)
        {
            var next = Math.Min((2 * x) + 1, upper.Length - 1);
            target[x] = (byte)((upper[2 * x] + upper[next] + lower[2 * x] + lower[next] + 2) >> 2);
        }
    }

    private static void Row(ReadOnlySpan<byte> upper, ReadOnlySpan<byte> lower, Span<byte> target)
    {
        ref var top = ref MemoryMarshal.GetReference(upper);
        ref var bottom = ref MemoryMarshal.GetReference(lower);
        ref var result = ref MemoryMarshal.GetReference(target);
        var x = 0;
        for (; 2 * (x + Vector<byte>.Count) <= upper.Length; x += Vector<byte>.Count)
        {
            var first = Pairs(ref top, ref bottom, 2 * x);
            var second = Pairs(ref top, ref bottom, (2 * x) + Vector<byte>.Count);
            Vector.Narrow(first, second).StoreUnsafe(ref result, (nuint)x);
        }

        RowScalar(upper, lower, target, x);
    }

    // A pair of neighbouring bytes is one 16-bit lane: its low and high byte are the two samples.
    private static Vector<ushort> Pairs(ref byte upper, ref byte lower, int offset)
    {
        var low = new Vector<ushort>(255);
        var top = Vector.AsVectorUInt16(Vector.LoadUnsafe(ref upper, (nuint)offset));
        var bottom = Vector.AsVectorUInt16(Vector.LoadUnsafe(ref lower, (nuint)offset));
        return ((top & low) + (top >> 8) + (bottom & low) + (bottom >> 8) + new Vector<ushort>(2)) >> 2;
    }
}
