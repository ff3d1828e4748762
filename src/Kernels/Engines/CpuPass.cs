using Steerlens.Models;

namespace Steerlens.Kernels.Engines;

/// <summary>One frame's input and activations for the processor's engine.</summary>
internal sealed class CpuPass : ForwardPass
{
    private readonly ActivationBuffer _input;
    private readonly ActivationBuffer[] _activations;
    private readonly ActivationBuffer[][] _sources;
    private readonly ActivationBuffer[][] _values;
    private readonly PositionList?[] _positions;

    /// <summary>Makes the buffers.</summary>
    /// <param name="network">The network.</param>
    /// <param name="linear">The linear views of its layers, null for the others.</param>
    public CpuPass(Network network, IReadOnlyList<LinearLayer?> linear)
    {
        _input = ActivationBuffer.For(network, Network.InputIndex, 1);
        _activations = [.. Enumerable.Range(0, network.Layers.Count).Select(index => ActivationBuffer.For(network, index, 1))];
        _sources = [.. network.Layers.Select(layer => layer.Inputs.Select(Of).ToArray())];
        _values = [.. _sources.Select((sources, index) => (ActivationBuffer[])[.. sources, _activations[index]])];
        _positions = [.. linear.Select((layer, index) => layer is { Output: not { Height: 1, Width: 1 } } ? ListOf(layer, _sources[index][0], _activations[index]) : null)];
    }

    /// <summary>What a layer reads.</summary>
    public ActivationBuffer[] SourcesOf(int layer) => _sources[layer];

    /// <summary>What a layer reads, then what it put out.</summary>
    public ActivationBuffer[] ValuesOf(int layer) => _values[layer];

    /// <summary>All positions of a linear layer, from its input's buffer to its own; of one with more than one position.</summary>
    public PositionList PositionsOf(int layer) => _positions[layer]!;

    /// <summary>What a layer put out; the input for <see cref="Network.InputIndex"/>.</summary>
    public ActivationBuffer Of(int layer) => layer == Network.InputIndex ? _input : _activations[layer];

    public override void Dispose()
    {
        _input.Dispose();
        foreach (var list in _positions) list?.Dispose();
        foreach (var buffer in _activations) buffer.Dispose();
    }

    private static PositionList ListOf(LinearLayer layer, ActivationBuffer source, ActivationBuffer result)
    {
        var list = new PositionList(layer.Output.Height * layer.Output.Width);
        list.Add(layer, source, result, 0, Extent.Whole(layer.Output));
        return list;
    }
}
