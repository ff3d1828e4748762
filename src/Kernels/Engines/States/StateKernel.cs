using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Steerlens.Kernels.Engines.States;

/// <summary>
/// The products of a tile with a group of output channels, kept in registers throughout: up to eight states times up to three vectors. The
/// list of entries says which inputs there are; inputs that are zero in all states of the tile are not in it.
/// <see cref="Reference"/> is the specification.
/// </summary>
internal static unsafe class StateKernel
{
    /// <summary>One value after the other.</summary>
    /// <param name="tile">What to read and where to write.</param>
    /// <param name="weights">(Taps x input channels) x values.</param>
    /// <param name="offset">The group's first value in each output row.</param>
    /// <param name="values">Values of the group, padding included.</param>
    public static void Reference(StateTile* tile, float* weights, nint offset, int values)
    {
        for (var state = 0; state < tile->Height; state++)
        {
            for (var value = 0; value < values; value++)
            {
                var sum = 0d;
                for (var entry = 0; entry < tile->Count; entry++)
                    sum += (double)tile->Source[tile->Inputs[entry] + (state * tile->SourcePitch)] * weights[((long)tile->Weights[entry] * values) + value];
                tile->Output[(state * tile->OutputPitch) + offset + value] = (float)sum;
            }
        }
    }

    /// <summary>The kernel for a vector width, tile height and number of vectors.</summary>
    /// <param name="instructions">Vector width.</param>
    /// <param name="rows">1 to <see cref="HeightOf"/>.</param>
    /// <param name="vectors">1 to <see cref="VectorsOf"/>.</param>
    public static delegate*<StateTile*, float*, nint, void> Choose(InstructionSet instructions, int rows, int vectors) => instructions switch
    {
        InstructionSet.Vector512 => OfWidth<Vector512<float>, Operations512>(rows, vectors),
        InstructionSet.Vector256 => OfWidth<Vector256<float>, Operations256>(rows, vectors),
        _ => OfWidth<Vector128<float>, Operations128>(rows, vectors),
    };

    /// <summary>The most states in a tile: 8 x 3 sums fill the 32 registers of AVX-512, 6 x 2 the 16 of AVX2.</summary>
    public static int HeightOf(InstructionSet instructions) => instructions == InstructionSet.Vector512 ? 8 : 6;

    /// <summary>The most vectors of output channels in a group.</summary>
    public static int VectorsOf(InstructionSet instructions) => instructions == InstructionSet.Vector512 ? 3 : 2;

    /// <summary>Values in a vector.</summary>
    public static int LanesOf(InstructionSet instructions) => instructions switch
    {
        InstructionSet.Vector512 => Operations512.Count,
        InstructionSet.Vector256 => Operations256.Count,
        _ => Operations128.Count,
    };

    private static delegate*<StateTile*, float*, nint, void> OfWidth<TVector, TOperations>(int rows, int vectors)
        where TVector : struct
        where TOperations : struct, IVectorOperations<TVector> => rows switch
        {
            1 => OfHeight<TVector, TOperations, One>(vectors),
            2 => OfHeight<TVector, TOperations, Two>(vectors),
            3 => OfHeight<TVector, TOperations, Three>(vectors),
            4 => OfHeight<TVector, TOperations, Four>(vectors),
            5 => OfHeight<TVector, TOperations, Five>(vectors),
            6 => OfHeight<TVector, TOperations, Six>(vectors),
            7 => OfHeight<TVector, TOperations, Seven>(vectors),
            _ => OfHeight<TVector, TOperations, Eight>(vectors),
        };

