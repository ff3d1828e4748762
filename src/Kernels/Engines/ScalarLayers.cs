using Steerlens.Models;

namespace Steerlens.Kernels.Engines;

/// <summary>Every layer forward and backward in float64, one value at a time, in the order in which the formulas are written.</summary>
internal static class ScalarLayers
{
    /// <summary>Computes a layer.</summary>
    /// <param name="network">The network.</param>
    /// <param name="layer">The layer.</param>
    /// <param name="sources">What its inputs are, each H x W x C.</param>
    /// <param name="result">The layer's output, H x W x C.</param>
    public static void Run(Network network, Layer layer, double[][] sources, double[] result)
    {
        var values = sources[0];
        var channels = layer.Output.Channels;
        switch (layer)
        {
            case Activation activation:
                for (var at = 0; at < result.Length; at++) result[at] = ScalarActivation.Value(activation, values[at], at % channels);
                break;
            case Affine affine:
                for (var at = 0; at < result.Length; at++) result[at] = (values[at] * affine.Scale[at % affine.Scale.Length]) + affine.Offset[at % affine.Offset.Length];
                break;
            case MaxPool maximum:
                for (var at = 0; at < result.Length; at++) result[at] = values[ArgumentOfMaximum(maximum, network.ShapeOf(layer.Inputs[0]), values, at)];
                break;
            case Sum:
                for (var at = 0; at < result.Length; at++) result[at] = sources.Sum(source => source[source.Length == result.Length ? at : at % source.Length]);
                break;
            case Product:
                for (var at = 0; at < result.Length; at++) result[at] = values[at] * sources[1][sources[1].Length == result.Length ? at : at % sources[1].Length];
                break;
            case Concatenation concatenation:
                ForEachJoined(network, concatenation, (source, from, to) => result[to] = sources[source][from]);
                break;
            case Resampling resampling:
                Array.Clear(result);
                ForEachShare(resampling, network.ShapeOf(layer.Inputs[0]), (from, to, weight) => result[to] += weight * values[from]);
                break;
            case Softmax:
                for (var start = 0; start < result.Length; start += channels)
                {
                    var most = values.AsSpan(start, channels).ToArray().Max();
                    var total = 0d;
                    for (var at = start; at < start + channels; at++) total += result[at] = Math.Exp(values[at] - most);
                    for (var at = start; at < start + channels; at++) result[at] /= total;
                }

                break;
            case Normalization normalization:
                ScalarNormalization.Run(normalization, values, result);
                break;
            default:
                var linear = LinearLayer.Of(network, layer);
                for (var at = 0; at < result.Length; at++) result[at] = linear.Bias[at % channels];
                ForEachTap(linear, (weights, from, to) => AddOutputs(linear, weights, values.AsSpan(from), result.AsSpan(to)));
                break;
        }
    }

