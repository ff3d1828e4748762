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
    private readonly int _lanes;
    private readonly Group[] _groups;
    private readonly NativeBuffer _weights;
    private readonly NativeBuffer _bias;

    public LinearKernel(LinearLayer layer, InstructionSet instructions)
    {
        _layer = layer;
        _instructions = instructions;
        _run = layer.KernelWidth * layer.Input.Channels;
        _lanes = VectorShape.LanesOf(instructions);
        var channels = layer.Output.Channels;
        var taps = layer.KernelHeight * _run;
        var vectors = (channels + _lanes - 1) / _lanes;
        _weights = new NativeBuffer((long)vectors * taps * _lanes);
        _bias = new NativeBuffer((long)vectors * _lanes);

        // As few groups as the registers allow, of about the same size.
        _groups = new Group[(vectors + VectorShape.GroupVectorsOf(instructions) - 1) / VectorShape.GroupVectorsOf(instructions)];
        var first = 0;
        for (var index = 0; index < _groups.Length; index++)
        {
            var count = (vectors - first + _groups.Length - index - 1) / (_groups.Length - index);
            _groups[index] = new Group(first * _lanes, count, (long)first * taps * _lanes);
            first += count;
        }

        foreach (var group in _groups) Pack(group, taps);
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

    private void Pack(Group group, int taps)
    {
        var channels = _layer.Output.Channels;
        var lanes = group.Vectors * _lanes;
        for (var channel = group.FirstChannel; channel < Math.Min(channels, group.FirstChannel + lanes); channel++)
        {
            _bias.Pointer[channel] = _layer.Bias[channel];
            for (var tap = 0; tap < taps; tap++)
                _weights.Pointer[group.Weights + (tap * lanes) + channel - group.FirstChannel] = _layer.Weights[(tap * channels) + channel];
        }
    }

    private void RunTiles<TVector, TOperations>(float* input, int* inputOffsets, int inputRowPitch, float* output, int* outputOffsets, int count)
        where TVector : struct
        where TOperations : struct, IVectorOperations<TVector>
    {
        var sums = stackalloc float[Positions * TOperations.GroupVectors * TOperations.Count];
        var tile = stackalloc int[Positions];
        for (var first = 0; first < count; first += Positions)
        {
            var used = Math.Min(Positions, count - first);

            // A last tile that is not full repeats its last position, so that the kernel has no branch.
            for (var position = 0; position < Positions; position++) tile[position] = inputOffsets[first + Math.Min(position, used - 1)];
            foreach (ref readonly var group in _groups.AsSpan())
            {
                float* weights = _weights.Pointer + group.Weights, bias = _bias.Pointer + group.FirstChannel;
                if (TOperations.GroupVectors > 2 && group.Vectors == 3) Tile<TVector, TOperations, Three>(input, tile, inputRowPitch, weights, bias, sums);
                else if (TOperations.GroupVectors > 1 && group.Vectors == 2) Tile<TVector, TOperations, Two>(input, tile, inputRowPitch, weights, bias, sums);
                else Tile<TVector, TOperations, One>(input, tile, inputRowPitch, weights, bias, sums);

                var lanes = group.Vectors * TOperations.Count;
                var channels = Math.Min(lanes, _layer.Output.Channels - group.FirstChannel);
                for (var position = 0; position < used; position++)
                {
                    new ReadOnlySpan<float>(sums + (position * lanes), channels)
                        .CopyTo(new Span<float>(output + outputOffsets[first + position] + group.FirstChannel, channels));
                }
            }
        }
    }

    /// <summary>Eight positions and one to three vectors of channels.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Tile<TVector, TOperations, TVectors>(float* input, int* tile, int inputRowPitch, float* weights, float* bias, float* sums)
        where TVector : struct
        where TOperations : struct, IVectorOperations<TVector>
        where TVectors : unmanaged
    {
        var count = TOperations.Count;
        TVector sum00 = TOperations.Load(bias), sum01 = default, sum02 = default;
        if (sizeof(TVectors) > 1) sum01 = TOperations.Load(bias + count);
        if (sizeof(TVectors) > 2) sum02 = TOperations.Load(bias + (2 * count));
        TVector sum10 = sum00, sum20 = sum00, sum30 = sum00, sum40 = sum00, sum50 = sum00, sum60 = sum00, sum70 = sum00;
        TVector sum11 = sum01, sum21 = sum01, sum31 = sum01, sum41 = sum01, sum51 = sum01, sum61 = sum01, sum71 = sum01;
        TVector sum12 = sum02, sum22 = sum02, sum32 = sum02, sum42 = sum02, sum52 = sum02, sum62 = sum02, sum72 = sum02;
        float* at0 = input + tile[0], at1 = input + tile[1], at2 = input + tile[2], at3 = input + tile[3];
        float* at4 = input + tile[4], at5 = input + tile[5], at6 = input + tile[6], at7 = input + tile[7];
        nint run = _run;
        for (var row = 0; row < _layer.KernelHeight; row++)
        {
            for (nint tap = 0; tap < run; tap++)
            {
                var weight0 = TOperations.Load(weights);
                var weight1 = sizeof(TVectors) > 1 ? TOperations.Load(weights + count) : default;
                var weight2 = sizeof(TVectors) > 2 ? TOperations.Load(weights + (2 * count)) : default;
                weights += sizeof(TVectors) * count;
                var value = TOperations.Broadcast(at0[tap]);
                sum00 = TOperations.MultiplyAdd(value, weight0, sum00);
                if (sizeof(TVectors) > 1) sum01 = TOperations.MultiplyAdd(value, weight1, sum01);
                if (sizeof(TVectors) > 2) sum02 = TOperations.MultiplyAdd(value, weight2, sum02);
                value = TOperations.Broadcast(at1[tap]);
                sum10 = TOperations.MultiplyAdd(value, weight0, sum10);
                if (sizeof(TVectors) > 1) sum11 = TOperations.MultiplyAdd(value, weight1, sum11);
                if (sizeof(TVectors) > 2) sum12 = TOperations.MultiplyAdd(value, weight2, sum12);
                value = TOperations.Broadcast(at2[tap]);
                sum20 = TOperations.MultiplyAdd(value, weight0, sum20);
                if (sizeof(TVectors) > 1) sum21 = TOperations.MultiplyAdd(value, weight1, sum21);
                if (sizeof(TVectors) > 2) sum22 = TOperations.MultiplyAdd(value, weight2, sum22);
                value = TOperations.Broadcast(at3[tap]);
                sum30 = TOperations.MultiplyAdd(value, weight0, sum30);
                if (sizeof(TVectors) > 1) sum31 = TOperations.MultiplyAdd(value, weight1, sum31);
                if (sizeof(TVectors) > 2) sum32 = TOperations.MultiplyAdd(value, weight2, sum32);
                value = TOperations.Broadcast(at4[tap]);
                sum40 = TOperations.MultiplyAdd(value, weight0, sum40);
                if (sizeof(TVectors) > 1) sum41 = TOperations.MultiplyAdd(value, weight1, sum41);
                if (sizeof(TVectors) > 2) sum42 = TOperations.MultiplyAdd(value, weight2, sum42);
                value = TOperations.Broadcast(at5[tap]);
                sum50 = TOperations.MultiplyAdd(value, weight0, sum50);
                if (sizeof(TVectors) > 1) sum51 = TOperations.MultiplyAdd(value, weight1, sum51);
                if (sizeof(TVectors) > 2) sum52 = TOperations.MultiplyAdd(value, weight2, sum52);
                value = TOperations.Broadcast(at6[tap]);
                sum60 = TOperations.MultiplyAdd(value, weight0, sum60);
                if (sizeof(TVectors) > 1) sum61 = TOperations.MultiplyAdd(value, weight1, sum61);
                if (sizeof(TVectors) > 2) sum62 = TOperations.MultiplyAdd(value, weight2, sum62);
                value = TOperations.Broadcast(at7[tap]);
                sum70 = TOperations.MultiplyAdd(value, weight0, sum70);
                if (sizeof(TVectors) > 1) sum71 = TOperations.MultiplyAdd(value, weight1, sum71);
                if (sizeof(TVectors) > 2) sum72 = TOperations.MultiplyAdd(value, weight2, sum72);
            }

            at0 += inputRowPitch;
            at1 += inputRowPitch;
            at2 += inputRowPitch;
            at3 += inputRowPitch;
            at4 += inputRowPitch;
            at5 += inputRowPitch;
            at6 += inputRowPitch;
            at7 += inputRowPitch;
        }

        Store<TVector, TOperations, TVectors>(sums, sum00, sum01, sum02);
        Store<TVector, TOperations, TVectors>(sums + (sizeof(TVectors) * count), sum10, sum11, sum12);
        Store<TVector, TOperations, TVectors>(sums + (2 * sizeof(TVectors) * count), sum20, sum21, sum22);
        Store<TVector, TOperations, TVectors>(sums + (3 * sizeof(TVectors) * count), sum30, sum31, sum32);
        Store<TVector, TOperations, TVectors>(sums + (4 * sizeof(TVectors) * count), sum40, sum41, sum42);
        Store<TVector, TOperations, TVectors>(sums + (5 * sizeof(TVectors) * count), sum50, sum51, sum52);
        Store<TVector, TOperations, TVectors>(sums + (6 * sizeof(TVectors) * count), sum60, sum61, sum62);
        Store<TVector, TOperations, TVectors>(sums + (7 * sizeof(TVectors) * count), sum70, sum71, sum72);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store<TVector, TOperations, TVectors>(float* sums, TVector first, TVector second, TVector third)
        where TVector : struct
        where TOperations : struct, IVectorOperations<TVector>
        where TVectors : unmanaged
    {
        TOperations.Store(first, sums);
        if (sizeof(TVectors) > 1) TOperations.Store(second, sums + TOperations.Count);
        if (sizeof(TVectors) > 2) TOperations.Store(third, sums + (2 * TOperations.Count));
    }

    /// <summary>Vectors of output channels that are computed together.</summary>
    /// <param name="FirstChannel">The first channel.</param>
    /// <param name="Vectors">How many vectors.</param>
    /// <param name="Weights">Where the weights begin: taps x lanes.</param>
    private readonly record struct Group(int FirstChannel, int Vectors, long Weights);
}
