using Steerlens.Kernels.Engines.LayerKernels;
using Steerlens.Models;

namespace Steerlens.Kernels.Engines;

/// <summary>Carries a gradient from the outputs down to a layer, and keeps the buffers for it. It serves one caller at a time.</summary>
internal sealed class BackwardPass : IDisposable
{
    /// <summary>Multiply-adds under which waking other threads costs more than it saves.</summary>
    private const long LeastProductsToShare = 300_000;

    private readonly Network _network;
    private readonly LinearLayer?[] _linear;
    private readonly ILayerKernel?[] _others;
    private readonly ActivationBuffer?[][] _destinations;
    private readonly InstructionSet _instructions;
    private readonly WorkShare _share;
    private readonly LinearBackwardKernel?[] _kernels;
    private readonly ActivationBuffer?[] _gradients;
    private readonly bool[] _isWritten;
    private readonly bool[] _hasOneReader;
    private readonly Action<int, int, int> _runRows;
    private LinearBackwardKernel? _kernel;
    private ActivationBuffer? _from;
    private ActivationBuffer? _to;
    private Follower? _follower;
    private bool _overwrites;

    public BackwardPass(Network network, LinearLayer?[] linear, ILayerKernel?[] others, InstructionSet instructions, WorkShare share)
    {
        (_network, _linear, _others, _instructions, _share) = (network, linear, others, instructions, share);
        _destinations = [.. network.Layers.Select(layer => new ActivationBuffer?[layer.Inputs.Count])];
        _kernels = new LinearBackwardKernel?[network.Layers.Count];
        _gradients = new ActivationBuffer?[network.Layers.Count + 1];
        _isWritten = new bool[network.Layers.Count + 1];
        _hasOneReader = [.. Enumerable.Range(0, network.Layers.Count).Select(index => network.Layers.Sum(layer => layer.Inputs.Count(input => input == index)) == 1)];
        _runRows = RunRows;
    }

    /// <summary>See <see cref="IEngine.Backward"/>.</summary>
    public void Run(CpuPass pass, ReadOnlySpan<float> outputWeights, int layer, Span<float> gradient, BackwardRule rule)
    {
        var last = _network.Layers.Count - 1;
        Array.Clear(_isWritten);
        GradientOf(last).CopyIn(0, outputWeights);
        _isWritten[last + 1] = true;
        for (var index = last; index > layer; index--)
        {
            if (_isWritten[index + 1]) Propagate(index, layer, pass, rule);
        }

        if (_isWritten[layer + 1]) GradientOf(layer).CopyOut(0, gradient);
        else gradient.Clear();
    }

    public void Dispose()
    {
        foreach (var kernel in _kernels) kernel?.Dispose();
        foreach (var buffer in _gradients) buffer?.Dispose();
    }

    /// <summary>Hands a layer's gradient on to its inputs, as far as they are at or above the layer that is asked about.</summary>
    private void Propagate(int index, int lowest, CpuPass pass, BackwardRule rule)
    {
        var inputs = _network.Layers[index].Inputs;
        if (inputs is [var only] && only >= lowest && !_isWritten[only + 1])
        {
            _isWritten[only + 1] = true;
            if (_linear[index] is not null)
            {
                PropagateLinear(index, GradientOf(only), FollowerOf(only, lowest, pass, rule));
                return;
            }

            if (LinearLayer.IsElementwise(_network.Layers[index]))
            {
                new Follower(_network.Layers[index], pass.Of(only), GradientOf(index), GradientOf(only), rule).Run(0, GradientOf(only).Shape.Height);
                return;
            }

            GradientOf(only).Clear();
        }

        var destinations = _destinations[index];
        for (var input = 0; input < inputs.Count; input++)
        {
            destinations[input] = inputs[input] < lowest ? null : GradientOf(inputs[input]);
            if (inputs[input] < lowest || _isWritten[inputs[input] + 1]) continue;
            _isWritten[inputs[input] + 1] = true;
            destinations[input]!.Clear();
        }

        if (_linear[index] is null) _others[index]!.AddGradient(pass.ValuesOf(index), GradientOf(index), destinations, rule);
        else if (destinations[0] is { } destination) PropagateLinear(index, destination, follower: null, overwrites: false);
    }

    /// <summary>
    /// The element-wise layer below a linear one, which is computed while its rows are in the cache, if nothing else has a share in its gradient and
    /// nobody asks for it.
    /// </summary>
    private Follower? FollowerOf(int layer, int lowest, CpuPass pass, BackwardRule rule)
    {
        if (layer <= lowest || layer == Network.InputIndex || !_hasOneReader[layer] || !LinearLayer.IsElementwise(_network.Layers[layer])) return null;
        var below = _network.Layers[layer].Inputs[0];
        if (below < lowest || _isWritten[below + 1]) return null;
        _isWritten[below + 1] = true;
        _isWritten[layer + 1] = false;
        return new Follower(_network.Layers[layer], pass.Of(below), GradientOf(layer), GradientOf(below), rule);
    }

    private void PropagateLinear(int index, ActivationBuffer to, Follower? follower, bool overwrites = true)
    {
        var kernel = _kernels[index] ??= new LinearBackwardKernel(_linear[index]!, _instructions, _share.Workers);
        (_kernel, _from, _to, _follower, _overwrites) = (kernel, GradientOf(index), to, follower, overwrites);
        var rows = to.Shape.Height;
        if (kernel.Products < LeastProductsToShare) RunRows(0, 0, rows);
        else _share.Run(rows, 1, _runRows);
    }

    private void RunRows(int worker, int first, int rows)
    {
        _kernel!.Run(_from!, _to!, first, rows, worker, _overwrites);
        _follower?.Run(first, rows);
    }

    /// <summary>The buffer of a layer's gradient.</summary>
    private ActivationBuffer GradientOf(int layer) => _gradients[layer + 1] ??= new ActivationBuffer(_network.ShapeOf(layer), default, 1);

    /// <summary>The gradient of an element-wise layer's input from that of its output.</summary>
    private readonly record struct Follower(Layer Layer, ActivationBuffer Values, ActivationBuffer From, ActivationBuffer To, BackwardRule Rule)
    {
        public void Run(int first, int rows)
        {
            var whole = Extent.Whole(Values.Shape);
            for (var row = first; row < first + rows; row++) ElementwiseKernel.Gradient(Layer, Values.Row(0, row, whole), From.Row(0, row, whole), Rule, To.Row(0, row, whole));
        }
    }
}