    private static delegate*<StateTile*, float*, nint, void> OfHeight<TVector, TOperations, TRows>(int vectors)
        where TVector : struct
        where TOperations : struct, IVectorOperations<TVector>
        where TRows : unmanaged => vectors switch
        {
            1 => &Multiply<TVector, TOperations, TRows, One>,
            2 => &Multiply<TVector, TOperations, TRows, Two>,
            _ => &Multiply<TVector, TOperations, TRows, Three>,
        };

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Multiply<TVector, TOperations, TRows, TVectors>(StateTile* tile, float* weights, nint offset)
        where TVector : struct
        where TOperations : struct, IVectorOperations<TVector>
        where TRows : unmanaged
        where TVectors : unmanaged
    {
        TVector sum00 = default, sum10 = default, sum20 = default, sum30 = default, sum40 = default, sum50 = default, sum60 = default, sum70 = default;
        TVector sum01 = default, sum11 = default, sum21 = default, sum31 = default, sum41 = default, sum51 = default, sum61 = default, sum71 = default;
        TVector sum02 = default, sum12 = default, sum22 = default, sum32 = default, sum42 = default, sum52 = default, sum62 = default, sum72 = default;
        var source = tile->Source;
        var inputs = tile->Inputs;
        var places = tile->Weights;
        var row1 = tile->SourcePitch;
        var row2 = tile->SourcePitch * 2;
        var row3 = tile->SourcePitch * 3;
        var row4 = tile->SourcePitch * 4;
        var row5 = tile->SourcePitch * 5;
        var row6 = tile->SourcePitch * 6;
        var row7 = tile->SourcePitch * 7;
        nint count = tile->Count;
        for (nint entry = 0; entry < count; entry++)
        {
            var at = source + inputs[entry];
            var place = weights + ((nint)places[entry] * (sizeof(TVectors) * TOperations.Count));
            var low = TOperations.Load(place);
            var middle = sizeof(TVectors) > 1 ? TOperations.Load(place + TOperations.Count) : default;
            var high = sizeof(TVectors) > 2 ? TOperations.Load(place + (2 * TOperations.Count)) : default;
            var value = TOperations.Broadcast(*at);
            sum00 = TOperations.MultiplyAdd(value, low, sum00);
            if (sizeof(TVectors) > 1) sum01 = TOperations.MultiplyAdd(value, middle, sum01);
            if (sizeof(TVectors) > 2) sum02 = TOperations.MultiplyAdd(value, high, sum02);
            if (sizeof(TRows) > 1)
            {
                value = TOperations.Broadcast(at[row1]);
                sum10 = TOperations.MultiplyAdd(value, low, sum10);
                if (sizeof(TVectors) > 1) sum11 = TOperations.MultiplyAdd(value, middle, sum11);
                if (sizeof(TVectors) > 2) sum12 = TOperations.MultiplyAdd(value, high, sum12);
            }

            if (sizeof(TRows) > 2)
            {
                value = TOperations.Broadcast(at[row2]);
                sum20 = TOperations.MultiplyAdd(value, low, sum20);
                if (sizeof(TVectors) > 1) sum21 = TOperations.MultiplyAdd(value, middle, sum21);
                if (sizeof(TVectors) > 2) sum22 = TOperations.MultiplyAdd(value, high, sum22);
            }

            if (sizeof(TRows) > 3)
            {
                value = TOperations.Broadcast(at[row3]);
                sum30 = TOperations.MultiplyAdd(value, low, sum30);
                if (sizeof(TVectors) > 1) sum31 = TOperations.MultiplyAdd(value, middle, sum31);
                if (sizeof(TVectors) > 2) sum32 = TOperations.MultiplyAdd(value, high, sum32);
            }

            if (sizeof(TRows) > 4)
            {
                value = TOperations.Broadcast(at[row4]);
                sum40 = TOperations.MultiplyAdd(value, low, sum40);
                if (sizeof(TVectors) > 1) sum41 = TOperations.MultiplyAdd(value, middle, sum41);
                if (sizeof(TVectors) > 2) sum42 = TOperations.MultiplyAdd(value, high, sum42);
            }

            if (sizeof(TRows) > 5)
            {
                value = TOperations.Broadcast(at[row5]);
                sum50 = TOperations.MultiplyAdd(value, low, sum50);
                if (sizeof(TVectors) > 1) sum51 = TOperations.MultiplyAdd(value, middle, sum51);
                if (sizeof(TVectors) > 2) sum52 = TOperations.MultiplyAdd(value, high, sum52);
            }

            if (sizeof(TRows) > 6)
            {
                value = TOperations.Broadcast(at[row6]);
                sum60 = TOperations.MultiplyAdd(value, low, sum60);
                if (sizeof(TVectors) > 1) sum61 = TOperations.MultiplyAdd(value, middle, sum61);
                if (sizeof(TVectors) > 2) sum62 = TOperations.MultiplyAdd(value, high, sum62);
            }

            if (sizeof(TRows) > 7)
            {
                value = TOperations.Broadcast(at[row7]);
                sum70 = TOperations.MultiplyAdd(value, low, sum70);
                if (sizeof(TVectors) > 1) sum71 = TOperations.MultiplyAdd(value, middle, sum71);
                if (sizeof(TVectors) > 2) sum72 = TOperations.MultiplyAdd(value, high, sum72);
            }
        }

        var output = tile->Output + offset;
        var pitch = tile->OutputPitch;
        Store<TVector, TOperations, TVectors>(sum00, sum01, sum02, output);
        if (sizeof(TRows) > 1) Store<TVector, TOperations, TVectors>(sum10, sum11, sum12, output + pitch);
        if (sizeof(TRows) > 2) Store<TVector, TOperations, TVectors>(sum20, sum21, sum22, output + (2 * pitch));
        if (sizeof(TRows) > 3) Store<TVector, TOperations, TVectors>(sum30, sum31, sum32, output + (3 * pitch));
        if (sizeof(TRows) > 4) Store<TVector, TOperations, TVectors>(sum40, sum41, sum42, output + (4 * pitch));
        if (sizeof(TRows) > 5) Store<TVector, TOperations, TVectors>(sum50, sum51, sum52, output + (5 * pitch));
        if (sizeof(TRows) > 6) Store<TVector, TOperations, TVectors>(sum60, sum61, sum62, output + (6 * pitch));
        if (sizeof(TRows) > 7) Store<TVector, TOperations, TVectors>(sum70, sum71, sum72, output + (7 * pitch));
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
