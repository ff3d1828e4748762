using Steerlens.Kernels.Engines.LayerKernels;
using Steerlens.Models;

namespace Steerlens.Kernels.Engines;

/// <summary>
/// A convolution, a dense layer or a mean seen as one thing: a dense layer is a convolution whose kernel is as large as its input, a mean
/// one whose weights join each channel with itself alone. Weights are kernel height x kernel width x input channels x output channels.
/// </summary>
internal sealed record LinearLayer(
    TensorShape Input,
    TensorShape Output,
    int KernelHeight,
    int KernelWidth,
    int StrideRows,
    int StrideColumns,
    int PaddingTop,
    int PaddingLeft,
    float[] Weights,
    float[] Bias)
{
    /// <summary>How the kernel walks over the input.</summary>
    public WindowGeometry Geometry => new(Input, Output, (KernelHeight, KernelWidth), (StrideRows, StrideColumns), (PaddingTop, PaddingLeft));

    /// <summary>Whether a layer is one of the three kinds; a convolution that keeps all channels apart is no matrix product worth the name.</summary>
    public static bool Is(Layer layer) => layer is Dense or AveragePool || (layer is Convolution convolution && !DepthwiseKernel.Is(convolution));

    /// <summary>Whether a layer changes each value by itself.</summary>
    public static bool IsElementwise(Layer layer) => layer is Activation or Affine;

    /// <summary>The linear view of a layer of a network.</summary>
    public static LinearLayer Of(Network network, Layer layer) => Of(layer, network.ShapeOf(layer.Inputs[0]));

    /// <summary>The linear view of a layer whose input has a known shape.</summary>
    public static LinearLayer Of(Layer layer, TensorShape input) => layer switch
    {
        Convolution convolution => new LinearLayer(
            input, convolution.Output, convolution.Reach.Height, convolution.Reach.Width, convolution.Stride.Rows, convolution.Stride.Columns,
            convolution.Padding.Top, convolution.Padding.Left, DenseWeights(convolution, input.Channels), convolution.Bias),
        Dense dense => new LinearLayer(input, dense.Output, input.Height, input.Width, 1, 1, 0, 0, dense.Weights, dense.Bias),
        AveragePool mean => new LinearLayer(
            input, mean.Output, mean.Kernel.Height, mean.Kernel.Width, mean.Stride.Rows, mean.Stride.Columns, 0, 0, MeanWeights(mean), new float[mean.Output.Channels]),
        _ => throw new NotSupportedException($"Layer '{layer.Name}' is a {layer.GetType().Name}, which no engine knows."),
    };

    /// <summary>The weights of a convolution as if it had one group and no holes: zero where it does not look.</summary>
    private static float[] DenseWeights(Convolution layer, int inputs)
    {
        if (layer is { Groups: 1, Dilation: (1, 1) }) return layer.Weights;
        var (outputs, each) = (layer.Output.Channels, inputs / layer.Groups);
        var weights = new float[layer.Reach.Height * layer.Reach.Width * inputs * outputs];
        for (var row = 0; row < layer.Kernel.Height; row++)
        {
            for (var column = 0; column < layer.Kernel.Width; column++)
            {
                var cell = (row * layer.Dilation.Rows * layer.Reach.Width) + (column * layer.Dilation.Columns);
                for (var input = 0; input < each; input++)
                {
                    for (var output = 0; output < outputs; output++)
                    {
                        var channel = (output / (outputs / layer.Groups) * each) + input;
                        weights[(((cell * inputs) + channel) * outputs) + output] =
                            layer.Weights[(((((row * layer.Kernel.Width) + column) * each) + input) * outputs) + output];
                    }
                }
            }
        }

        return weights;
    }

    private static float[] MeanWeights(AveragePool mean)
    {
        var (taps, channels) = (mean.Kernel.Height * mean.Kernel.Width, mean.Output.Channels);
        var weights = new float[taps * channels * channels];
        for (var tap = 0; tap < taps; tap++)
        {
            for (var channel = 0; channel < channels; channel++) weights[(((tap * channels) + channel) * channels) + channel] = 1f / taps;
        }

        return weights;
    }
}
