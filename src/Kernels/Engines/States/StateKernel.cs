using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Steerlens.Kernels.Engines.States;

/// <summary>
/// The products of a tile of states with the weights of all taps and input channels, kept in registers throughout. Sources are deltas of
/// the layer below, one state after the other; weights are taps x input channels x (vectors x lanes) for one group of output channels.
/// <see cref="Reference"/> is the specification.
/// </summary>
internal static unsafe class StateKernel
{
    /// <summary>One value after the other.</summary>
    /// <param name="tile">What to read and where to write.</param>
    /// <param name="weights">Taps x input channels x values.</param>
    /// <param name="offset">The group's first value in each output row.</param>
    /// <param name="values">Values of the group, padding included.</param>
    public static void Reference(StateTile* tile, float* weights, nint offset, int values)
    {
        for (var state = 0; state < tile->Used; state++)
        {
            var output = (float*)tile->Outputs[state] + offset;
            for (var value = 0; value < values; value++)
            {
                var sum = 0d;
                for (var tap = tile->FirstTap; tap <= tile->LastTap; tap++)
                {
                    var source = tile->Source + ((tile->Rows[state] + ((int*)tile->Columns[state])[tap]) * (long)tile->Stride);
                    for (var channel = 0; channel < tile->Channels; channel++)
                        sum += (double)source[channel] * weights[((((long)tap * tile->Channels) + channel) * values) + value];
                }

                output[value] = (float)sum;
            }
        }
    }

    /// <summary>The kernel for a vector width, tile height and number of vectors.</summary>
    public static delegate*<StateTile*, float*, nint, long> Choose(InstructionSet instructions, int rows, int vectors, bool skip) => instructions switch
    {
        InstructionSet.Vector512 => OfWidth<Vector512<float>, Operations512, Eight, Four, Two>(8, rows, vectors, skip),
        InstructionSet.Vector256 => OfWidth<Vector256<float>, Operations256, Six, Three, Two>(6, rows, vectors, skip),
        _ => OfWidth<Vector128<float>, Operations128, Six, Three, Two>(6, rows, vectors, skip),
    };

    /// <summary>The tile heights of a vector width, largest first. Heights with fewer registers serve what is left over.</summary>
    public static int[] HeightsOf(InstructionSet instructions) => instructions == InstructionSet.Vector512 ? [8, 4, 2] : [6, 3, 2];

    /// <summary>The most vectors of output channels in a group.</summary>
    public static int VectorsOf(InstructionSet instructions) => instructions == InstructionSet.Vector512 ? 3 : 2;

    /// <summary>Values in a vector.</summary>
    public static int LanesOf(InstructionSet instructions) => instructions switch
    {
        InstructionSet.Vector512 => 16,
        InstructionSet.Vector256 => 8,
        _ => 4,
    };

    private static delegate*<StateTile*, float*, nint, long> OfWidth<TVector, TOperations, TFull, THalf, TLeast>(int full, int rows, int vectors, bool skip)
        where TVector : struct
        where TOperations : struct, IVectorOperations<TVector>
        where TFull : unmanaged
        where THalf : unmanaged
        where TLeast : unmanaged
    {
        if (rows == full) return OfHeight<TVector, TOperations, TFull>(vectors, skip);
        return rows == 2 ? OfHeight<TVector, TOperations, TLeast>(vectors, skip) : OfHeight<TVector, TOperations, THalf>(vectors, skip);
    }

    private static delegate*<StateTile*, float*, nint, long> OfHeight<TVector, TOperations, TRows>(int vectors, bool skip)
        where TVector : struct
        where TOperations : struct, IVectorOperations<TVector>
        where TRows : unmanaged => (vectors, skip) switch
    {
        (1, false) => &Multiply<TVector, TOperations, TRows, One>,
        (2, false) => &Multiply<TVector, TOperations, TRows, Two>,
        (3, false) => &Multiply<TVector, TOperations, TRows, Three>,
        (1, true) => &MultiplySkipping<TVector, TOperations, TRows, One>,
        (2, true) => &MultiplySkipping<TVector, TOperations, TRows, Two>,
        _ => &MultiplySkipping<TVector, TOperations, TRows, Three>,
    };

