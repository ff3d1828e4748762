using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Steerlens.Kernels.Engines;

/// <summary>
/// A linear layer with one position: each output channel is the product of its weights with the whole input, four channels at a time, so that each value of
/// the input is loaded once for four. The weights of a channel lie next to each other, in the order of the input.
/// </summary>
internal sealed unsafe class SinglePosition : IDisposable
{
    /// <summary>Channels that are computed together.</summary>
    public const int Channels = 4;

    private readonly LinearLayer _layer;
    private readonly InstructionSet _instructions;
    private readonly NativeBuffer _weights;
    private readonly int _run;
    private readonly int _taps;

    /// <summary>Packs the weights.</summary>
    public SinglePosition(LinearLayer layer, InstructionSet instructions)
    {
        (_layer, _instructions) = (layer, instructions);
        _run = layer.KernelWidth * layer.Input.Channels;
        _taps = layer.KernelHeight * _run;
        var channels = layer.Output.Channels;
        _weights = new NativeBuffer((long)_taps * channels);
        for (var tap = 0; tap < _taps; tap++)
        {
            for (var channel = 0; channel < channels; channel++) _weights.Pointer[((long)channel * _taps) + tap] = layer.Weights[(tap * channels) + channel];
        }
    }

    /// <summary>Weights.</summary>
    public long Weights => _weights.Length;

    /// <summary>Where the kernel's first tap lies in an input.</summary>
    public int OffsetIn(ActivationBuffer input) => input.Offset(0, -_layer.PaddingTop, -_layer.PaddingLeft);

    /// <summary>The specification: one value after the other.</summary>
    /// <param name="input">At the kernel's first tap.</param>
    /// <param name="inputRowPitch">Values from one input row to the next.</param>
    /// <param name="output">One value for each channel.</param>
    /// <param name="first">The first channel to compute.</param>
    /// <param name="count">How many.</param>
    public void RunScalar(float* input, int inputRowPitch, float* output, int first, int count)
    {
        for (var channel = first; channel < first + count; channel++)
        {
            var sum = (double)_layer.Bias[channel];
            for (var tap = 0; tap < _taps; tap++) sum += (double)input[(tap / _run * inputRowPitch) + (tap % _run)] * _weights.Pointer[((long)channel * _taps) + tap];
            output[channel] = (float)sum;
        }
    }

    /// <summary>Computes some channels.</summary>
    /// <param name="input">At the kernel's first tap.</param>
    /// <param name="inputRowPitch">Values from one input row to the next.</param>
    /// <param name="output">One value for each channel.</param>
    /// <param name="first">The first channel to compute.</param>
    /// <param name="count">How many.</param>
    public void Run(float* input, int inputRowPitch, float* output, int first, int count)
    {
        switch (_instructions)
        {
            case InstructionSet.Vector512:
                Run<Vector512<float>, Operations512>(input, inputRowPitch, output, first, count);
                break;
            case InstructionSet.Vector256:
                Run<Vector256<float>, Operations256>(input, inputRowPitch, output, first, count);
                break;
            default:
                Run<Vector128<float>, Operations128>(input, inputRowPitch, output, first, count);
                break;
        }
    }

    public void Dispose() => _weights.Dispose();

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Run<TVector, TOperations>(float* input, int inputRowPitch, float* output, int first, int count)
        where TVector : struct
        where TOperations : struct, IVectorOperations<TVector>
    {
        // Rows that lie next to each other are one.
        var isWhole = inputRowPitch == _run;
        var (rows, run) = isWhole ? (1, _taps) : (_layer.KernelHeight, _run);
        var sums = stackalloc float[Channels];
        for (var channel = first; channel < first + count; channel += Channels)
        {
            // A last group that is not full repeats its last channel.
            var used = Math.Min(Channels, first + count - channel);
            var weights0 = _weights.Pointer + ((long)channel * _taps);
            var weights1 = weights0 + (used > 1 ? _taps : 0);
            var weights2 = weights1 + (used > 2 ? _taps : 0);
            var weights3 = weights2 + (used > 3 ? _taps : 0);
            new Span<float>(sums, Channels).Clear();
            for (var row = 0; row < rows; row++)
            {
                AddRun<TVector, TOperations>(input + (row * inputRowPitch), weights0, weights1, weights2, weights3, run, sums);
                weights0 += run;
                weights1 += run;
                weights2 += run;
                weights3 += run;
            }

            for (var index = 0; index < used; index++) output[channel + index] = _layer.Bias[channel + index] + sums[index];
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void AddRun<TVector, TOperations>(float* input, float* weights0, float* weights1, float* weights2, float* weights3, nint run, float* sums)
        where TVector : struct
        where TOperations : struct, IVectorOperations<TVector>
    {
        var zero = TOperations.Broadcast(0);
        TVector sum0 = zero, sum1 = zero, sum2 = zero, sum3 = zero, other0 = zero, other1 = zero, other2 = zero, other3 = zero;
        nint tap = 0, count = TOperations.Count;
        for (; tap <= run - (2 * count); tap += 2 * count)
        {
            var value = TOperations.Load(input + tap);
            sum0 = TOperations.MultiplyAdd(value, TOperations.Load(weights0 + tap), sum0);
            sum1 = TOperations.MultiplyAdd(value, TOperations.Load(weights1 + tap), sum1);
            sum2 = TOperations.MultiplyAdd(value, TOperations.Load(weights2 + tap), sum2);
            sum3 = TOperations.MultiplyAdd(value, TOperations.Load(weights3 + tap), sum3);
            value = TOperations.Load(input + tap + count);
            other0 = TOperations.MultiplyAdd(value, TOperations.Load(weights0 + tap + count), other0);
            other1 = TOperations.MultiplyAdd(value, TOperations.Load(weights1 + tap + count), other1);
            other2 = TOperations.MultiplyAdd(value, TOperations.Load(weights2 + tap + count), other2);
            other3 = TOperations.MultiplyAdd(value, TOperations.Load(weights3 + tap + count), other3);
        }

        for (; tap <= run - count; tap += count)
        {
            var value = TOperations.Load(input + tap);
            sum0 = TOperations.MultiplyAdd(value, TOperations.Load(weights0 + tap), sum0);
            sum1 = TOperations.MultiplyAdd(value, TOperations.Load(weights1 + tap), sum1);
            sum2 = TOperations.MultiplyAdd(value, TOperations.Load(weights2 + tap), sum2);
            sum3 = TOperations.MultiplyAdd(value, TOperations.Load(weights3 + tap), sum3);
        }

        sums[0] += TOperations.Sum(TOperations.Add(sum0, other0));
        sums[1] += TOperations.Sum(TOperations.Add(sum1, other1));
        sums[2] += TOperations.Sum(TOperations.Add(sum2, other2));
        sums[3] += TOperations.Sum(TOperations.Add(sum3, other3));
        for (; tap < run; tap++)
        {
            sums[0] += input[tap] * weights0[tap];
            sums[1] += input[tap] * weights1[tap];
            sums[2] += input[tap] * weights2[tap];
            sums[3] += input[tap] * weights3[tap];
        }
    }
}
