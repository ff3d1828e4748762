using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Steerlens.Kernels.Engines.States;

/// <summary>
/// The products of a tile with some vectors of output channels, kept in registers throughout: as many states and vectors as there are
/// registers. The list of entries says which inputs there are; inputs that are zero in all states of the tile are not in it.
/// <see cref="Reference"/> is the specification.
/// </summary>
internal static unsafe class StateKernel
{
    /// <summary>The most states in a tile of any vector width.</summary>
    public const int Rows = 8;

    private const int Vectors = 6;

    // For each height how many vectors the registers hold beside it: AVX-512 has 32, the others 16. A tile of few states takes more vectors, so
    // that there are always enough independent sums to hide the time of an addition.
    private static readonly int[] VectorsOf32 = [6, 6, 6, 6, 5, 4, 3, 3];
    private static readonly int[] VectorsOf16 = [6, 4, 3, 3, 2, 2];

    /// <summary>One value after the other.</summary>
    /// <param name="tile">What to read and where to write.</param>
    /// <param name="weights">(Taps x input channels) x pitch.</param>
    /// <param name="pitch">Values from one input's weights to the next.</param>
    /// <param name="offset">The first value in each output row.</param>
    /// <param name="values">Values to compute.</param>
    public static void Reference(StateTile* tile, float* weights, nint pitch, nint offset, int values)
    {
        for (var state = 0; state < tile->Height; state++)
        {
            for (var value = 0; value < values; value++)
            {
                var sum = 0d;
                for (var entry = 0; entry < tile->Count; entry++)
                    sum += (double)tile->Source[tile->Inputs[entry] + (state * tile->SourcePitch)] * weights[(tile->Weights[entry] * pitch) + value];
                tile->Output[(state * tile->OutputPitch) + offset + value] = (float)sum;
            }
        }
    }

    /// <summary>The kernel for a vector width, tile height and number of vectors.</summary>
    /// <param name="instructions">Vector width.</param>
    /// <param name="rows">1 to <see cref="HeightOf"/>.</param>
    /// <param name="vectors">1 to <see cref="VectorsOf"/>.</param>
    public static delegate*<StateTile*, float*, nint, nint, void> Choose(InstructionSet instructions, int rows, int vectors) => instructions switch
    {
        InstructionSet.Vector512 => OfWidth<Vector512<float>, Operations512>(rows, vectors),
        InstructionSet.Vector256 => OfWidth<Vector256<float>, Operations256>(rows, vectors),
        _ => OfWidth<Vector128<float>, Operations128>(rows, vectors),
    };

    /// <summary>The kernels of a vector width, as pointers: <see cref="Index"/> says where.</summary>
    public static nint[] All(InstructionSet instructions)
    {
        var kernels = new nint[Rows * Vectors];
        for (var rows = 1; rows <= HeightOf(instructions); rows++)
        {
            for (var vectors = 1; vectors <= VectorsOf(instructions, rows); vectors++) kernels[Index(rows, vectors)] = (nint)Choose(instructions, rows, vectors);
        }

        return kernels;
    }

    /// <summary>Where a kernel is in <see cref="All"/>.</summary>
    public static int Index(int rows, int vectors) => ((rows - 1) * Vectors) + vectors - 1;

    /// <summary>The most states in a tile.</summary>
    public static int HeightOf(InstructionSet instructions) => instructions == InstructionSet.Vector512 ? VectorsOf32.Length : VectorsOf16.Length;

    /// <summary>The most vectors beside a tile of some states.</summary>
    public static int VectorsOf(InstructionSet instructions, int rows) => instructions == InstructionSet.Vector512 ? VectorsOf32[rows - 1] : VectorsOf16[rows - 1];

    private static delegate*<StateTile*, float*, nint, nint, void> OfWidth<TVector, TOperations>(int rows, int vectors)
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