    /// <summary>Multiplies a tile; returns the (tap, channel) steps that were done.</summary>
    /// <param name="tile">What to read and where to write.</param>
    /// <param name="weights">The group's weights of tap 0.</param>
    /// <param name="offset">The group's first value in each output row.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static long Multiply<TVector, TOperations, TRows, TVectors>(StateTile* tile, float* weights, nint offset)
        where TVector : struct
        where TOperations : struct, IVectorOperations<TVector>
        where TRows : unmanaged
        where TVectors : unmanaged
    {
        TVector sum00 = default, sum10 = default, sum20 = default, sum30 = default, sum40 = default, sum50 = default, sum60 = default, sum70 = default;
        TVector sum01 = default, sum11 = default, sum21 = default, sum31 = default, sum41 = default, sum51 = default, sum61 = default, sum71 = default;
        TVector sum02 = default, sum12 = default, sum22 = default, sum32 = default, sum42 = default, sum52 = default, sum62 = default, sum72 = default;
        var steps = 0L;
        nint stride = tile->Stride;
        nint channels = tile->Channels;
        weights += tile->FirstTap * channels * sizeof(TVectors) * TOperations.Count;
        for (nint tap = tile->FirstTap; tap <= tile->LastTap; tap++)
        {
            nint state0 = tile->Rows[0] + ((int*)tile->Columns[0])[tap];
            nint state1 = tile->Rows[1] + ((int*)tile->Columns[1])[tap];
            nint state2 = sizeof(TRows) > 2 ? tile->Rows[2] + ((int*)tile->Columns[2])[tap] : 0;
            nint state3 = sizeof(TRows) > 3 ? tile->Rows[3] + ((int*)tile->Columns[3])[tap] : 0;
            nint state4 = sizeof(TRows) > 4 ? tile->Rows[4] + ((int*)tile->Columns[4])[tap] : 0;
            nint state5 = sizeof(TRows) > 5 ? tile->Rows[5] + ((int*)tile->Columns[5])[tap] : 0;
            nint state6 = sizeof(TRows) > 6 ? tile->Rows[6] + ((int*)tile->Columns[6])[tap] : 0;
            nint state7 = sizeof(TRows) > 7 ? tile->Rows[7] + ((int*)tile->Columns[7])[tap] : 0;
            var at0 = tile->Source + (state0 * stride);
            var at1 = tile->Source + (state1 * stride);
            var at2 = tile->Source + (state2 * stride);
            var at3 = tile->Source + (state3 * stride);
            var at4 = tile->Source + (state4 * stride);
            var at5 = tile->Source + (state5 * stride);
            var at6 = tile->Source + (state6 * stride);
            var at7 = tile->Source + (state7 * stride);
            var at = weights;
            steps += channels;
            for (nint channel = 0; channel < channels; channel++)
            {
                var low = TOperations.Load(at);
                var middle = sizeof(TVectors) > 1 ? TOperations.Load(at + TOperations.Count) : default;
                var high = sizeof(TVectors) > 2 ? TOperations.Load(at + (2 * TOperations.Count)) : default;
                at += sizeof(TVectors) * TOperations.Count;
                var value0 = TOperations.Broadcast(at0[channel]);
                sum00 = TOperations.MultiplyAdd(value0, low, sum00);
                if (sizeof(TVectors) > 1) sum01 = TOperations.MultiplyAdd(value0, middle, sum01);
                if (sizeof(TVectors) > 2) sum02 = TOperations.MultiplyAdd(value0, high, sum02);

                var value1 = TOperations.Broadcast(at1[channel]);
                sum10 = TOperations.MultiplyAdd(value1, low, sum10);
                if (sizeof(TVectors) > 1) sum11 = TOperations.MultiplyAdd(value1, middle, sum11);
                if (sizeof(TVectors) > 2) sum12 = TOperations.MultiplyAdd(value1, high, sum12);

                if (sizeof(TRows) > 2)
                {
                    var value2 = TOperations.Broadcast(at2[channel]);
                    sum20 = TOperations.MultiplyAdd(value2, low, sum20);
                    if (sizeof(TVectors) > 1) sum21 = TOperations.MultiplyAdd(value2, middle, sum21);
                    if (sizeof(TVectors) > 2) sum22 = TOperations.MultiplyAdd(value2, high, sum22);
                }

                if (sizeof(TRows) > 3)
                {
                    var value3 = TOperations.Broadcast(at3[channel]);
                    sum30 = TOperations.MultiplyAdd(value3, low, sum30);
                    if (sizeof(TVectors) > 1) sum31 = TOperations.MultiplyAdd(value3, middle, sum31);
                    if (sizeof(TVectors) > 2) sum32 = TOperations.MultiplyAdd(value3, high, sum32);
                }

                if (sizeof(TRows) > 4)
                {
                    var value4 = TOperations.Broadcast(at4[channel]);
                    sum40 = TOperations.MultiplyAdd(value4, low, sum40);
                    if (sizeof(TVectors) > 1) sum41 = TOperations.MultiplyAdd(value4, middle, sum41);
                    if (sizeof(TVectors) > 2) sum42 = TOperations.MultiplyAdd(value4, high, sum42);
                }

                if (sizeof(TRows) > 5)
                {
                    var value5 = TOperations.Broadcast(at5[channel]);
                    sum50 = TOperations.MultiplyAdd(value5, low, sum50);
                    if (sizeof(TVectors) > 1) sum51 = TOperations.MultiplyAdd(value5, middle, sum51);
                    if (sizeof(TVectors) > 2) sum52 = TOperations.MultiplyAdd(value5, high, sum52);
                }

                if (sizeof(TRows) > 6)
                {
                    var value6 = TOperations.Broadcast(at6[channel]);
                    sum60 = TOperations.MultiplyAdd(value6, low, sum60);
                    if (sizeof(TVectors) > 1) sum61 = TOperations.MultiplyAdd(value6, middle, sum61);
                    if (sizeof(TVectors) > 2) sum62 = TOperations.MultiplyAdd(value6, high, sum62);
                }

                if (sizeof(TRows) > 7)
                {
                    var value7 = TOperations.Broadcast(at7[channel]);
                    sum70 = TOperations.MultiplyAdd(value7, low, sum70);
                    if (sizeof(TVectors) > 1) sum71 = TOperations.MultiplyAdd(value7, middle, sum71);
                    if (sizeof(TVectors) > 2) sum72 = TOperations.MultiplyAdd(value7, high, sum72);
                }
            }

            weights += channels * sizeof(TVectors) * TOperations.Count;
        }

        Store<TVector, TOperations, TVectors>(sum00, sum01, sum02, (float*)tile->Outputs[0] + offset);
        Store<TVector, TOperations, TVectors>(sum10, sum11, sum12, (float*)tile->Outputs[1] + offset);
        if (sizeof(TRows) > 2) Store<TVector, TOperations, TVectors>(sum20, sum21, sum22, (float*)tile->Outputs[2] + offset);
        if (sizeof(TRows) > 3) Store<TVector, TOperations, TVectors>(sum30, sum31, sum32, (float*)tile->Outputs[3] + offset);
        if (sizeof(TRows) > 4) Store<TVector, TOperations, TVectors>(sum40, sum41, sum42, (float*)tile->Outputs[4] + offset);
        if (sizeof(TRows) > 5) Store<TVector, TOperations, TVectors>(sum50, sum51, sum52, (float*)tile->Outputs[5] + offset);
        if (sizeof(TRows) > 6) Store<TVector, TOperations, TVectors>(sum60, sum61, sum62, (float*)tile->Outputs[6] + offset);
        if (sizeof(TRows) > 7) Store<TVector, TOperations, TVectors>(sum70, sum71, sum72, (float*)tile->Outputs[7] + offset);
        return steps;
    }

