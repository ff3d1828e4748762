using System.Numerics;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Steerlens.Kernels.Images;

/// <summary>
/// Paints a map in heat colours onto a 4:2:0 picture. Each pixel reads the map (<see cref="MapSampler"/>), turns the value into one
/// of 511 steps, and mixes the step's colour in by its opacity; chroma uses the mean value of its four pixels.
/// </summary>
public sealed class HeatBlend
{
    private readonly float[] _values;
    private readonly uint[] _entries;

    /// <summary>Makes the row buffers for pictures up to this width.</summary>
    public HeatBlend(int pictureWidth)
    {
        _values = new float[pictureWidth];
        _entries = new uint[pictureWidth];
    }

    /// <summary>Steps for values, one at a time: the specification of <see cref="LookUp"/>.</summary>
    /// <param name="values">Map values.</param>
    /// <param name="stepsPerUnit">255 / the value of full colour.</param>
    /// <param name="table">511 entries of a <see cref="HeatTable"/>.</param>
    /// <param name="entries">As many entries as values.</param>
    /// <param name="quiet">Where every step up to this size, to both sides, is transparent: those take the entry of step 0. 0 otherwise.</param>
    public static void LookUpScalar(ReadOnlySpan<float> values, float stepsPerUnit, ReadOnlySpan<uint> table, Span<uint> entries, int quiet = 0)
    {
        for (var x = 0; x < values.Length; x++)
        {
            var step = Math.Max(Math.Min(values[x] * stepsPerUnit, HeatPalette.Steps), -HeatPalette.Steps);
            if (Math.Abs(step) < quiet) step = 0;
            entries[x] = table[(int)(step + (HeatPalette.Steps + 0.5f))];
        }
    }

    /// <summary>Mixes one row, one sample at a time: the specification of <see cref="MixRow"/>.</summary>
    /// <param name="row">Samples 0..255, changed in place.</param>
    /// <param name="entries">Packed colours, one for each sample.</param>
    /// <param name="shift">0 for Y, 8 for U, 16 for V.</param>
    public static void MixRowScalar(Span<byte> row, ReadOnlySpan<uint> entries, int shift)
    {
        for (var x = 0; x < row.Length; x++)
        {
            var alpha = entries[x] >> 24;
            row[x] = (byte)Divide255((row[x] * (255 - alpha)) + (((entries[x] >> shift) & 255) * alpha));
        }
    }

    /// <summary>As <see cref="LookUpScalar"/>, with vectors for the arithmetic; stretches of quiet values need no table.</summary>
    public static void LookUp(ReadOnlySpan<float> values, float stepsPerUnit, ReadOnlySpan<uint> table, Span<uint> entries, int quiet = 0)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(entries.Length, values.Length);
        ArgumentOutOfRangeException.ThrowIfLessThan(table.Length, (2 * HeatPalette.Steps) + 1);
        var limit = new Vector<float>(HeatPalette.Steps);
        var offset = new Vector<float>(HeatPalette.Steps + 0.5f);
        var loudFrom = new Vector<float>(quiet);
        var neutral = new Vector<uint>(table[HeatPalette.Steps]);
        ref var source = ref MemoryMarshal.GetReference(values);
        ref var result = ref MemoryMarshal.GetReference(entries);
        Span<int> indices = stackalloc int[Vector<int>.Count];
        var x = 0;
        for (; x <= values.Length - Vector<float>.Count; x += Vector<float>.Count)
        {
            var steps = Vector.Max(Vector.Min(Vector.LoadUnsafe(ref source, (nuint)x) * stepsPerUnit, limit), -limit);
            var isQuiet = Vector.LessThan(Vector.Abs(steps), loudFrom);
            if (Vector.EqualsAll(isQuiet, Vector<int>.AllBitsSet))
            {
                neutral.StoreUnsafe(ref result, (nuint)x);
                continue;
            }

            var places = Vector.ConvertToInt32(Vector.ConditionalSelect(isQuiet, Vector<float>.Zero, steps) + offset);
            if (Avx2.IsSupported && Vector<int>.Count == Vector256<int>.Count)
            {
                Gather(table, places.AsVector256()).StoreUnsafe(ref result, (nuint)x);
                continue;
            }

            places.CopyTo(indices);
            for (var lane = 0; lane < indices.Length; lane++) entries[x + lane] = table[indices[lane]];
        }

