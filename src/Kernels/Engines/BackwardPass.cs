using System.Numerics.Tensors;
using Steerlens.Models;

namespace Steerlens.Kernels.Engines;

/// <summary>Carries a gradient from the outputs down to a layer, and keeps the buffers for it. It serves one caller at a time.</summary>
internal sealed unsafe class BackwardPass : IDisposable
{
    /// <summary>Multiply-adds under which waking other threads costs more than it saves.</summary>
    private const long LeastProductsToShare = 1_000_000;

    private readonly Network _network;
    private readonly LinearLayer?[] _linear;
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

    public BackwardPass(Network network, LinearLayer?[] linear, InstructionSet instructions, WorkerPool workers)
    {
        (_network, _linear, _instructions, _workers) = (network, linear, instructions, workers);
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
            var source = _network.Layers[index].Inputs[0];
            if (source < layer) continue;
            if (!_isWritten[index + 1]) GradientOf(index).Clear();
            Propagate(index, pass.Of(source), GradientOf(index), GradientOf(source), !_isWritten[source + 1], rule);
            _isWritten[source + 1] = true;
        }

        if (_isWritten[layer + 1]) GradientOf(layer).CopyOut(0, gradient);
        else gradient.Clear();
    }

    public void Dispose()
    {
        foreach (var kernel in _kernels) kernel?.Dispose();
        foreach (var buffer in _gradients) buffer?.Dispose();
    }

    private void Propagate(int index, ActivationBuffer values, ActivationBuffer from, ActivationBuffer to, bool overwrites, BackwardRule rule)
    {
        switch (_network.Layers[index])
        {
            case MaxPool maximum:
                if (overwrites) to.Clear();
                MaxPoolKernel.AddGradient(maximum, values, from, to);
                break;
            case var layer when _linear[index] is null:
                PropagateElementwise(layer, values, from, to, overwrites, rule);
                break;
            default:
                PropagateLinear(index, from, to, overwrites);
                break;
        }
    }

    private static void PropagateElementwise(Layer layer, ActivationBuffer values, ActivationBuffer from, ActivationBuffer to, bool overwrites, BackwardRule rule)
    {
        var length = values.Shape.Width * values.Shape.Channels;
        for (var row = 0; row < values.Shape.Height; row++)
        {
            var input = new ReadOnlySpan<float>(values.Pointer + values.Offset(0, row, 0), length);
            var gradient = new Span<float>(from.Pointer + from.Offset(0, row, 0), length);
            var result = new Span<float>(to.Pointer + to.Offset(0, row, 0), length);
            if (overwrites)
            {
                ElementwiseKernel.Gradient(layer, input, gradient, rule, result);
                continue;
            }

            // The gradient above is not read again, so it can hold the product.
            ElementwiseKernel.Gradient(layer, input, gradient, rule, gradient);
            TensorPrimitives.Add(result, gradient, result);
        }
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
