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
    public void ChannelMeans(ForwardPass pass, int layer, Span<float> means)
    {
        var shape = Network.ShapeOf(layer);
        EngineArguments.RequireLength(means.Length, shape.Height * shape.Width, "means");
        var source = EngineArguments.RequirePass<Pass>(pass, this).Of(layer);
        for (var position = 0; position < means.Length; position++)
        {
            var sum = 0d;
            for (var channel = 0; channel < shape.Channels; channel++) sum += source[(position * shape.Channels) + channel];
            means[position] = (float)(sum / shape.Channels);
        }
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
            var inputs = Network.Layers[index].Inputs;
            ScalarLayers.Propagate(
                Network,
                Network.Layers[index],
                [.. inputs.Select(own.Of)],
                own.Activations[index],
                gradients[index],
                rule,
                [.. inputs.Select(source => source == Network.InputIndex ? ofInput : gradients[source])]);
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
            var sources = Network.Layers[index].Inputs.Select(source => source == Network.InputIndex ? input : activations[source]).ToArray();
            ScalarLayers.Run(Network, Network.Layers[index], sources, activations[index]);
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
