using Steerlens.Kernels.Occlusion;
using Steerlens.Models;

namespace Steerlens.Kernels.Engines;

/// <summary>
/// The specification of every engine: float64, one value and one window at a time, in the order in which the formulas are
/// written. It is slow on purpose and what the fast engines are compared with.
/// </summary>
public sealed class ScalarEngine : IEngine
{
    /// <summary>Makes an engine for a network.</summary>
    public ScalarEngine(Network network)
    {
        ArgumentNullException.ThrowIfNull(network);
        Network = network;
    }

    /// <inheritdoc/>
    public string Name => "scalar";

    /// <inheritdoc/>
    public string Description => "scalar float64 reference, 1 thread";

    /// <inheritdoc/>
    public Network Network { get; }

    /// <inheritdoc/>
    public ForwardPass NewPass() => new Pass(Network);

    /// <inheritdoc/>
    public void Forward(ReadOnlySpan<float> input, ForwardPass pass)
    {
        EngineArguments.RequireLength(input.Length, Network.Input.Length, "input");
        var own = EngineArguments.RequirePass<Pass>(pass, this);
        for (var index = 0; index < input.Length; index++) own.Input[index] = input[index];
        Run(own.Input, own.Activations);
    }

    /// <inheritdoc/>
    public void CopyActivation(ForwardPass pass, int layer, Span<float> destination)
    {
        EngineArguments.RequireLength(destination.Length, Network.ShapeOf(layer).Length, "activation");
        var source = EngineArguments.RequirePass<Pass>(pass, this).Of(layer);
        for (var index = 0; index < source.Length; index++) destination[index] = (float)source[index];
    }

    /// <inheritdoc/>
    public void Backward(ForwardPass pass, ReadOnlySpan<float> outputWeights, int layer, Span<float> gradient, BackwardRule rule = BackwardRule.Plain)
    {
        EngineArguments.RequireLength(outputWeights.Length, Network.OutputCount, "output weights");
        EngineArguments.RequireLength(gradient.Length, Network.ShapeOf(layer).Length, "gradient");
        var own = EngineArguments.RequirePass<Pass>(pass, this);
        var gradients = new double[Network.Layers.Count][];
        for (var index = 0; index < gradients.Length; index++) gradients[index] = new double[Network.Layers[index].Output.Length];
        var ofInput = new double[Network.Input.Length];
        for (var index = 0; index < outputWeights.Length; index++) gradients[^1][index] = outputWeights[index];
        for (var index = Network.Layers.Count - 1; index > layer; index--)
        {
            var source = Network.Layers[index].Inputs[0];
            Propagate(Network.Layers[index], Network.ShapeOf(source), own.Of(source), gradients[index], rule, source == Network.InputIndex ? ofInput : gradients[source]);
        }

        var result = layer == Network.InputIndex ? ofInput : gradients[layer];
        for (var index = 0; index < result.Length; index++) gradient[index] = (float)result[index];
    }

