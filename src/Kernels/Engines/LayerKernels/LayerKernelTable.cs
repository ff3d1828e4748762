using Steerlens.Models;

namespace Steerlens.Kernels.Engines.LayerKernels;

/// <summary>Which kernel computes a layer that is no <see cref="LinearLayer"/>.</summary>
internal static class LayerKernelTable
{
    /// <summary>The kernel of a layer.</summary>
    /// <param name="network">The network.</param>
    /// <param name="layer">One of its layers.</param>
    /// <param name="instructions">Vector width.</param>
    /// <exception cref="NotSupportedException">No engine knows the layer.</exception>
    public static ILayerKernel Of(Network network, Layer layer, InstructionSet instructions) => layer switch
    {
        Activation or Affine => new ElementwiseLayerKernel(layer),
        MaxPool maximum => new MaxPoolKernel(maximum, network.ShapeOf(layer.Inputs[0]), instructions),
        Convolution convolution => new DepthwiseKernel(convolution, network.ShapeOf(layer.Inputs[0]), instructions),
        Sum sum => new SumKernel(sum, [.. layer.Inputs.Select(network.ShapeOf)]),
        Product product => new ProductKernel(product, [.. layer.Inputs.Select(network.ShapeOf)]),
        Concatenation concatenation => new ConcatenationKernel(concatenation, [.. layer.Inputs.Select(network.ShapeOf)]),
        Resampling resampling => new ResamplingKernel(resampling),
        Softmax => new SoftmaxKernel(),
        Normalization normalization => new NormalizationKernel(normalization),
        _ => throw new NotSupportedException($"Layer '{layer.Name}' is a {layer.GetType().Name}, which no engine knows."),
    };
}
