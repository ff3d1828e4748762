using System.Numerics.Tensors;
using Steerlens.Models;

namespace Steerlens.Kernels.Engines.LayerKernels;

/// <summary>An activation or affine layer, row by row. See <see cref="ElementwiseKernel"/>.</summary>
internal sealed unsafe class ElementwiseLayerKernel(Layer layer) : ILayerKernel
{
    /// <inheritdoc/>
    public int CostEach => layer is Activation { Kind: ActivationKind.Relu } ? 8 : 64;

    /// <inheritdoc/>
    public Extent Through(ReadOnlySpan<Extent> inputs) => inputs[0];

    /// <inheritdoc/>
    public void Apply(ActivationBuffer[] sources, ActivationBuffer destination, int image, Extent extent)
    {
        for (var row = extent.FirstRow; row < extent.FirstRow + extent.Rows; row++)
            ElementwiseKernel.Apply(layer, sources[0].Row(image, row, extent), destination.Row(image, row, extent));
    }

    /// <inheritdoc/>
    public void AddGradient(ActivationBuffer[] values, ActivationBuffer gradient, ActivationBuffer?[] destinations, BackwardRule rule)
    {
        if (destinations[0] is not { } destination) return;
        var whole = Extent.Whole(destination.Shape);
        for (var row = 0; row < whole.Rows; row++)
        {
            var above = gradient.Row(0, row, whole);
            var below = destination.Row(0, row, whole);
            ElementwiseKernel.Gradient(layer, values[0].Row(0, row, whole), above, rule, above);
            TensorPrimitives.Add(below, above, below);
        }
    }
}
