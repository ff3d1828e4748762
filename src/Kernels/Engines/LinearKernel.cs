using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Steerlens.Kernels.Engines;

/// <summary>
/// A convolution or dense layer at any list of positions, eight at a time: each weight vector that is loaded serves eight positions, and
/// the sums stay in registers over the whole kernel. The list may mix the images of a batch, so narrow rectangles still fill tiles.
/// </summary>
internal sealed unsafe class LinearKernel : IDisposable
{
    /// <summary>Positions in a tile.</summary>
    public const int Positions = 8;

    private readonly LinearLayer _layer;
    private readonly InstructionSet _instructions;
    private readonly int _run;
    private readonly int _groups;
    private readonly int _groupChannels;
    private readonly int _lastLanes;
    private readonly NativeBuffer _weights;
    private readonly NativeBuffer _bias;

    public LinearKernel(LinearLayer layer, InstructionSet instructions)
    {
        _layer = layer;
        _instructions = instructions;
        _run = layer.KernelWidth * layer.Input.Channels;
        var (count, vectors) = instructions switch
        {
            InstructionSet.Vector512 => (Operations512.Count, Operations512.GroupVectors),
            InstructionSet.Vector256 => (Operations256.Count, Operations256.GroupVectors),
            _ => (Operations128.Count, Operations128.GroupVectors),
        };
        var channels = layer.Output.Channels;
        _groupChannels = count * vectors;
        _groups = (channels + _groupChannels - 1) / _groupChannels;

        // A last group that one vector holds is computed with one.
        _lastLanes = channels - ((_groups - 1) * _groupChannels) <= count ? count : _groupChannels;
        var taps = layer.KernelHeight * _run;
        _weights = new NativeBuffer((long)_groups * taps * _groupChannels);
        _bias = new NativeBuffer((long)_groups * _groupChannels);
        for (var channel = 0; channel < channels; channel++)
        {
            var (group, lane) = (channel / _groupChannels, channel % _groupChannels);
            _bias.Pointer[channel] = layer.Bias[channel];
            for (var tap = 0; tap < taps; tap++)
                _weights.Pointer[((long)group * taps * _groupChannels) + (tap * LanesOf(group)) + lane] = layer.Weights[(tap * channels) + channel];
        }
    }

    /// <summary>Computes the layer at <paramref name="count"/> positions.</summary>
    /// <param name="input">The input's memory.</param>
    /// <param name="inputOffsets">For each position the offset of the kernel's first tap.</param>
    /// <param name="inputRowPitch">Values from one input row to the next.</param>
    /// <param name="output">The output's memory.</param>
    /// <param name="outputOffsets">For each position the offset of its first channel.</param>
    /// <param name="count">Positions.</param>
    public void Run(float* input, int* inputOffsets, int inputRowPitch, float* output, int* outputOffsets, int count)
    {
        switch (_instructions)
        {
            case InstructionSet.Vector512:
                RunTiles<Vector512<float>, Operations512>(input, inputOffsets, inputRowPitch, output, outputOffsets, count);
                break;
            case InstructionSet.Vector256:
                RunTiles<Vector256<float>, Operations256>(input, inputOffsets, inputRowPitch, output, outputOffsets, count);
                break;
            default:
                RunTiles<Vector128<float>, Operations128>(input, inputOffsets, inputRowPitch, output, outputOffsets, count);
                break;
        }
    }

    public void Dispose()
    {
        _weights.Dispose();
        _bias.Dispose();
    }

    private int LanesOf(int group) => group == _groups - 1 ? _lastLanes : _groupChannels;

