using Steerlens.Models;

namespace Steerlens.Kernels.Engines;

/// <summary>One frame's input and activations for the processor's engine.</summary>
internal sealed class CpuPass : ForwardPass
{
    private readonly ActivationBuffer _input;
    private readonly ActivationBuffer[] _activations;
    private readonly ActivationBuffer[][] _sources;
    private readonly ActivationBuffer[][] _values;

    public CpuPass(Network network)
    {
        _input = ActivationBuffer.For(network, Network.InputIndex, 1);
        Positions = new PositionList(network.Layers.Max(layer => layer.Output.Height * layer.Output.Width));
        _activations = [.. Enumerable.Range(0, network.Layers.Count).Select(index => ActivationBuffer.For(network, index, 1))];
        _sources = [.. network.Layers.Select(layer => layer.Inputs.Select(Of).ToArray())];
        _values = [.. _sources.Select((sources, index) => (ActivationBuffer[])[.. sources, _activations[index]])];
    }

    /// <summary>What a layer reads.</summary>
    public ActivationBuffer[] SourcesOf(int layer) => _sources[layer];

    /// <summary>What a layer reads, then what it put out.</summary>
    public ActivationBuffer[] ValuesOf(int layer) => _values[layer];

    /// <summary>Where a layer is computed. Each pass has its own list, so that two threads can run two frames.</summary>
    public PositionList Positions { get; }

    /// <summary>What a layer put out; the input for <see cref="Network.InputIndex"/>.</summary>
    public ActivationBuffer Of(int layer) => layer == Network.InputIndex ? _input : _activations[layer];

    public override void Dispose()
    {
        _input.Dispose();
        Positions.Dispose();
        foreach (var buffer in _activations) buffer.Dispose();
    }
}
