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
        var zero = TOperations.Broadcast(0);
        var products = row->Products;
        var steps = row->Steps;
        float* first = products[0], second = products[1], third = products[2], fourth = products[3], fifth = products[4];
        nint channels = row->Channels;
        var tail = Math.Max(0, channels - TOperations.Count);
        var valid = channels < TOperations.Count ? (1UL << (int)channels) - 1 : ulong.MaxValue;
        var destination = row->Destination;
        var masks = row->Masks;
        for (nint column = 0; column < row->Columns; column++)
        {
            var before = row->Base + (row->Positions[column] * (nint)row->Stride);
            var mask = 0UL;
            for (nint vector = 0; vector < channels; vector += TOperations.Count)
            {
                var at = Math.Min(vector, tail);
                var sum = TOperations.Load(first + at);
                if (sizeof(TTerms) > 1) sum = TOperations.Add(sum, TOperations.Load(second + at));
                if (sizeof(TTerms) > 2) sum = TOperations.Add(sum, TOperations.Load(third + at));
                if (sizeof(TTerms) > 3) sum = TOperations.Add(sum, TOperations.Load(fourth + at));
                if (sizeof(TTerms) > 4) sum = TOperations.Add(sum, TOperations.Load(fifth + at));
                if (sizeof(TTerms) > UnrolledTerms)
                {
                    for (var term = UnrolledTerms; term < row->Terms; term++)
                        sum = TOperations.Add(sum, TOperations.Load(products[term] + (column * steps[term]) + at));
                }

                if (sizeof(TEpilogue) == 1)
                {
                    var old = TOperations.Load(before + at);
                    sum = TOperations.Subtract(TOperations.Max(TOperations.Add(old, sum), zero), TOperations.Max(old, zero));
                    var bits = TOperations.NonZeroBits(sum) & valid;
                    var shift = (int)(at & 63);
                    mask |= bits << shift;
                    if (shift + TOperations.Count == 64)
                    {
                        masks[at >> 6] = mask;
                        mask = 0;
                    }
                    else if (shift + TOperations.Count > 64)
                    {
                        // A last vector that ends with the channels: the word that it begins in is complete already.
                        mask = bits >> (64 - shift);
                    }
                }
                else if (sizeof(TEpilogue) == 3)
                {
                    sum = TOperations.Add(TOperations.Load(before + at), sum);
                }

                TOperations.Store(sum, destination + at);
            }

            if (sizeof(TEpilogue) == 1 && (channels & 63) != 0) masks[channels >> 6] = mask;
            first += steps[0];
            if (sizeof(TTerms) > 1) second += steps[1];
            if (sizeof(TTerms) > 2) third += steps[2];
            if (sizeof(TTerms) > 3) fourth += steps[3];
            if (sizeof(TTerms) > 4) fifth += steps[4];
            destination += row->Pitch * row->Stride;
            masks += row->Pitch * row->Words;
        }
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
