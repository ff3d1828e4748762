using System.Numerics.Tensors;

namespace Steerlens.Kernels.Engines.LayerKernels;

/// <summary>Softmax over the channels of each position.</summary>
internal sealed class SoftmaxKernel : ILayerKernel
{
    /// <inheritdoc/>
    public int CostEach => 64;

    /// <inheritdoc/>
    public Extent Through(ReadOnlySpan<Extent> inputs) => inputs[0];

    /// <inheritdoc/>
    public void Apply(ActivationBuffer[] sources, ActivationBuffer destination, int image, Extent extent)
    {
        for (var row = extent.FirstRow; row < extent.FirstRow + extent.Rows; row++)
        {
            for (var column = extent.FirstColumn; column < extent.FirstColumn + extent.Columns; column++)
            {
                var result = destination.Position(image, row, column);
                var values = sources[0].Position(image, row, column);

                // Without its maximum, which cancels, no exponential overflows.
                TensorPrimitives.Subtract(values, TensorPrimitives.Max<float>(values), result);
                TensorPrimitives.Exp(result, result);
                TensorPrimitives.Divide(result, TensorPrimitives.Sum<float>(result), result);
            }
        }
    }

    /// <inheritdoc/>
    public void AddGradient(ActivationBuffer[] values, ActivationBuffer gradient, ActivationBuffer?[] destinations, BackwardRule rule)
    {
        if (destinations[0] is not { } destination) return;
        for (var row = 0; row < destination.Shape.Height; row++)
        {
            for (var column = 0; column < destination.Shape.Width; column++)
            {
                var shares = values[1].Position(0, row, column);
                var above = gradient.Position(0, row, column);
                TensorPrimitives.Subtract(above, TensorPrimitives.Dot<float>(shares, above), above);
                var sum = destination.Position(0, row, column);
                TensorPrimitives.MultiplyAdd(shares, above, sum, sum);
            }
        }
    }
}
