using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Steerlens.Kernels.Engines.States;

/// <summary>
/// Adds the products of a state's kernel rows and turns the sum into a delta: after a ReLU, max(0, base + sum) - max(0, base). Vectors lie
/// at multiples of the lanes but for the last one, which ends with the channels, so that none is half empty.
/// </summary>
internal static unsafe class StateSum
{
    /// <summary>Terms that have registers; <see cref="StateSumRow.Products"/> needs room for as many at least.</summary>
    public const int UnrolledTerms = 5;

    /// <summary>Computes a row of states: one row class, column after column.</summary>
    public static void Run(InstructionSet instructions, StateEpilogue epilogue, StateSumRow* row)
    {
        switch (instructions)
        {
            case InstructionSet.Vector512:
                Choose<Vector512<float>, Operations512>(epilogue, row);
                break;
            case InstructionSet.Vector256:
                Choose<Vector256<float>, Operations256>(epilogue, row);
                break;
            default:
                Choose<Vector128<float>, Operations128>(epilogue, row);
                break;
        }
    }

    private static void Choose<TVector, TOperations>(StateEpilogue epilogue, StateSumRow* row)
        where TVector : struct
        where TOperations : struct, IVectorOperations<TVector>
    {
        if (epilogue == StateEpilogue.Relu) Choose<TVector, TOperations, One>(row);
        else if (epilogue == StateEpilogue.None) Choose<TVector, TOperations, Two>(row);
        else Choose<TVector, TOperations, Three>(row);
    }

    private static void Choose<TVector, TOperations, TEpilogue>(StateSumRow* row)
        where TVector : struct
        where TOperations : struct, IVectorOperations<TVector>
        where TEpilogue : unmanaged
    {
        switch (row->Terms)
        {
            case 1:
                Sum<TVector, TOperations, TEpilogue, One>(row);
                break;
            case 2:
                Sum<TVector, TOperations, TEpilogue, Two>(row);
                break;
            case 3:
                Sum<TVector, TOperations, TEpilogue, Three>(row);
                break;
            case 4:
                Sum<TVector, TOperations, TEpilogue, Four>(row);
                break;
            case 5:
                Sum<TVector, TOperations, TEpilogue, Five>(row);
                break;
            default:
                Sum<TVector, TOperations, TEpilogue, Six>(row);
                break;
        }
    }

