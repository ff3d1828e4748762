using Steerlens.Kernels.Engines.LayerKernels;
using Steerlens.Kernels.Occlusion;
using Steerlens.Models;

namespace Steerlens.Kernels.Engines;

/// <summary>
/// One thread's share of a bank: a batch of images that hold the base frame's activations, into which each window's change is
/// computed layer by layer and from which it is removed again.
/// </summary>
internal sealed unsafe class OcclusionWorker : IDisposable
{
    private readonly Network _network;
    private readonly LinearLayer?[] _linear;
    private readonly LinearKernel?[] _kernels;
    private readonly ILayerKernel?[] _others;
    private readonly ActivationBuffer[][] _sources;
    private readonly Extent[][] _changes;
    private readonly ActivationBuffer _input;
    private readonly ActivationBuffer[] _activations;
    private readonly int[] _holder;
    private readonly PositionList _positions;
    private readonly Extent[] _extents;
    private readonly int _batch;
    private CpuPass? _base;

    public OcclusionWorker(Network network, LinearLayer?[] linear, LinearKernel?[] kernels, ILayerKernel?[] others, int batch)
    {
        _network = network;
        _linear = linear;
        _kernels = kernels;
        _others = others;
        _batch = batch;
        _holder = [.. Enumerable.Range(0, network.Layers.Count).Select(HolderOf)];
        _input = ActivationBuffer.For(network, Network.InputIndex, batch);
        _activations = new ActivationBuffer[network.Layers.Count];
        for (var index = _activations.Length - 1; index >= 0; index--)
            _activations[index] = _holder[index] == index ? ActivationBuffer.For(network, index, batch) : _activations[_holder[index]];
        _sources = [.. network.Layers.Select(layer => layer.Inputs.Select(BufferOf).ToArray())];
        _changes = [.. network.Layers.Select(layer => new Extent[layer.Inputs.Count])];
        _extents = new Extent[(network.Layers.Count + 1) * batch];
        _positions = new PositionList(network.Layers.Max(layer => layer.Output.Height * layer.Output.Width) * batch);
    }

    /// <summary>Says that the next run is about another frame.</summary>
    public void Refresh() => _base = null;

    /// <summary>Computes the outputs of <paramref name="count"/> windows.</summary>
    /// <param name="pass">The base frame.</param>
    /// <param name="bank">The bank.</param>
    /// <param name="windows">The indices of the bank's windows to compute; null for all.</param>
    /// <param name="first">The first of them.</param>
    /// <param name="count">How many, at most the batch.</param>
    /// <param name="fill">H x W x C: what masked pixels are replaced with.</param>
    /// <param name="outputs">Windows of the bank x outputs.</param>
    public void Run(CpuPass pass, WindowBank bank, int[]? windows, int first, int count, float* fill, float* outputs)
    {
        if (_base is null) CopyBase(pass);
        for (var image = 0; image < count; image++) Mask(bank.Windows[windows?[first + image] ?? first + image], bank.Edge, image, fill);
        for (var index = 0; index < _network.Layers.Count; index++) RunLayer(index, count);
        for (var image = 0; image < count; image++)
        {
            var last = _activations[^1];
            var window = windows?[first + image] ?? first + image;
            for (var output = 0; output < _network.OutputCount; output++)
            {
                var position = output / last.Shape.Channels;
                outputs[((long)window * _network.OutputCount) + output] =
                    last.Pointer[last.Offset(image, position / last.Shape.Width, position % last.Shape.Width) + (output % last.Shape.Channels)];
            }
        }

        for (var image = 0; image < count; image++) Restore(image);
    }

    public void Dispose()
    {
        _input.Dispose();
        foreach (var buffer in _activations) buffer.Dispose();
        _positions.Dispose();
    }

    private void RunLayer(int index, int count)
    {
        var layer = _network.Layers[index];
        if (_linear[index] is { } linear)
        {
            var source = layer.Inputs[0];
            var (input, result) = (BufferOf(source), _activations[index]);
            _positions.Clear();
            for (var image = 0; image < count; image++)
            {
                var extent = ExtentOf(source, image).Through(linear);
                ExtentOf(index, image) = extent;
                _positions.Add(linear, input, result, image, extent);
            }

            _positions.Run(_kernels[index]!, input, result);
            return;
        }

        var changes = _changes[index];
        for (var image = 0; image < count; image++)
        {
            for (var input = 0; input < changes.Length; input++) changes[input] = ExtentOf(layer.Inputs[input], image);
            var extent = _others[index]!.Through(changes);
            ExtentOf(index, image) = extent;
            _others[index]!.Apply(_sources[index], _activations[index], image, extent);
        }
    }

    private void Mask(Window window, EdgeRamp edge, int image, float* fill)
    {
        var shape = _network.Input;
        var length = window.Width * shape.Channels;
        for (var row = window.Row; row < window.Row + window.Height; row++)
        {
            var source = fill + (((row * shape.Width) + window.Column) * shape.Channels);
            var target = _input.Pointer + _input.Offset(image, row, window.Column);
            if (edge.Softness <= 0)
            {
                new ReadOnlySpan<float>(source, length).CopyTo(new Span<float>(target, length));
                continue;
            }

            for (var value = 0; value < length; value++)
                target[value] += edge.Weight(row - window.Row, window.Height) * edge.Weight(value / shape.Channels, window.Width) * (source[value] - target[value]);
        }

        ExtentOf(Network.InputIndex, image) = new Extent(window.Row, window.Column, window.Height, window.Width);
    }

    private void Restore(int image)
    {
        _input.CopyRectangle(_base!.Of(Network.InputIndex), image, ExtentOf(Network.InputIndex, image));
        for (var index = 0; index < _activations.Length; index++)
        {
            if (_holder[index] == index) _activations[index].CopyRectangle(_base!.Of(index), image, ExtentOf(index, image));
        }
    }

    private void CopyBase(CpuPass pass)
    {
        for (var image = 0; image < _batch; image++)
        {
            _input.CopyRectangle(pass.Of(Network.InputIndex), image, new Extent(0, 0, _input.Shape.Height, _input.Shape.Width));
            for (var index = 0; index < _activations.Length; index++)
            {
                if (_holder[index] == index)
                    _activations[index].CopyRectangle(pass.Of(index), image, new Extent(0, 0, _activations[index].Shape.Height, _activations[index].Shape.Width));
            }
        }

        _base = pass;
    }

    /// <summary>
    /// The layer in whose buffer a layer's result is written: a linear layer that only one element-wise layer reads is overwritten by it.
    /// </summary>
    private int HolderOf(int index)
    {
        if (_linear[index] is null) return index;
        var readers = Enumerable.Range(0, _network.Layers.Count).Where(reader => _network.Layers[reader].Inputs.Contains(index)).ToArray();
        return readers is [var only] && LinearLayer.IsElementwise(_network.Layers[only]) ? only : index;
    }

    private ActivationBuffer BufferOf(int layer) => layer == Network.InputIndex ? _input : _activations[layer];

    private ref Extent ExtentOf(int layer, int image) => ref _extents[((layer + 1) * _batch) + image];
}