    /// <summary>As <see cref="Multiply"/>, but a channel that is zero in all states of the tile is left out: exact for finite weights.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static long MultiplySkipping<TVector, TOperations, TRows, TVectors>(StateTile* tile, float* weights, nint offset)
        where TVector : struct
        where TOperations : struct, IVectorOperations<TVector>
        where TRows : unmanaged
        where TVectors : unmanaged
    {
        TVector sum00 = default, sum10 = default, sum20 = default, sum30 = default, sum40 = default, sum50 = default, sum60 = default, sum70 = default;
        TVector sum01 = default, sum11 = default, sum21 = default, sum31 = default, sum41 = default, sum51 = default, sum61 = default, sum71 = default;
        TVector sum02 = default, sum12 = default, sum22 = default, sum32 = default, sum42 = default, sum52 = default, sum62 = default, sum72 = default;
        var steps = 0L;
        nint stride = tile->Stride;
        nint channels = tile->Channels;
        weights += tile->FirstTap * channels * sizeof(TVectors) * TOperations.Count;
        for (nint tap = tile->FirstTap; tap <= tile->LastTap; tap++)
        {
            nint state0 = tile->Rows[0] + ((int*)tile->Columns[0])[tap];
            nint state1 = tile->Rows[1] + ((int*)tile->Columns[1])[tap];
            nint state2 = sizeof(TRows) > 2 ? tile->Rows[2] + ((int*)tile->Columns[2])[tap] : 0;
            nint state3 = sizeof(TRows) > 3 ? tile->Rows[3] + ((int*)tile->Columns[3])[tap] : 0;
            nint state4 = sizeof(TRows) > 4 ? tile->Rows[4] + ((int*)tile->Columns[4])[tap] : 0;
            nint state5 = sizeof(TRows) > 5 ? tile->Rows[5] + ((int*)tile->Columns[5])[tap] : 0;
            nint state6 = sizeof(TRows) > 6 ? tile->Rows[6] + ((int*)tile->Columns[6])[tap] : 0;
            nint state7 = sizeof(TRows) > 7 ? tile->Rows[7] + ((int*)tile->Columns[7])[tap] : 0;
            for (nint word = 0; word < tile->Words; word++)
            {
                var live = tile->Masks[(state0 * tile->Words) + word] | tile->Masks[(state1 * tile->Words) + word];
                if (sizeof(TRows) > 2) live |= tile->Masks[(state2 * tile->Words) + word];
                if (sizeof(TRows) > 3) live |= tile->Masks[(state3 * tile->Words) + word];
                if (sizeof(TRows) > 4) live |= tile->Masks[(state4 * tile->Words) + word] | tile->Masks[(state5 * tile->Words) + word];
                if (sizeof(TRows) > 6) live |= tile->Masks[(state6 * tile->Words) + word] | tile->Masks[(state7 * tile->Words) + word];
                var source = tile->Source + (word * 64);
                var at0 = source + (state0 * stride);
                var at1 = source + (state1 * stride);
                var at2 = source + (state2 * stride);
                var at3 = source + (state3 * stride);
                var at4 = source + (state4 * stride);
                var at5 = source + (state5 * stride);
                var at6 = source + (state6 * stride);
                var at7 = source + (state7 * stride);
                var group = weights + (word * 64 * sizeof(TVectors) * TOperations.Count);
                steps += BitOperations.PopCount(live);
                while (live != 0)
                {
                    nint channel = BitOperations.TrailingZeroCount(live);
                    live &= live - 1;
                    var at = group + (channel * sizeof(TVectors) * TOperations.Count);
                    var low = TOperations.Load(at);
                    var middle = sizeof(TVectors) > 1 ? TOperations.Load(at + TOperations.Count) : default;
                    var high = sizeof(TVectors) > 2 ? TOperations.Load(at + (2 * TOperations.Count)) : default;
                    var value0 = TOperations.Broadcast(at0[channel]);
                    sum00 = TOperations.MultiplyAdd(value0, low, sum00);
                    if (sizeof(TVectors) > 1) sum01 = TOperations.MultiplyAdd(value0, middle, sum01);
                    if (sizeof(TVectors) > 2) sum02 = TOperations.MultiplyAdd(value0, high, sum02);

                    var value1 = TOperations.Broadcast(at1[channel]);
                    sum10 = TOperations.MultiplyAdd(value1, low, sum10);
                    if (sizeof(TVectors) > 1) sum11 = TOperations.MultiplyAdd(value1, middle, sum11);
                    if (sizeof(TVectors) > 2) sum12 = TOperations.MultiplyAdd(value1, high, sum12);

                    if (sizeof(TRows) > 2)
                    {
                        var value2 = TOperations.Broadcast(at2[channel]);
                        sum20 = TOperations.MultiplyAdd(value2, low, sum20);
                        if (sizeof(TVectors) > 1) sum21 = TOperations.MultiplyAdd(value2, middle, sum21);
                        if (sizeof(TVectors) > 2) sum22 = TOperations.MultiplyAdd(value2, high, sum22);
                    }

                    if (sizeof(TRows) > 3)
                    {
                        var value3 = TOperations.Broadcast(at3[channel]);
                        sum30 = TOperations.MultiplyAdd(value3, low, sum30);
                        if (sizeof(TVectors) > 1) sum31 = TOperations.MultiplyAdd(value3, middle, sum31);
                        if (sizeof(TVectors) > 2) sum32 = TOperations.MultiplyAdd(value3, high, sum32);
                    }

                    if (sizeof(TRows) > 4)
                    {
                        var value4 = TOperations.Broadcast(at4[channel]);
                        sum40 = TOperations.MultiplyAdd(value4, low, sum40);
                        if (sizeof(TVectors) > 1) sum41 = TOperations.MultiplyAdd(value4, middle, sum41);
                        if (sizeof(TVectors) > 2) sum42 = TOperations.MultiplyAdd(value4, high, sum42);
                    }

                    if (sizeof(TRows) > 5)
                    {
                        var value5 = TOperations.Broadcast(at5[channel]);
                        sum50 = TOperations.MultiplyAdd(value5, low, sum50);
                        if (sizeof(TVectors) > 1) sum51 = TOperations.MultiplyAdd(value5, middle, sum51);
                        if (sizeof(TVectors) > 2) sum52 = TOperations.MultiplyAdd(value5, high, sum52);
                    }

                    if (sizeof(TRows) > 6)
                    {
                        var value6 = TOperations.Broadcast(at6[channel]);
                        sum60 = TOperations.MultiplyAdd(value6, low, sum60);
                        if (sizeof(TVectors) > 1) sum61 = TOperations.MultiplyAdd(value6, middle, sum61);
                        if (sizeof(TVectors) > 2) sum62 = TOperations.MultiplyAdd(value6, high, sum62);
                    }

                    if (sizeof(TRows) > 7)
                    {
                        var value7 = TOperations.Broadcast(at7[channel]);
                        sum70 = TOperations.MultiplyAdd(value7, low, sum70);
                        if (sizeof(TVectors) > 1) sum71 = TOperations.MultiplyAdd(value7, middle, sum71);
                        if (sizeof(TVectors) > 2) sum72 = TOperations.MultiplyAdd(value7, high, sum72);
                    }
                }
            }

            weights += channels * sizeof(TVectors) * TOperations.Count;
        }

        Store<TVector, TOperations, TVectors>(sum00, sum01, sum02, (float*)tile->Outputs[0] + offset);
        Store<TVector, TOperations, TVectors>(sum10, sum11, sum12, (float*)tile->Outputs[1] + offset);
        if (sizeof(TRows) > 2) Store<TVector, TOperations, TVectors>(sum20, sum21, sum22, (float*)tile->Outputs[2] + offset);
        if (sizeof(TRows) > 3) Store<TVector, TOperations, TVectors>(sum30, sum31, sum32, (float*)tile->Outputs[3] + offset);
        if (sizeof(TRows) > 4) Store<TVector, TOperations, TVectors>(sum40, sum41, sum42, (float*)tile->Outputs[4] + offset);
        if (sizeof(TRows) > 5) Store<TVector, TOperations, TVectors>(sum50, sum51, sum52, (float*)tile->Outputs[5] + offset);
        if (sizeof(TRows) > 6) Store<TVector, TOperations, TVectors>(sum60, sum61, sum62, (float*)tile->Outputs[6] + offset);
        if (sizeof(TRows) > 7) Store<TVector, TOperations, TVectors>(sum70, sum71, sum72, (float*)tile->Outputs[7] + offset);
        return steps;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store<TVector, TOperations, TVectors>(TVector low, TVector middle, TVector high, float* destination)
        where TVector : struct
        where TOperations : struct, IVectorOperations<TVector>
        where TVectors : unmanaged
    {
        TOperations.Store(low, destination);
        if (sizeof(TVectors) > 1) TOperations.Store(middle, destination + TOperations.Count);
        if (sizeof(TVectors) > 2) TOperations.Store(high, destination + (2 * TOperations.Count));
    }
}