    private static delegate*<StateTile*, float*, nint, nint, void> OfHeight<TVector, TOperations, TRows>(int vectors)
        where TVector : struct
        where TOperations : struct, IVectorOperations<TVector>
        where TRows : unmanaged => vectors switch
        {
            1 => &Multiply<TVector, TOperations, TRows, One>,
            2 => &Multiply<TVector, TOperations, TRows, Two>,
            3 => &Multiply<TVector, TOperations, TRows, Three>,
            4 => &Multiply<TVector, TOperations, TRows, Four>,
            5 => &Multiply<TVector, TOperations, TRows, Five>,
            _ => &Multiply<TVector, TOperations, TRows, Six>,
        };

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Multiply<TVector, TOperations, TRows, TVectors>(StateTile* tile, float* weights, nint pitch, nint offset)
        where TVector : struct
        where TOperations : struct, IVectorOperations<TVector>
        where TRows : unmanaged
        where TVectors : unmanaged
    {
        TVector sum00 = default, sum01 = default, sum02 = default, sum03 = default, sum04 = default, sum05 = default;
        TVector sum10 = default, sum11 = default, sum12 = default, sum13 = default, sum14 = default, sum15 = default;
        TVector sum20 = default, sum21 = default, sum22 = default, sum23 = default, sum24 = default, sum25 = default;
        TVector sum30 = default, sum31 = default, sum32 = default, sum33 = default, sum34 = default, sum35 = default;
        TVector sum40 = default, sum41 = default, sum42 = default, sum43 = default, sum44 = default, sum45 = default;
        TVector sum50 = default, sum51 = default, sum52 = default, sum53 = default, sum54 = default, sum55 = default;
        TVector sum60 = default, sum61 = default, sum62 = default, sum63 = default, sum64 = default, sum65 = default;
        TVector sum70 = default, sum71 = default, sum72 = default, sum73 = default, sum74 = default, sum75 = default;
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
            var place = weights + (places[entry] * pitch);
            var weight0 = TOperations.Load(place);
            var weight1 = sizeof(TVectors) > 1 ? TOperations.Load(place + TOperations.Count) : default;
            var weight2 = sizeof(TVectors) > 2 ? TOperations.Load(place + (2 * TOperations.Count)) : default;
            var weight3 = sizeof(TVectors) > 3 ? TOperations.Load(place + (3 * TOperations.Count)) : default;
            var weight4 = sizeof(TVectors) > 4 ? TOperations.Load(place + (4 * TOperations.Count)) : default;
            var weight5 = sizeof(TVectors) > 5 ? TOperations.Load(place + (5 * TOperations.Count)) : default;

            var value0 = TOperations.Broadcast(*at);
            sum00 = TOperations.MultiplyAdd(value0, weight0, sum00);
            if (sizeof(TVectors) > 1) sum01 = TOperations.MultiplyAdd(value0, weight1, sum01);
            if (sizeof(TVectors) > 2) sum02 = TOperations.MultiplyAdd(value0, weight2, sum02);
            if (sizeof(TVectors) > 3) sum03 = TOperations.MultiplyAdd(value0, weight3, sum03);
            if (sizeof(TVectors) > 4) sum04 = TOperations.MultiplyAdd(value0, weight4, sum04);
            if (sizeof(TVectors) > 5) sum05 = TOperations.MultiplyAdd(value0, weight5, sum05);

            if (sizeof(TRows) > 1)
            {
                var value1 = TOperations.Broadcast(at[row1]);
                sum10 = TOperations.MultiplyAdd(value1, weight0, sum10);
                if (sizeof(TVectors) > 1) sum11 = TOperations.MultiplyAdd(value1, weight1, sum11);
                if (sizeof(TVectors) > 2) sum12 = TOperations.MultiplyAdd(value1, weight2, sum12);
                if (sizeof(TVectors) > 3) sum13 = TOperations.MultiplyAdd(value1, weight3, sum13);
                if (sizeof(TVectors) > 4) sum14 = TOperations.MultiplyAdd(value1, weight4, sum14);
                if (sizeof(TVectors) > 5) sum15 = TOperations.MultiplyAdd(value1, weight5, sum15);
            }

            if (sizeof(TRows) > 2)
            {
                var value2 = TOperations.Broadcast(at[row2]);
                sum20 = TOperations.MultiplyAdd(value2, weight0, sum20);
                if (sizeof(TVectors) > 1) sum21 = TOperations.MultiplyAdd(value2, weight1, sum21);
                if (sizeof(TVectors) > 2) sum22 = TOperations.MultiplyAdd(value2, weight2, sum22);
                if (sizeof(TVectors) > 3) sum23 = TOperations.MultiplyAdd(value2, weight3, sum23);
                if (sizeof(TVectors) > 4) sum24 = TOperations.MultiplyAdd(value2, weight4, sum24);
                if (sizeof(TVectors) > 5) sum25 = TOperations.MultiplyAdd(value2, weight5, sum25);
            }

            if (sizeof(TRows) > 3)
            {
                var value3 = TOperations.Broadcast(at[row3]);
                sum30 = TOperations.MultiplyAdd(value3, weight0, sum30);
                if (sizeof(TVectors) > 1) sum31 = TOperations.MultiplyAdd(value3, weight1, sum31);
                if (sizeof(TVectors) > 2) sum32 = TOperations.MultiplyAdd(value3, weight2, sum32);
                if (sizeof(TVectors) > 3) sum33 = TOperations.MultiplyAdd(value3, weight3, sum33);
                if (sizeof(TVectors) > 4) sum34 = TOperations.MultiplyAdd(value3, weight4, sum34);
                if (sizeof(TVectors) > 5) sum35 = TOperations.MultiplyAdd(value3, weight5, sum35);
            }

            if (sizeof(TRows) > 4)
            {
                var value4 = TOperations.Broadcast(at[row4]);
                sum40 = TOperations.MultiplyAdd(value4, weight0, sum40);
                if (sizeof(TVectors) > 1) sum41 = TOperations.MultiplyAdd(value4, weight1, sum41);
                if (sizeof(TVectors) > 2) sum42 = TOperations.MultiplyAdd(value4, weight2, sum42);
                if (sizeof(TVectors) > 3) sum43 = TOperations.MultiplyAdd(value4, weight3, sum43);
                if (sizeof(TVectors) > 4) sum44 = TOperations.MultiplyAdd(value4, weight4, sum44);
                if (sizeof(TVectors) > 5) sum45 = TOperations.MultiplyAdd(value4, weight5, sum45);
            }

            if (sizeof(TRows) > 5)
            {
                var value5 = TOperations.Broadcast(at[row5]);
                sum50 = TOperations.MultiplyAdd(value5, weight0, sum50);
                if (sizeof(TVectors) > 1) sum51 = TOperations.MultiplyAdd(value5, weight1, sum51);
                if (sizeof(TVectors) > 2) sum52 = TOperations.MultiplyAdd(value5, weight2, sum52);
                if (sizeof(TVectors) > 3) sum53 = TOperations.MultiplyAdd(value5, weight3, sum53);
                if (sizeof(TVectors) > 4) sum54 = TOperations.MultiplyAdd(value5, weight4, sum54);
                if (sizeof(TVectors) > 5) sum55 = TOperations.MultiplyAdd(value5, weight5, sum55);
            }

            if (sizeof(TRows) > 6)
            {
                var value6 = TOperations.Broadcast(at[row6]);
                sum60 = TOperations.MultiplyAdd(value6, weight0, sum60);
                if (sizeof(TVectors) > 1) sum61 = TOperations.MultiplyAdd(value6, weight1, sum61);
                if (sizeof(TVectors) > 2) sum62 = TOperations.MultiplyAdd(value6, weight2, sum62);
                if (sizeof(TVectors) > 3) sum63 = TOperations.MultiplyAdd(value6, weight3, sum63);
                if (sizeof(TVectors) > 4) sum64 = TOperations.MultiplyAdd(value6, weight4, sum64);
                if (sizeof(TVectors) > 5) sum65 = TOperations.MultiplyAdd(value6, weight5, sum65);
            }

            if (sizeof(TRows) > 7)
            {
                var value7 = TOperations.Broadcast(at[row7]);
                sum70 = TOperations.MultiplyAdd(value7, weight0, sum70);
                if (sizeof(TVectors) > 1) sum71 = TOperations.MultiplyAdd(value7, weight1, sum71);
                if (sizeof(TVectors) > 2) sum72 = TOperations.MultiplyAdd(value7, weight2, sum72);
                if (sizeof(TVectors) > 3) sum73 = TOperations.MultiplyAdd(value7, weight3, sum73);
                if (sizeof(TVectors) > 4) sum74 = TOperations.MultiplyAdd(value7, weight4, sum74);
                if (sizeof(TVectors) > 5) sum75 = TOperations.MultiplyAdd(value7, weight5, sum75);
            }
        }