    /// <summary>The sums of a row, by what follows them.</summary>
    /// <typeparam name="TVector">The vector.</typeparam>
    /// <typeparam name="TOperations">What is done with it.</typeparam>
    /// <typeparam name="TEpilogue"><see cref="One"/>: ReLU; <see cref="Two"/>: the sum alone; <see cref="Three"/>: base + sum.</typeparam>
    /// <typeparam name="TTerms">Kernel rows that are added; <see cref="Six"/>: six or more.</typeparam>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Sum<TVector, TOperations, TEpilogue, TTerms>(StateSumRow* row)
        where TVector : struct
        where TOperations : struct, IVectorOperations<TVector>
        where TEpilogue : unmanaged
        where TTerms : unmanaged
    {
        var terms = default(Terms);
        terms.First = row->Products[0];
        terms.Second = row->Products[1];
        terms.Third = row->Products[2];
        terms.Fourth = row->Products[3];
        terms.Fifth = row->Products[4];
        var steps = row->Steps;
        nint channels = row->Channels;
        var whole = channels - (channels % TOperations.Count);
        var tail = Math.Max(0, channels - TOperations.Count);
        var known = (int)(channels < TOperations.Count ? 0 : TOperations.Count - (channels - whole));
        var unknown = channels < TOperations.Count ? (1UL << (int)channels) - 1 : ulong.MaxValue;
        var destination = row->Destination;
        var masks = (byte*)row->Masks;
        var destinationStep = row->Pitch * row->Stride;
        var maskStep = row->Pitch * row->Words * sizeof(ulong);
        for (nint column = 0; column < row->Columns; column++)
        {
            var before = row->Base + (row->Positions[column] * (nint)row->Stride);
            if (sizeof(TEpilogue) == 1 && TOperations.Count < 8) new Span<byte>(masks, (int)((channels + 7) >> 3)).Clear();
            for (nint at = 0; at < whole; at += TOperations.Count)
            {
                var delta = Delta<TVector, TOperations, TEpilogue, TTerms>(terms, row, column, before, at);
                TOperations.Store(delta, destination + at);
                if (sizeof(TEpilogue) == 1) Mark<TVector, TOperations>(masks, at, TOperations.NonZeroBits(delta));
            }

            if (whole < channels)
            {
                var delta = Delta<TVector, TOperations, TEpilogue, TTerms>(terms, row, column, before, tail);
                TOperations.Store(delta, destination + tail);
                if (sizeof(TEpilogue) == 1) Mark<TVector, TOperations>(masks, whole, (TOperations.NonZeroBits(delta) & unknown) >> known);
            }

            terms.First += steps[0];
            if (sizeof(TTerms) > 1) terms.Second += steps[1];
            if (sizeof(TTerms) > 2) terms.Third += steps[2];
            if (sizeof(TTerms) > 3) terms.Fourth += steps[3];
            if (sizeof(TTerms) > 4) terms.Fifth += steps[4];
            destination += destinationStep;
            masks += maskStep;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TVector Delta<TVector, TOperations, TEpilogue, TTerms>(Terms terms, StateSumRow* row, nint column, float* before, nint at)
        where TVector : struct
        where TOperations : struct, IVectorOperations<TVector>
        where TEpilogue : unmanaged
        where TTerms : unmanaged
    {
        var sum = TOperations.Load(terms.First + at);
        if (sizeof(TTerms) > 1) sum = TOperations.Add(sum, TOperations.Load(terms.Second + at));
        if (sizeof(TTerms) > 2) sum = TOperations.Add(sum, TOperations.Load(terms.Third + at));
        if (sizeof(TTerms) > 3) sum = TOperations.Add(sum, TOperations.Load(terms.Fourth + at));
        if (sizeof(TTerms) > 4) sum = TOperations.Add(sum, TOperations.Load(terms.Fifth + at));
        if (sizeof(TTerms) > UnrolledTerms)
        {
            for (var term = UnrolledTerms; term < row->Terms; term++)
                sum = TOperations.Add(sum, TOperations.Load(row->Products[term] + (column * row->Steps[term]) + at));
        }

        if (sizeof(TEpilogue) == 2) return sum;
        var old = TOperations.Load(before + at);
        if (sizeof(TEpilogue) == 3) return TOperations.Add(old, sum);
        var zero = TOperations.Broadcast(0);
        return TOperations.Subtract(TOperations.Max(TOperations.Add(old, sum), zero), TOperations.Max(old, zero));
    }

    /// <summary>Writes the bits of a vector's values; a vector begins at a multiple of its lanes, so that wide ones fill whole bytes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Mark<TVector, TOperations>(byte* masks, nint at, ulong bits)
        where TVector : struct
        where TOperations : struct, IVectorOperations<TVector>
    {
        if (TOperations.Count == 16) *(ushort*)(masks + (at >> 3)) = (ushort)bits;
        else if (TOperations.Count == 8) masks[at >> 3] = (byte)bits;
        else masks[at >> 3] |= (byte)(bits << (int)(at & 7));
    }

    private struct Terms
    {
        public float* First;
        public float* Second;
        public float* Third;
        public float* Fourth;
        public float* Fifth;
    }
}

/// <summary>What <see cref="StateSum"/> reads and writes.</summary>
internal unsafe struct StateSumRow
{
    /// <summary>Kernel rows whose products are added.</summary>
    public int Terms;

    /// <summary>States of the row.</summary>
    public int Columns;

    /// <summary>Channels to compute.</summary>
    public int Channels;

    /// <summary>States from one column of the destination to the next.</summary>
    public nint Pitch;

    /// <summary>Values from one state of the destination, and one position of the base frame, to the next.</summary>
    public int Stride;

    /// <summary>Words of mask from one state to the next.</summary>
    public int Words;

    /// <summary>For each kernel row the products of column 0.</summary>
    public float** Products;

    /// <summary>For each kernel row the values from one column's products to the next.</summary>
    public nint* Steps;

    /// <summary>The base frame before the element-wise layers, at column 0 of the layer.</summary>
    public float* Base;

    /// <summary>For each state its column of the layer.</summary>
    public int* Positions;

    /// <summary>The deltas of the first state.</summary>
    public float* Destination;

    /// <summary>The mask of the first state.</summary>
    public ulong* Masks;
}
