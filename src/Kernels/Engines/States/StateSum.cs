using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Steerlens.Kernels.Engines.States;

/// <summary>
/// Adds the products of a state's kernel rows and turns the sum into a delta: after a ReLU, max(0, base + sum) - max(0, base). Vectors lie
/// at multiples of the lanes but for the last one, which ends with the channels, so that none is half empty.
/// </summary>
internal static unsafe class StateSum
{
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
        if (epilogue == StateEpilogue.Relu) Sum<TVector, TOperations, One>(row);
        else if (epilogue == StateEpilogue.None) Sum<TVector, TOperations, Two>(row);
        else Sum<TVector, TOperations, Three>(row);
    }

    /// <summary>The sums of a row, by what follows them.</summary>
    /// <typeparam name="TVector">The vector.</typeparam>
    /// <typeparam name="TOperations">What is done with it.</typeparam>
    /// <typeparam name="TEpilogue"><see cref="One"/>: ReLU; <see cref="Two"/>: the sum alone; <see cref="Three"/>: base + sum.</typeparam>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Sum<TVector, TOperations, TEpilogue>(StateSumRow* row)
        where TVector : struct
        where TOperations : struct, IVectorOperations<TVector>
        where TEpilogue : unmanaged
    {
        var zero = TOperations.Broadcast(0);
        var terms = row->Terms;
        nint channels = row->Channels;
        var tail = Math.Max(0, channels - TOperations.Count);
        var words = (channels + 63) >> 6;
        var destination = row->Destination;
        var masks = row->Masks;
        for (nint column = 0; column < row->Columns; column++)
        {
            if (sizeof(TEpilogue) == 1)
            {
                for (nint word = 0; word < words; word++) masks[word] = 0;
            }

            var before = row->Base + (row->Positions[column] * (nint)row->Stride);
            for (nint vector = 0; vector < channels; vector += TOperations.Count)
            {
                var at = Math.Min(vector, tail);
                var sum = TOperations.Load(row->Products[0] + (column * row->Steps[0]) + at);
                for (var term = 1; term < terms; term++) sum = TOperations.Add(sum, TOperations.Load(row->Products[term] + (column * row->Steps[term]) + at));
                if (sizeof(TEpilogue) == 1)
                {
                    var old = TOperations.Load(before + at);
                    sum = TOperations.Subtract(TOperations.Max(TOperations.Add(old, sum), zero), TOperations.Max(old, zero));
                }
                else if (sizeof(TEpilogue) == 3)
                {
                    sum = TOperations.Add(TOperations.Load(before + at), sum);
                }

                TOperations.Store(sum, destination + at);
                if (sizeof(TEpilogue) == 1)
                {
                    var bits = TOperations.NonZeroBits(sum);
                    if (channels < TOperations.Count) bits &= (1UL << (int)channels) - 1;
                    Add(masks, at, TOperations.Count, bits);
                }
            }

            destination += row->Stride;
            masks += row->Words;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Add(ulong* masks, nint at, int lanes, ulong bits)
    {
        var shift = (int)(at & 63);
        masks[at >> 6] |= bits << shift;
        if (shift + lanes > 64 && bits >> (64 - shift) != 0) masks[(at >> 6) + 1] |= bits >> (64 - shift);
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
