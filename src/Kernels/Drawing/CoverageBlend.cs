using System.Numerics;
using System.Runtime.InteropServices;

namespace Steerlens.Kernels.Drawing;

/// <summary>
/// Mixes one ink into picture rows by coverage (0..255 for each luma sample): alpha = coverage * opacity / 255, sample =
/// (sample * (255 - alpha) + ink * alpha) / 255, each division rounded. A chroma sample takes the rounded mean coverage of its four pixels.
/// </summary>
public static class CoverageBlend
{
    /// <summary>A luma row, one sample at a time: the specification of <see cref="Luma"/>.</summary>
    /// <param name="row">Samples, changed in place.</param>
    /// <param name="coverage">One value for each sample.</param>
    /// <param name="ink">The ink's sample.</param>
    /// <param name="opacity">0..255.</param>
    public static void LumaScalar(Span<byte> row, ReadOnlySpan<byte> coverage, byte ink, byte opacity)
    {
        for (var x = 0; x < row.Length; x++) row[x] = Mix(row[x], ink, coverage[x], opacity);
    }

    /// <summary>A chroma row, one sample at a time: the specification of <see cref="Chroma"/>.</summary>
    /// <param name="row">Samples, changed in place.</param>
    /// <param name="upper">Coverage of the upper pixel row: two values for each sample.</param>
    /// <param name="lower">Coverage of the lower pixel row: two values for each sample.</param>
    /// <param name="ink">The ink's sample.</param>
    /// <param name="opacity">0..255.</param>
    public static void ChromaScalar(Span<byte> row, ReadOnlySpan<byte> upper, ReadOnlySpan<byte> lower, byte ink, byte opacity)
    {
        for (var x = 0; x < row.Length; x++)
            row[x] = Mix(row[x], ink, MeanCoverage(upper, lower, x), opacity);
    }

    /// <summary>As <see cref="LumaScalar"/>, with vectors; stretches without coverage are left out.</summary>
    public static void Luma(Span<byte> row, ReadOnlySpan<byte> coverage, byte ink, byte opacity)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(coverage.Length, row.Length);
        ref var target = ref MemoryMarshal.GetReference(row);
        ref var source = ref MemoryMarshal.GetReference(coverage);
        var x = 0;
        for (; x <= row.Length - Vector<byte>.Count; x += Vector<byte>.Count)
        {
            var covered = Vector.LoadUnsafe(ref source, (nuint)x);
            if (covered == Vector<byte>.Zero) continue;
            Vector.Widen(covered, out var low, out var high);
            MixVector(ref target, x, low, high, ink, opacity);
        }

        for (; x < row.Length; x++)
        {
            if (coverage[x] != 0) row[x] = Mix(row[x], ink, coverage[x], opacity);
        }
    }

    /// <summary>As <see cref="ChromaScalar"/>, with vectors; stretches without coverage are left out.</summary>
    public static void Chroma(Span<byte> row, ReadOnlySpan<byte> upper, ReadOnlySpan<byte> lower, byte ink, byte opacity)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(upper.Length, 2 * row.Length);
        ArgumentOutOfRangeException.ThrowIfLessThan(lower.Length, 2 * row.Length);
        ref var target = ref MemoryMarshal.GetReference(row);
        ref var top = ref MemoryMarshal.GetReference(upper);
        ref var bottom = ref MemoryMarshal.GetReference(lower);
        var x = 0;
        for (; x <= row.Length - Vector<byte>.Count; x += Vector<byte>.Count)
        {
            var low = MeanCoverage(ref top, ref bottom, 2 * x);
            var high = MeanCoverage(ref top, ref bottom, (2 * x) + Vector<byte>.Count);
            if ((low | high) == Vector<ushort>.Zero) continue;
            MixVector(ref target, x, low, high, ink, opacity);
        }

        for (; x < row.Length; x++)
        {
            if (MeanCoverage(upper, lower, x) is var covered and > 0) row[x] = Mix(row[x], ink, covered, opacity);
        }
    }

    /// <summary>The coverage of chroma sample <paramref name="x"/>.</summary>
    public static byte MeanCoverage(ReadOnlySpan<byte> upper, ReadOnlySpan<byte> lower, int x) =>
        (byte)((upper[2 * x] + upper[(2 * x) + 1] + lower[2 * x] + lower[(2 * x) + 1] + 2) >> 2);

    /// <summary>Rounded value / 255, for 0..65025.</summary>
    public static int Divide255(int value) => (value + 128 + ((value + 128) >> 8)) >> 8;

    private static byte Mix(byte sample, byte ink, byte coverage, byte opacity)
    {
        var alpha = Divide255(coverage * opacity);
        return (byte)Divide255((sample * (255 - alpha)) + (ink * alpha));
    }

    private static void MixVector(ref byte target, int x, Vector<ushort> coverageLow, Vector<ushort> coverageHigh, byte ink, byte opacity)
    {
        Vector.Widen(Vector.LoadUnsafe(ref target, (nuint)x), out var low, out var high);
        Vector.Narrow(Mix(low, coverageLow, ink, opacity), Mix(high, coverageHigh, ink, opacity)).StoreUnsafe(ref target, (nuint)x);
    }

    private static Vector<ushort> Mix(Vector<ushort> samples, Vector<ushort> coverage, ushort ink, ushort opacity)
    {
        var alpha = Divide255(coverage * opacity);
        return Divide255((samples * (new Vector<ushort>(255) - alpha)) + (alpha * ink));
    }

    private static Vector<ushort> Divide255(Vector<ushort> value)
    {
        var sum = value + new Vector<ushort>(128);
        return (sum + (sum >> 8)) >> 8;
    }

    // A pair of neighbouring bytes is one 16-bit lane: its low and high byte are the two coverages.
    private static Vector<ushort> MeanCoverage(ref byte upper, ref byte lower, int offset)
    {
        var mask = new Vector<ushort>(255);
        var top = Vector.AsVectorUInt16(Vector.LoadUnsafe(ref upper, (nuint)offset));
        var bottom = Vector.AsVectorUInt16(Vector.LoadUnsafe(ref lower, (nuint)offset));
        return ((top & mask) + (top >> 8) + (bottom & mask) + (bottom >> 8) + new Vector<ushort>(2)) >> 2;
    }
}