        var output = tile->Output + offset;
        var step = tile->OutputPitch;
        Store<TVector, TOperations, TVectors>(output, sum00, sum01, sum02, sum03, sum04, sum05);
        if (sizeof(TRows) > 1) Store<TVector, TOperations, TVectors>(output + step, sum10, sum11, sum12, sum13, sum14, sum15);
        if (sizeof(TRows) > 2) Store<TVector, TOperations, TVectors>(output + (2 * step), sum20, sum21, sum22, sum23, sum24, sum25);
        if (sizeof(TRows) > 3) Store<TVector, TOperations, TVectors>(output + (3 * step), sum30, sum31, sum32, sum33, sum34, sum35);
        if (sizeof(TRows) > 4) Store<TVector, TOperations, TVectors>(output + (4 * step), sum40, sum41, sum42, sum43, sum44, sum45);
        if (sizeof(TRows) > 5) Store<TVector, TOperations, TVectors>(output + (5 * step), sum50, sum51, sum52, sum53, sum54, sum55);
        if (sizeof(TRows) > 6) Store<TVector, TOperations, TVectors>(output + (6 * step), sum60, sum61, sum62, sum63, sum64, sum65);
        if (sizeof(TRows) > 7) Store<TVector, TOperations, TVectors>(output + (7 * step), sum70, sum71, sum72, sum73, sum74, sum75);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store<TVector, TOperations, TVectors>(
        float* destination, TVector sum0, TVector sum1, TVector sum2, TVector sum3, TVector sum4, TVector sum5)
        where TVector : struct
        where TOperations : struct, IVectorOperations<TVector>
        where TVectors : unmanaged
    {
        TOperations.Store(sum0, destination);
        if (sizeof(TVectors) > 1) TOperations.Store(sum1, destination + TOperations.Count);
        if (sizeof(TVectors) > 2) TOperations.Store(sum2, destination + (2 * TOperations.Count));
        if (sizeof(TVectors) > 3) TOperations.Store(sum3, destination + (3 * TOperations.Count));
        if (sizeof(TVectors) > 4) TOperations.Store(sum4, destination + (4 * TOperations.Count));
        if (sizeof(TVectors) > 5) TOperations.Store(sum5, destination + (5 * TOperations.Count));
    }
}