        LookUpScalar(values[x..], stepsPerUnit, table, entries[x..], quiet);
    }

    /// <summary>As <see cref="MixRowScalar"/>, with vectors; stretches without heat are left out.</summary>
    public static void MixRow(Span<byte> row, ReadOnlySpan<uint> entries, int shift)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(entries.Length, row.Length);
        ref var target = ref MemoryMarshal.GetReference(row);
        ref var source = ref MemoryMarshal.GetReference(entries);
        var lanes = Vector<uint>.Count;
        var x = 0;
        for (; x <= row.Length - Vector<byte>.Count; x += Vector<byte>.Count)
        {
            var first = Vector.LoadUnsafe(ref source, (nuint)x);
            var second = Vector.LoadUnsafe(ref source, (nuint)(x + lanes));
            var third = Vector.LoadUnsafe(ref source, (nuint)(x + (2 * lanes)));
            var fourth = Vector.LoadUnsafe(ref source, (nuint)(x + (3 * lanes)));
            var alphaLow = Vector.Narrow(first >> 24, second >> 24);
            var alphaHigh = Vector.Narrow(third >> 24, fourth >> 24);
            if ((alphaLow | alphaHigh) == Vector<ushort>.Zero) continue;
            var mask = new Vector<uint>(255);
            var colorLow = Vector.Narrow((first >> shift) & mask, (second >> shift) & mask);
            var colorHigh = Vector.Narrow((third >> shift) & mask, (fourth >> shift) & mask);
            Vector.Widen(Vector.LoadUnsafe(ref target, (nuint)x), out var low, out var high);
            Vector.Narrow(Mix(low, colorLow, alphaLow), Mix(high, colorHigh, alphaHigh)).StoreUnsafe(ref target, (nuint)x);
        }

        MixRowScalar(row[x..], entries[x..], shift);
    }

    /// <summary>Paints the map that <paramref name="sampler"/> holds.</summary>
    /// <param name="picture">Changed in place; of the size that the sampler was made for.</param>
    /// <param name="sampler">A prepared sampler.</param>
    /// <param name="table">Colours and opacities.</param>
    /// <param name="fullColor">The map value of full colour, above 0.</param>
    public void Paint(YuvImage picture, MapSampler sampler, HeatTable table, double fullColor)
    {
        ArgumentNullException.ThrowIfNull(picture);
        ArgumentNullException.ThrowIfNull(sampler);
        ArgumentNullException.ThrowIfNull(table);
        var stepsPerUnit = StepsPerUnit(fullColor);
        var (left, count) = (sampler.Left, sampler.Right - sampler.Left);
        for (var y = sampler.Top; y < sampler.Bottom; y++)
        {
            sampler.LumaRow(y, _values);
            LookUp(_values.AsSpan(0, count), stepsPerUnit, table.Entries, _entries, table.Quiet);
            MixRow(picture.Y.Row(y).Slice(left, count), _entries, 0);
        }

        for (var y = sampler.Top / 2; y < sampler.Bottom / 2; y++)
        {
            sampler.ChromaRow(y, _values);
            LookUp(_values.AsSpan(0, count / 2), stepsPerUnit, table.Entries, _entries, table.Quiet);
            MixRow(picture.U.Row(y).Slice(left / 2, count / 2), _entries, 8);
            MixRow(picture.V.Row(y).Slice(left / 2, count / 2), _entries, 16);
        }
    }

    /// <summary>Writes the heat alone, colour and opacity apart, for laying over a picture later. Pixels outside the map are not touched.</summary>
    /// <param name="picture">Gets the colours (not multiplied by opacity).</param>
    /// <param name="alpha">Gets the opacities 0..255; of the picture's size.</param>
    /// <param name="sampler">A prepared sampler.</param>
    /// <param name="table">Colours and opacities.</param>
    /// <param name="fullColor">The map value of full colour, above 0.</param>
    public void Write(YuvImage picture, Plane alpha, MapSampler sampler, HeatTable table, double fullColor)
    {
        ArgumentNullException.ThrowIfNull(picture);
        ArgumentNullException.ThrowIfNull(sampler);
        ArgumentNullException.ThrowIfNull(table);
        var stepsPerUnit = StepsPerUnit(fullColor);
        var (left, count) = (sampler.Left, sampler.Right - sampler.Left);
        for (var y = sampler.Top; y < sampler.Bottom; y++)
        {
            sampler.LumaRow(y, _values);
            LookUp(_values.AsSpan(0, count), stepsPerUnit, table.Entries, _entries);
            var luma = picture.Y.Row(y).Slice(left, count);
            var opacity = alpha.Row(y).Slice(left, count);
            for (var x = 0; x < luma.Length; x++)
            {
                luma[x] = (byte)_entries[x];
                opacity[x] = (byte)(_entries[x] >> 24);
            }
        }

        for (var y = sampler.Top / 2; y < sampler.Bottom / 2; y++)
        {
            sampler.ChromaRow(y, _values);
            LookUp(_values.AsSpan(0, count / 2), stepsPerUnit, table.Entries, _entries);
            var u = picture.U.Row(y).Slice(left / 2, count / 2);
            var v = picture.V.Row(y).Slice(left / 2, count / 2);
            for (var x = 0; x < u.Length; x++)
            {
                u[x] = (byte)(_entries[x] >> 8);
                v[x] = (byte)(_entries[x] >> 16);
            }
        }
    }

    /// <summary>255 / the value of full colour.</summary>
    internal static float StepsPerUnit(double fullColor)
    {
        if (!(fullColor > 0)) throw new ArgumentOutOfRangeException(nameof(fullColor), fullColor, "The value of full colour must be above 0.");
        return (float)Math.Min(HeatPalette.Steps / fullColor, float.MaxValue);
    }

    // Steps are clamped to the table, and values that are no number become its first entry.
    private static unsafe Vector256<uint> Gather(ReadOnlySpan<uint> table, Vector256<int> places)
    {
        fixed (uint* entries = table) return Avx2.GatherVector256(entries, places, sizeof(uint));
    }

    // Rounded x / 255 for x up to 65,025, in 16 bits.
    private static uint Divide255(uint value) => (value + 128 + ((value + 128) >> 8)) >> 8;

    private static Vector<ushort> Mix(Vector<ushort> from, Vector<ushort> to, Vector<ushort> alpha)
    {
        var sum = (from * (new Vector<ushort>(255) - alpha)) + (to * alpha) + new Vector<ushort>(128);
        return (sum + (sum >> 8)) >> 8;
    }
}
