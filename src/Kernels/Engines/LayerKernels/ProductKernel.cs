using System.Numerics.Tensors;
using Steerlens.Models;

namespace Steerlens.Kernels.Engines.LayerKernels;

/// <summary>The product of two inputs; the second may have a single position, which then counts everywhere.</summary>
internal sealed class ProductKernel(Product layer, TensorShape[] inputs) : ILayerKernel
{
    /// <inheritdoc/>
    public int CostEach => 8;

    /// <inheritdoc/>
    public Extent Through(ReadOnlySpan<Extent> extents) => Broadcasting.Through(layer.Output, inputs, extents);

    /// <inheritdoc/>
    public void Apply(ActivationBuffer[] sources, ActivationBuffer destination, int image, Extent extent)
    {
        for (var row = extent.FirstRow; row < extent.FirstRow + extent.Rows; row++)
            Multiply(sources[0].Row(image, row, extent), sources[1], image, row, extent, destination.Row(image, row, extent));
    }

    /// <inheritdoc/>
    public void AddGradient(ActivationBuffer[] values, ActivationBuffer gradient, ActivationBuffer?[] destinations, BackwardRule rule)
    {
        var whole = Extent.Whole(layer.Output);
        var part = new float[whole.Columns * layer.Output.Channels];
        for (var row = 0; row < whole.Rows; row++)
        {
            var above = gradient.Row(0, row, whole);
            if (destinations[1] is { } second)
            {
                TensorPrimitives.Multiply(above, values[0].Row(0, row, whole), part);
                Broadcasting.Add(part, second, row, inputs[1] == layer.Output);
            }

            if (destinations[0] is not { } first) continue;
            Multiply(above, values[1], 0, row, whole, part);
            Broadcasting.Add(part, first, row, isWhole: true);
        }
    }

    private void Multiply(ReadOnlySpan<float> row, ActivationBuffer other, int image, int at, Extent extent, Span<float> result)
    {
        if (inputs[1] == layer.Output)
        {
            TensorPrimitives.Multiply(row, other.Row(image, at, extent), result);
            return;
        }

        var factors = other.Position(image, 0, 0);
        if (factors.Length == 1) TensorPrimitives.Multiply(row, factors[0], result);
        else ChannelKernel.Scale(row, factors, [], result);
    }
}