    /// <summary>Adds what a layer's gradient makes of its inputs' gradients.</summary>
    /// <param name="network">The network.</param>
    /// <param name="layer">The layer.</param>
    /// <param name="sources">What its inputs were.</param>
    /// <param name="result">What it put out.</param>
    /// <param name="gradient">With respect to its output.</param>
    /// <param name="rule">How it passes a ReLU.</param>
    /// <param name="below">With respect to each input; added to.</param>
    public static void Propagate(Network network, Layer layer, double[][] sources, double[] result, double[] gradient, BackwardRule rule, double[][] below)
    {
        var (values, first) = (sources[0], below[0]);
        var channels = layer.Output.Channels;
        switch (layer)
        {
            case Activation { Kind: ActivationKind.Relu } when rule == BackwardRule.Guided:
                for (var at = 0; at < gradient.Length; at++) first[at] += values[at] > 0 ? Math.Max(0, gradient[at]) : 0;
                break;
            case Activation activation:
                for (var at = 0; at < gradient.Length; at++) first[at] += gradient[at] * ScalarActivation.Derivative(activation, values[at], at % channels);
                break;
            case MaxPool maximum:
                for (var at = 0; at < gradient.Length; at++) first[ArgumentOfMaximum(maximum, network.ShapeOf(layer.Inputs[0]), values, at)] += gradient[at];
                break;
            case Affine affine:
                for (var at = 0; at < gradient.Length; at++) first[at] += gradient[at] * affine.Scale[at % affine.Scale.Length];
                break;
            case Sum:
                foreach (var source in below)
                {
                    for (var at = 0; at < gradient.Length; at++) source[source.Length == gradient.Length ? at : at % source.Length] += gradient[at];
                }

                break;
            case Product:
                for (var at = 0; at < gradient.Length; at++)
                {
                    var other = sources[1].Length == gradient.Length ? at : at % sources[1].Length;
                    first[at] += gradient[at] * sources[1][other];
                    below[1][other] += gradient[at] * values[at];
                }

                break;
            case Concatenation concatenation:
                ForEachJoined(network, concatenation, (source, from, to) => below[source][from] += gradient[to]);
                break;
            case Normalization normalization:
                ScalarNormalization.Propagate(normalization, values, result, gradient, first);
                break;
            case Resampling resampling:
                ForEachShare(resampling, network.ShapeOf(layer.Inputs[0]), (from, to, weight) => first[from] += weight * gradient[to]);
                break;
            case Softmax:
                for (var start = 0; start < gradient.Length; start += channels)
                {
                    var mean = 0d;
                    for (var at = start; at < start + channels; at++) mean += result[at] * gradient[at];
                    for (var at = start; at < start + channels; at++) first[at] += result[at] * (gradient[at] - mean);
                }

                break;
            default:
                var linear = LinearLayer.Of(network, layer);
                ForEachTap(linear, (weights, from, to) => AddInputs(linear, weights, gradient.AsSpan(to), first.AsSpan(from)));
                break;
        }
    }

    /// <summary>The input value that an output of a maximum is: the first one of several that are equal, as PyTorch has it.</summary>
    private static int ArgumentOfMaximum(MaxPool layer, TensorShape input, double[] values, int output)
    {
        var (position, channel) = (output / input.Channels, output % input.Channels);
        var row = (position / layer.Output.Width * layer.Stride.Rows) - layer.Padding.Top;
        var column = (position % layer.Output.Width * layer.Stride.Columns) - layer.Padding.Left;
        var best = -1;
        for (var tap = 0; tap < layer.Kernel.Height * layer.Kernel.Width; tap++)
        {
            var (y, x) = (row + (tap / layer.Kernel.Width), column + (tap % layer.Kernel.Width));
            if (y < 0 || y >= input.Height || x < 0 || x >= input.Width) continue;
            var at = (((y * input.Width) + x) * input.Channels) + channel;
            if (best < 0 || values[at] > values[best]) best = at;
        }

        return best;
    }

    /// <summary>Visits each value of a concatenation: the input's number, the place in it, and the place in the output.</summary>
    private static void ForEachJoined(Network network, Concatenation layer, Action<int, int, int> visit)
    {
        var start = 0;
        for (var source = 0; source < layer.Inputs.Count; source++)
        {
            var shape = network.ShapeOf(layer.Inputs[source]);
            var byChannel = (shape.Height, shape.Width) == (layer.Output.Height, layer.Output.Width);
            for (var at = 0; at < shape.Length; at++)
                visit(source, at, byChannel ? (at / shape.Channels * layer.Output.Channels) + start + (at % shape.Channels) : start + at);
            start += byChannel ? shape.Channels : shape.Length;
        }
    }

    /// <summary>Visits each share that an input value has in an output value: the places of both, and the weight.</summary>
    private static void ForEachShare(Resampling layer, TensorShape input, Action<int, int, double> visit)
    {
        for (var position = 0; position < layer.Output.Height * layer.Output.Width; position++)
        {
            var (row, column) = (position / layer.Output.Width, position % layer.Output.Width);
            for (var y = 0; y < layer.Rows.SourcesOf(row).Length; y++)
            {
                for (var x = 0; x < layer.Columns.SourcesOf(column).Length; x++)
                {
                    var from = ((layer.Rows.SourcesOf(row)[y] * input.Width) + layer.Columns.SourcesOf(column)[x]) * input.Channels;
                    var weight = (double)layer.Rows.WeightsOf(row)[y] * layer.Columns.WeightsOf(column)[x];
                    for (var channel = 0; channel < input.Channels; channel++) visit(from + channel, (position * input.Channels) + channel, weight);
                }
            }
        }
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
}