    /// <inheritdoc/>
    public void Occlude(ForwardPass pass, WindowBank bank, ReadOnlySpan<float> fill, Span<float> outputs)
    {
        ArgumentNullException.ThrowIfNull(bank);
        EngineArguments.RequireBank(bank, fill.Length, outputs.Length, Network);
        var channels = Network.Input.Channels;
        var own = EngineArguments.RequirePass<Pass>(pass, this);
        var masked = new double[own.Input.Length];
        var activations = own.Activations.Select(values => new double[values.Length]).ToArray();
        for (var index = 0; index < bank.Count; index++)
        {
            own.Input.CopyTo(masked, 0);
            var window = bank.Windows[index];
            for (var row = window.Row; row < window.Row + window.Height; row++)
            {
                var start = ((row * Network.Input.Width) + window.Column) * channels;
                for (var value = 0; value < window.Width * channels; value++)
                {
                    var weight = (double)bank.Edge.Weight(row - window.Row, window.Height) * bank.Edge.Weight(value / channels, window.Width);
                    masked[start + value] += weight * (fill[start + value] - masked[start + value]);
                }
            }

            Run(masked, activations);
            for (var output = 0; output < Network.OutputCount; output++)
                outputs[(index * Network.OutputCount) + output] = (float)activations[^1][output];
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        // Nothing but managed memory is held.
    }

    private void Run(double[] input, double[][] activations)
    {
        for (var index = 0; index < Network.Layers.Count; index++)
        {
            var layer = Network.Layers[index];
            var source = layer.Inputs[0];
            var values = source == Network.InputIndex ? input : activations[source];
            var result = activations[index];
            switch (layer)
            {
                case Activation activation:
                    for (var at = 0; at < result.Length; at++) result[at] = ScalarActivation.Value(activation, values[at]);
                    break;
                case Affine affine:
                    for (var at = 0; at < result.Length; at++)
                        result[at] = (values[at] * affine.Scale[at % affine.Scale.Length]) + affine.Offset[at % affine.Offset.Length];
                    break;
                case MaxPool maximum:
                    for (var at = 0; at < result.Length; at++) result[at] = values[ArgumentOfMaximum(maximum, Network.ShapeOf(source), values, at)];
                    break;
                default:
                    var linear = LinearLayer.Of(Network, layer);
                    for (var at = 0; at < result.Length; at++) result[at] = linear.Bias[at % linear.Output.Channels];
                    ForEachTap(linear, (weights, from, to) => AddOutputs(linear, weights, values.AsSpan(from), result.AsSpan(to)));
                    break;
            }
        }
    }

    private static void Propagate(Layer layer, TensorShape input, double[] values, double[] gradient, BackwardRule rule, double[] result)
    {
        switch (layer)
        {
            case Activation { Kind: ActivationKind.Relu } when rule == BackwardRule.Guided:
                for (var at = 0; at < result.Length; at++) result[at] += values[at] > 0 ? Math.Max(0, gradient[at]) : 0;
                break;
            case Activation activation:
                for (var at = 0; at < result.Length; at++) result[at] += gradient[at] * ScalarActivation.Derivative(activation, values[at]);
                break;
            case MaxPool maximum:
                for (var at = 0; at < gradient.Length; at++) result[ArgumentOfMaximum(maximum, input, values, at)] += gradient[at];
                break;
            case Affine affine:
                for (var at = 0; at < result.Length; at++) result[at] += gradient[at] * affine.Scale[at % affine.Scale.Length];
                break;
            default:
                var linear = LinearLayer.Of(layer, input);
                ForEachTap(linear, (weights, from, to) => AddInputs(linear, weights, gradient.AsSpan(to), result.AsSpan(from)));
                break;
        }
    }

    /// <summary>The input value that an output of a maximum is: the first one of several that are equal, as PyTorch has it.</summary>
    private static int ArgumentOfMaximum(MaxPool layer, TensorShape input, double[] values, int output)
    {
        var (position, channel) = (output / input.Channels, output % input.Channels);
        var (row, column) = (position / layer.Output.Width * layer.Stride.Rows, position % layer.Output.Width * layer.Stride.Columns);
        var best = -1;
        for (var tap = 0; tap < layer.Kernel.Height * layer.Kernel.Width; tap++)
        {
            var at = ((((row + (tap / layer.Kernel.Width)) * input.Width) + column + (tap % layer.Kernel.Width)) * input.Channels) + channel;
            if (best < 0 || values[at] > values[best]) best = at;
        }

        return best;
    }

    /// <summary>Visits each kernel tap of each output position that lies inside the input: offsets of weights, input and output.</summary>
    private static void ForEachTap(LinearLayer linear, Action<int, int, int> visit)
    {
        for (var row = 0; row < linear.Output.Height; row++)
        {
            for (var column = 0; column < linear.Output.Width; column++)
            {
                for (var tap = 0; tap < linear.KernelHeight * linear.KernelWidth; tap++)
                {
                    var inputRow = (row * linear.StrideRows) - linear.PaddingTop + (tap / linear.KernelWidth);
                    var inputColumn = (column * linear.StrideColumns) - linear.PaddingLeft + (tap % linear.KernelWidth);
                    if (inputRow < 0 || inputRow >= linear.Input.Height || inputColumn < 0 || inputColumn >= linear.Input.Width) continue;
                    visit(
                        tap * linear.Input.Channels * linear.Output.Channels,
                        ((inputRow * linear.Input.Width) + inputColumn) * linear.Input.Channels,
                        ((row * linear.Output.Width) + column) * linear.Output.Channels);
                }
            }
        }
    }

    private static void AddOutputs(LinearLayer linear, int weights, ReadOnlySpan<double> values, Span<double> sums)
    {
        for (var input = 0; input < linear.Input.Channels; input++)
        {
            for (var output = 0; output < linear.Output.Channels; output++)
                sums[output] += values[input] * linear.Weights[weights + (input * linear.Output.Channels) + output];
        }
    }

    private static void AddInputs(LinearLayer linear, int weights, ReadOnlySpan<double> gradient, Span<double> sums)
    {
        for (var input = 0; input < linear.Input.Channels; input++)
        {
            for (var output = 0; output < linear.Output.Channels; output++)
                sums[input] += gradient[output] * linear.Weights[weights + (input * linear.Output.Channels) + output];
        }
    }

    private sealed class Pass(Network network) : ForwardPass
    {
        public double[] Input { get; } = new double[network.Input.Length];

        public double[][] Activations { get; } = [.. network.Layers.Select(layer => new double[layer.Output.Length])];

        public double[] Of(int layer) => layer == Network.InputIndex ? Input : Activations[layer];

        public override void Dispose()
        {
            // Nothing but managed memory is held.
        }
    }
}