    private void RunTiles<TVector, TOperations>(float* input, int* inputOffsets, int inputRowPitch, float* output, int* outputOffsets, int count)
        where TVector : struct
        where TOperations : struct, IVectorOperations<TVector>
    {
        var sums = stackalloc float[Positions * _groupChannels];
        var tile = stackalloc int[Positions];
        var groupWeights = (long)_layer.KernelHeight * _run * _groupChannels;
        for (var first = 0; first < count; first += Positions)
        {
            var used = Math.Min(Positions, count - first);

            // A last tile that is not full repeats its last position, so that the kernel has no branch.
            for (var position = 0; position < Positions; position++) tile[position] = inputOffsets[first + Math.Min(position, used - 1)];
            for (var group = 0; group < _groups; group++)
            {
                var lanes = LanesOf(group);
                if (TOperations.GroupVectors == 2 && lanes == _groupChannels)
                    TwoVectors<TVector, TOperations>(input, tile, inputRowPitch, _weights.Pointer + (group * groupWeights), _bias.Pointer + (group * _groupChannels), sums);
                else
                    OneVector<TVector, TOperations>(input, tile, inputRowPitch, _weights.Pointer + (group * groupWeights), _bias.Pointer + (group * _groupChannels), sums);

                var channels = Math.Min(_groupChannels, _layer.Output.Channels - (group * _groupChannels));
                for (var position = 0; position < used; position++)
                {
                    new ReadOnlySpan<float>(sums + (position * lanes), channels)
                        .CopyTo(new Span<float>(output + outputOffsets[first + position] + (group * _groupChannels), channels));
                }
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void TwoVectors<TVector, TOperations>(float* input, int* tile, int inputRowPitch, float* weights, float* bias, float* sums)
        where TVector : struct
        where TOperations : struct, IVectorOperations<TVector>
    {
        TVector low0 = TOperations.Load(bias), high0 = TOperations.Load(bias + TOperations.Count);
        TVector low1 = low0, low2 = low0, low3 = low0, low4 = low0, low5 = low0, low6 = low0, low7 = low0;
        TVector high1 = high0, high2 = high0, high3 = high0, high4 = high0, high5 = high0, high6 = high0, high7 = high0;
        float* at0 = input + tile[0], at1 = input + tile[1], at2 = input + tile[2], at3 = input + tile[3];
        float* at4 = input + tile[4], at5 = input + tile[5], at6 = input + tile[6], at7 = input + tile[7];
        nint run = _run;
        var step = inputRowPitch - run;
        for (var row = 0; row < _layer.KernelHeight; row++)
        {
            for (nint tap = 0; tap < run; tap++)
            {
                var low = TOperations.Load(weights);
                var high = TOperations.Load(weights + TOperations.Count);
                weights += 2 * TOperations.Count;
                var value = TOperations.Broadcast(*at0++);
                low0 = TOperations.MultiplyAdd(value, low, low0);
                high0 = TOperations.MultiplyAdd(value, high, high0);
                value = TOperations.Broadcast(*at1++);
                low1 = TOperations.MultiplyAdd(value, low, low1);
                high1 = TOperations.MultiplyAdd(value, high, high1);
                value = TOperations.Broadcast(*at2++);
                low2 = TOperations.MultiplyAdd(value, low, low2);
                high2 = TOperations.MultiplyAdd(value, high, high2);
                value = TOperations.Broadcast(*at3++);
                low3 = TOperations.MultiplyAdd(value, low, low3);
                high3 = TOperations.MultiplyAdd(value, high, high3);
                value = TOperations.Broadcast(*at4++);
                low4 = TOperations.MultiplyAdd(value, low, low4);
                high4 = TOperations.MultiplyAdd(value, high, high4);
                value = TOperations.Broadcast(*at5++);
                low5 = TOperations.MultiplyAdd(value, low, low5);
                high5 = TOperations.MultiplyAdd(value, high, high5);
                value = TOperations.Broadcast(*at6++);
                low6 = TOperations.MultiplyAdd(value, low, low6);
                high6 = TOperations.MultiplyAdd(value, high, high6);
                value = TOperations.Broadcast(*at7++);
                low7 = TOperations.MultiplyAdd(value, low, low7);
                high7 = TOperations.MultiplyAdd(value, high, high7);
            }

            at0 += step;
            at1 += step;
            at2 += step;
            at3 += step;
            at4 += step;
            at5 += step;
            at6 += step;
            at7 += step;
        }

        var count = TOperations.Count;
        TOperations.Store(low0, sums);
        TOperations.Store(high0, sums + count);
        TOperations.Store(low1, sums + (2 * count));
        TOperations.Store(high1, sums + (3 * count));
        TOperations.Store(low2, sums + (4 * count));
        TOperations.Store(high2, sums + (5 * count));
        TOperations.Store(low3, sums + (6 * count));
        TOperations.Store(high3, sums + (7 * count));
        TOperations.Store(low4, sums + (8 * count));
        TOperations.Store(high4, sums + (9 * count));
        TOperations.Store(low5, sums + (10 * count));
        TOperations.Store(high5, sums + (11 * count));
        TOperations.Store(low6, sums + (12 * count));
        TOperations.Store(high6, sums + (13 * count));
        TOperations.Store(low7, sums + (14 * count));
        TOperations.Store(high7, sums + (15 * count));
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void OneVector<TVector, TOperations>(float* input, int* tile, int inputRowPitch, float* weights, float* bias, float* sums)
        where TVector : struct
        where TOperations : struct, IVectorOperations<TVector>
    {
        var sum0 = TOperations.Load(bias);
        TVector sum1 = sum0, sum2 = sum0, sum3 = sum0, sum4 = sum0, sum5 = sum0, sum6 = sum0, sum7 = sum0;
        float* at0 = input + tile[0], at1 = input + tile[1], at2 = input + tile[2], at3 = input + tile[3];
        float* at4 = input + tile[4], at5 = input + tile[5], at6 = input + tile[6], at7 = input + tile[7];
        nint run = _run;
        var step = inputRowPitch - run;
        for (var row = 0; row < _layer.KernelHeight; row++)
        {
            for (nint tap = 0; tap < run; tap++)
            {
                var weight = TOperations.Load(weights);
                weights += TOperations.Count;
                sum0 = TOperations.MultiplyAdd(TOperations.Broadcast(*at0++), weight, sum0);
                sum1 = TOperations.MultiplyAdd(TOperations.Broadcast(*at1++), weight, sum1);
                sum2 = TOperations.MultiplyAdd(TOperations.Broadcast(*at2++), weight, sum2);
                sum3 = TOperations.MultiplyAdd(TOperations.Broadcast(*at3++), weight, sum3);
                sum4 = TOperations.MultiplyAdd(TOperations.Broadcast(*at4++), weight, sum4);
                sum5 = TOperations.MultiplyAdd(TOperations.Broadcast(*at5++), weight, sum5);
                sum6 = TOperations.MultiplyAdd(TOperations.Broadcast(*at6++), weight, sum6);
                sum7 = TOperations.MultiplyAdd(TOperations.Broadcast(*at7++), weight, sum7);
            }

            at0 += step;
            at1 += step;
            at2 += step;
            at3 += step;
            at4 += step;
            at5 += step;
            at6 += step;
            at7 += step;
        }

        var count = TOperations.Count;
        TOperations.Store(sum0, sums);
        TOperations.Store(sum1, sums + count);
        TOperations.Store(sum2, sums + (2 * count));
        TOperations.Store(sum3, sums + (3 * count));
        TOperations.Store(sum4, sums + (4 * count));
        TOperations.Store(sum5, sums + (5 * count));
        TOperations.Store(sum6, sums + (6 * count));
        TOperations.Store(sum7, sums + (7 * count));
    }
}
