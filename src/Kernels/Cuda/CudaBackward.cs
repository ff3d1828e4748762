using Steerlens.Kernels.Engines;
using Steerlens.Models;

namespace Steerlens.Kernels.Cuda;

/// <summary>Carries a gradient from the outputs down to a layer of a chain, on a device.</summary>
internal sealed class CudaBackward : IDisposable
{
    private readonly Network _network;
    private readonly CudaBlock[] _blocks;
    private readonly CudaBlock[] _blockOf;
    private readonly ICudaDevice _device;
    private readonly DeviceArray _memory;
    private readonly ulong[] _addresses;
    private readonly HostArray?[] _gradients;

    /// <summary>Takes memory for every layer's gradient.</summary>
    public CudaBackward(Network network, ICudaDevice device, ICudaStream stream, CudaBlock[] blocks)
    {
        (_network, _device, _blocks) = (network, device, blocks);
        _blockOf = new CudaBlock[network.Layers.Count + 1];
        foreach (var block in blocks)
        {
            for (var layer = block.First; layer <= block.Last; layer++) _blockOf[layer + 1] = block;
        }

        _addresses = new ulong[_blockOf.Length];
        _gradients = new HostArray?[_blockOf.Length];
        var bytes = 0L;
        for (var layer = Network.InputIndex; layer < network.Layers.Count; layer++)
        {
            _addresses[layer + 1] = (ulong)bytes;
            bytes += CudaPass.PaddedLength(network.ShapeOf(layer)) * sizeof(float);
        }

        _memory = DeviceArray.Zeros(device, stream, bytes);
        for (var index = 0; index < _addresses.Length; index++) _addresses[index] += _memory.Address;
        OutputWeights = new HostArray(device, (int)CudaPass.PaddedLength(network.Layers[^1].Output));
    }

    /// <summary>The weights of the outputs on their way up: positions x pitch.</summary>
    public HostArray OutputWeights { get; }

    /// <summary>A layer's gradient as it came down: positions x pitch.</summary>
    public HostArray GradientOf(int layer) => _gradients[layer + 1] ??= new HostArray(_device, (int)CudaPass.PaddedLength(_network.ShapeOf(layer)));

    /// <summary>Copies the weights that the way down to a layer needs.</summary>
    public void Prepare(int layer)
    {
        foreach (var block in _blocks)
        {
            if (block.First > layer) block.PrepareBackward();
        }
    }

    /// <summary>Puts the launches and copies into a stream.</summary>
    public void Record(ICudaStream stream, CudaKernels kernels, CudaPass pass, int layer, BackwardRule rule)
    {
        var last = _network.Layers.Count - 1;
        stream.Upload(_addresses[last + 1], OutputWeights.Memory, OutputWeights.Bytes);
        for (var index = last; index > layer; index--)
        {
            var block = _blockOf[index + 1];
            if (index != block.First) RecordElement(stream, kernels, pass, block, index, rule);
            else if (block.Linear is null) RecordMaximum(stream, kernels, pass, block);
            else RecordLinear(stream, kernels, block);
        }

        var gradient = GradientOf(layer);
        stream.Download(gradient.Memory, _addresses[layer + 1], gradient.Bytes);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _memory.Dispose();
        OutputWeights.Dispose();
        foreach (var gradient in _gradients) gradient?.Dispose();
    }

    private void RecordLinear(ICudaStream stream, CudaKernels kernels, CudaBlock block)
    {
        var linear = block.Linear!;
        kernels.LinearLayer(stream, linear.Input.Height * linear.Input.Width, new LinearLayerArguments
        {
            Source = _addresses[block.First + 1],
            Weights = block.BackwardWeights,
            Target = _addresses[block.First],
            RowTaps = block.BackwardRowTaps,
            ColumnTaps = block.BackwardColumnTaps,
            Columns = linear.Input.Width,
            KernelRows = linear.KernelHeight,
            KernelColumns = linear.KernelWidth,
            SourceChannels = linear.Output.Channels,
            SourcePitch = CudaBlock.PitchOf(linear.Output.Channels),
            TargetChannels = linear.Input.Channels,
            TargetPitch = CudaBlock.PitchOf(linear.Input.Channels),
        });
    }

    private void RecordMaximum(ICudaStream stream, CudaKernels kernels, CudaPass pass, CudaBlock block)
    {
        var window = block.Geometry!.Value;
        kernels.MaximumBackward(stream, new MaximumBackwardArguments
        {
            Values = pass.Of(block.First - 1),
            Gradient = _addresses[block.First + 1],
            Result = _addresses[block.First],
            RowTaps = block.BackwardRowTaps,
            ColumnTaps = block.BackwardColumnTaps,
            ForwardRowTaps = block.RowTaps,
            ForwardColumnTaps = block.ColumnTaps,
            Positions = window.Input.Height * window.Input.Width,
            Columns = window.Input.Width,
            ResultColumns = window.Output.Width,
            KernelRows = window.Reach.Height,
            KernelColumns = window.Reach.Width,
            Channels = block.Shape.Channels,
            Pitch = block.Pitch,
        });
    }

    private unsafe void RecordElement(ICudaStream stream, CudaKernels kernels, CudaPass pass, CudaBlock block, int index, BackwardRule rule)
    {
        var shape = _network.ShapeOf(index);
        kernels.ElementBackward(stream, new ElementBackwardArguments
        {
            Values = pass.Of(index - 1),
            Gradient = _addresses[index + 1],
            Result = _addresses[index],
            Element = block.Elements + (ulong)((index - block.First - 1) * sizeof(ElementArguments)),
            Positions = shape.Height * shape.Width,
            Channels = shape.Channels,
            Pitch = CudaBlock.PitchOf(shape.Channels),
            Guided = rule == BackwardRule.Guided ? 1 : 0,
        });
    }
}
