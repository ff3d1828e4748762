using Steerlens.Kernels.Engines.LayerKernels;
using Steerlens.Models;

namespace Steerlens.Kernels.Engines;

/// <summary>Carries a gradient from the outputs down to a layer, and keeps the buffers for it. It serves one caller at a time.</summary>
internal sealed unsafe class BackwardPass : IDisposable
{
    /// <summary>Multiply-adds under which waking other threads costs more than it saves.</summary>
    private const long LeastProductsToShare = 1_000_000;

    private readonly Network _network;
    private readonly LinearLayer?[] _linear;
    private readonly ILayerKernel?[] _others;
    private readonly ActivationBuffer?[][] _destinations;
    private readonly InstructionSet _instructions;
    private readonly WorkerPool _workers;
    private readonly LinearBackwardKernel?[] _kernels;
    private readonly ActivationBuffer?[] _gradients;
    private readonly bool[] _isWritten;
    private readonly Action<int, int> _runRows;
    private LinearBackwardKernel? _kernel;
    private ActivationBuffer? _from;
    private ActivationBuffer? _to;
    private bool _overwrites;
    private int _rowsEach;

    public BackwardPass(Network network, LinearLayer?[] linear, ILayerKernel?[] others, InstructionSet instructions, WorkerPool workers)
    {
        (_network, _linear, _others, _instructions, _workers) = (network, linear, others, instructions, workers);
        _destinations = [.. network.Layers.Select(layer => new ActivationBuffer?[layer.Inputs.Count])];
        _kernels = new LinearBackwardKernel?[network.Layers.Count];
        _gradients = new ActivationBuffer?[network.Layers.Count + 1];
        _isWritten = new bool[network.Layers.Count + 1];
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
                PropagateLinear(index, GradientOf(index), GradientOf(only), overwrites: true);
                return;
            }

            if (LinearLayer.IsElementwise(_network.Layers[index]))
            {
                SetElementwise(_network.Layers[index], pass.Of(only), GradientOf(index), GradientOf(only), rule);
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
        else if (destinations[0] is { } destination) PropagateLinear(index, GradientOf(index), destination, overwrites: false);
    }

    /// <summary>An element-wise layer whose input has no gradient yet.</summary>
    private static void SetElementwise(Layer layer, ActivationBuffer values, ActivationBuffer from, ActivationBuffer to, BackwardRule rule)
    {
        var whole = Extent.Whole(values.Shape);
        for (var row = 0; row < whole.Rows; row++) ElementwiseKernel.Gradient(layer, values.Row(0, row, whole), from.Row(0, row, whole), rule, to.Row(0, row, whole));
    }

    private void PropagateLinear(int index, ActivationBuffer from, ActivationBuffer to, bool overwrites)
    {
        var kernel = _kernels[index] ??= new LinearBackwardKernel(_linear[index]!, _instructions, _workers.Workers);
        var rows = to.Shape.Height;
        if (_workers.Workers == 1 || kernel.Products < LeastProductsToShare || rows < _workers.Workers)
        {
            kernel.Run(from, to, 0, rows, 0, overwrites);
            return;
        }

        (_kernel, _from, _to, _overwrites) = (kernel, from, to, overwrites);
        _rowsEach = Math.Max(1, rows / (4 * _workers.Workers));
        _workers.Run((rows + _rowsEach - 1) / _rowsEach, _runRows);
    }

    private void RunRows(int worker, int item)
    {
        var first = item * _rowsEach;
        _kernel!.Run(_from!, _to!, first, Math.Min(_rowsEach, _to!.Shape.Height - first), worker, _overwrites);
    }

    /// <summary>The buffer of a layer's gradient, with the columns that its readers pad and the zero rows that its own kernel reads.</summary>
    private ActivationBuffer GradientOf(int layer)
    {
        if (_gradients[layer + 1] is { } buffer) return buffer;
        var margins = ActivationBuffer.Margins.For(_network, layer);
        var (top, bottom) = layer != Network.InputIndex && _linear[layer] is { } linear ? LinearBackwardKernel.RowMargins(linear) : (0, 0);
        margins = margins with { Top = Math.Max(margins.Top, top), Bottom = Math.Max(margins.Bottom, bottom) };
        return _gradients[layer + 1] = new ActivationBuffer(_network.ShapeOf(layer), margins, 1);
    }
}
