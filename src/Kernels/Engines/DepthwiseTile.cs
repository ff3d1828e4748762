using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Steerlens.Kernels.Engines;

/// <summary>
/// A convolution that keeps the channels apart, along a row of positions: eight positions and one vector of channels, whose sums stay in registers over the
/// whole kernel. The last vector of channels begins early enough to be whole.
/// </summary>
internal static unsafe class DepthwiseTile
{
    private const int Positions = 8;

    /// <summary>The specification: one value after the other.</summary>
    /// <param name="row">What to read and where to write.</param>
    public static void Reference(DepthwiseRow* row)
    {
        for (var position = 0; position < row->Count; position++)
        {
            for (var channel = 0; channel < row->Channels; channel++)
            {
                var sum = (double)row->Bias[channel];
                for (var tap = 0; tap < row->KernelRows * row->KernelColumns; tap++)
                {
                    var offset = (position * row->Step) + (tap / row->KernelColumns * row->RowStep) + (tap % row->KernelColumns * row->ColumnStep) + channel;
                    sum += (double)row->Input[offset] * row->Weights[(tap * row->Channels) + channel];
                }

                row->Output[(position * row->Channels) + channel] = (float)sum;
            }
        }
    }

    /// <summary>Computes a row with the widest vectors that a position's channels fill.</summary>
    /// <param name="row">What to read and where to write.</param>
    /// <param name="instructions">The widest vectors there are.</param>
    public static void Run(DepthwiseRow* row, InstructionSet instructions)
    {
        if (instructions == InstructionSet.Vector512 && row->Channels >= Operations512.Count) Run<Vector512<float>, Operations512>(row);
        else if (instructions >= InstructionSet.Vector256 && row->Channels >= Operations256.Count) Run<Vector256<float>, Operations256>(row);
        else if (row->Channels >= Operations128.Count) Run<Vector128<float>, Operations128>(row);
        else Reference(row);
    }

    private static void Run<TVector, TOperations>(DepthwiseRow* row)
        where TVector : struct
        where TOperations : struct, IVectorOperations<TVector>
    {
        for (var channel = 0; channel < row->Channels; channel += TOperations.Count)
        {
            var first = Math.Min(channel, row->Channels - TOperations.Count);
            var position = 0;
            for (; position <= row->Count - Positions; position += Positions) Eight<TVector, TOperations>(row, first, position);
            for (; position < row->Count; position++) One<TVector, TOperations>(row, first, position);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Eight<TVector, TOperations>(DepthwiseRow* row, nint channel, nint position)
        where TVector : struct
        where TOperations : struct, IVectorOperations<TVector>
    {
        nint step = row->Step, channels = row->Channels, columnStep = row->ColumnStep;
        var start = row->Input + (position * step) + channel;
        var weights = row->Weights + channel;
        var bias = TOperations.Load(row->Bias + channel);
        TVector sum0 = bias, sum1 = bias, sum2 = bias, sum3 = bias, sum4 = bias, sum5 = bias, sum6 = bias, sum7 = bias;
        for (var kernelRow = 0; kernelRow < row->KernelRows; kernelRow++)
        {
            var at = start + (kernelRow * row->RowStep);
            for (var column = row->KernelColumns; column > 0; column--)
            {
                var weight = TOperations.Load(weights);
                sum0 = TOperations.MultiplyAdd(TOperations.Load(at), weight, sum0);
                sum1 = TOperations.MultiplyAdd(TOperations.Load(at + step), weight, sum1);
                sum2 = TOperations.MultiplyAdd(TOperations.Load(at + (2 * step)), weight, sum2);
                sum3 = TOperations.MultiplyAdd(TOperations.Load(at + (3 * step)), weight, sum3);
                sum4 = TOperations.MultiplyAdd(TOperations.Load(at + (4 * step)), weight, sum4);
                sum5 = TOperations.MultiplyAdd(TOperations.Load(at + (5 * step)), weight, sum5);
                sum6 = TOperations.MultiplyAdd(TOperations.Load(at + (6 * step)), weight, sum6);
                sum7 = TOperations.MultiplyAdd(TOperations.Load(at + (7 * step)), weight, sum7);
                weights += channels;
                at += columnStep;
            }
        }

        var output = row->Output + (position * channels) + channel;
        TOperations.Store(sum0, output);
        TOperations.Store(sum1, output + channels);
        TOperations.Store(sum2, output + (2 * channels));
        TOperations.Store(sum3, output + (3 * channels));
        TOperations.Store(sum4, output + (4 * channels));
        TOperations.Store(sum5, output + (5 * channels));
        TOperations.Store(sum6, output + (6 * channels));
        TOperations.Store(sum7, output + (7 * channels));
    }

    private static void One<TVector, TOperations>(DepthwiseRow* row, nint channel, nint position)
        where TVector : struct
        where TOperations : struct, IVectorOperations<TVector>
    {
        var weights = row->Weights + channel;
        var sum = TOperations.Load(row->Bias + channel);
        for (var kernelRow = 0; kernelRow < row->KernelRows; kernelRow++)
        {
            var at = row->Input + (position * row->Step) + channel + (kernelRow * row->RowStep);
            for (var column = row->KernelColumns; column > 0; column--)
            {
                sum = TOperations.MultiplyAdd(TOperations.Load(at), TOperations.Load(weights), sum);
                weights += row->Channels;
                at += row->ColumnStep;
            }
        }

        TOperations.Store(sum, row->Output + (position * row->Channels) + channel);
    }
}

/// <summary>What <see cref="DepthwiseTile"/> computes: positions of one row.</summary>
internal unsafe struct DepthwiseRow
{
    /// <summary>The first position's first tap.</summary>
    public float* Input;

    /// <summary>Values from one position's first tap to the next position's.</summary>
    public nint Step;

    /// <summary>Values from one tap to that below it.</summary>
    public nint RowStep;

    /// <summary>Values from one tap to that right of it.</summary>
    public nint ColumnStep;

    /// <summary>Rows of taps.</summary>
    public int KernelRows;

    /// <summary>Columns of taps.</summary>
    public int KernelColumns;

    /// <summary>Channels.</summary>
    public int Channels;

    /// <summary>Taps x channels.</summary>
    public float* Weights;

    /// <summary>One for each channel.</summary>
    public float* Bias;

    /// <summary>The first position's first channel; positions follow one another.</summary>
    public float* Output;

    /// <summary>Positions.</summary>
    public int Count;
}
