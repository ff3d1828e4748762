using Steerlens.Models;

namespace Steerlens.Tests;

/// <summary>Computes a network layer by layer in double precision, as plainly as can be: the oracle for every faster way.</summary>
internal static class ReferenceForward
{
    /// <summary>Computes all layers.</summary>
    /// <param name="network">The network.</param>
    /// <param name="input">H x W x C values of the network's input.</param>
    /// <returns>One array for each layer of the network, H x W x C; the last one is the output.</returns>
    public static double[][] Run(Network network, ReadOnlySpan<float> input)
    {
        var values = new double[input.Length];
        for (var index = 0; index < values.Length; index++) values[index] = input[index];
        return Run(network, values);
    }

    /// <inheritdoc cref="Run(Network, ReadOnlySpan{float})"/>
    public static double[][] Run(Network network, double[] input)
    {
        if (input.Length != network.Input.Length)
            throw new ArgumentException($"The network reads {network.Input}, not {input.Length} values.", nameof(input));
        var results = new double[network.Layers.Count][];
        for (var index = 0; index < results.Length; index++)
        {
            var layer = network.Layers[index];
            var source = layer.Inputs[0] == Network.InputIndex ? input : results[layer.Inputs[0]];
            results[index] = layer switch
            {
                Convolution convolution => Convolve(convolution, network.ShapeOf(layer.Inputs[0]), source),
                Dense dense => Multiply(dense, source),
                AveragePool mean => Pool(mean.Output, mean.Kernel, mean.Stride, network.ShapeOf(layer.Inputs[0]), source, values => values.Average()),
                MaxPool maximum => Pool(maximum.Output, maximum.Kernel, maximum.Stride, network.ShapeOf(layer.Inputs[0]), source, values => values.Max()),
                Activation activation => Array.ConvertAll(source, value => Activate(activation, value)),
                Affine affine => [.. source.Select((value, at) => (value * affine.Scale[at % affine.Scale.Length]) + affine.Offset[at % affine.Offset.Length])],
                _ => throw new NotSupportedException($"Layer '{layer.Name}' is a {layer.GetType().Name}."),
            };
        }

        return results;
    }

    /// <summary>The network's outputs.</summary>
    public static double[] Output(Network network, ReadOnlySpan<float> input) => Run(network, input)[^1];

    private static double[] Convolve(Convolution layer, TensorShape input, double[] source)
    {
        var (height, width, channels) = layer.Output;
        var result = new double[layer.Output.Length];
        for (var row = 0; row < height; row++)
        {
            for (var column = 0; column < width; column++)
            {
                for (var channel = 0; channel < channels; channel++)
                    result[(((row * width) + column) * channels) + channel] = ConvolveAt(layer, input, source, row, column, channel);
            }
        }

        return result;
    }

    private static double ConvolveAt(Convolution layer, TensorShape input, double[] source, int row, int column, int channel)
    {
        var sum = (double)layer.Bias[channel];
        for (var kernelRow = 0; kernelRow < layer.Kernel.Height; kernelRow++)
        {
            var sourceRow = (row * layer.Stride.Rows) + kernelRow - layer.Padding.Top;
            if (sourceRow < 0 || sourceRow >= input.Height) continue;
            for (var kernelColumn = 0; kernelColumn < layer.Kernel.Width; kernelColumn++)
            {
                var sourceColumn = (column * layer.Stride.Columns) + kernelColumn - layer.Padding.Left;
                if (sourceColumn < 0 || sourceColumn >= input.Width) continue;
                var from = ((sourceRow * input.Width) + sourceColumn) * input.Channels;
                var weight = ((kernelRow * layer.Kernel.Width) + kernelColumn) * input.Channels;
                for (var depth = 0; depth < input.Channels; depth++)
                    sum += source[from + depth] * layer.Weights[((weight + depth) * layer.Output.Channels) + channel];
            }
        }

        return sum;
    }

    private static double[] Pool(
        TensorShape output, (int Height, int Width) kernel, (int Rows, int Columns) stride, TensorShape input, double[] source, Func<IEnumerable<double>, double> join)
    {
        var result = new double[output.Length];
        for (var index = 0; index < result.Length; index++)
        {
            var (row, column, channel) = (index / output.Channels / output.Width, index / output.Channels % output.Width, index % output.Channels);
            result[index] = join(
                from y in Enumerable.Range(row * stride.Rows, kernel.Height)
                from x in Enumerable.Range(column * stride.Columns, kernel.Width)
                select source[(((y * input.Width) + x) * input.Channels) + channel]);
        }

        return result;
    }

    private static double[] Multiply(Dense layer, double[] source)
    {
        var units = layer.Output.Length;
        var result = Array.ConvertAll(layer.Bias, value => (double)value);
        for (var from = 0; from < source.Length; from++)
        {
            for (var unit = 0; unit < units; unit++) result[unit] += source[from] * layer.Weights[(from * units) + unit];
        }

        return result;
    }

    private static double Activate(Activation layer, double value) => layer.Kind switch
    {
        ActivationKind.Relu => Math.Max(0, value),
        ActivationKind.Elu => value > 0 ? value : layer.Alpha * (Math.Exp(value) - 1),
        ActivationKind.Tanh => Math.Tanh(value),
        ActivationKind.Sigmoid => 1 / (1 + Math.Exp(-value)),
        ActivationKind.Atan => Math.Atan(value),
        _ => throw new NotSupportedException($"Layer '{layer.Name}' applies {layer.Kind}."),
    };
}
