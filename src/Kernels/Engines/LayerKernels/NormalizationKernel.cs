using System.Numerics.Tensors;
using Steerlens.Models;

namespace Steerlens.Kernels.Engines.LayerKernels;

/// <summary>Normalisation over the values of a group. <see cref="ScalarNormalization"/> is the specification.</summary>
internal sealed class NormalizationKernel(Normalization layer) : ILayerKernel
{
    private readonly int _each = layer.Output.Channels / layer.Groups;

    /// <inheritdoc/>
    public int CostEach => 8;

    /// <inheritdoc/>
    public Extent Through(ReadOnlySpan<Extent> inputs) => layer.ByPosition || inputs[0].Count == 0 ? inputs[0] : Extent.Whole(layer.Output);

    /// <inheritdoc/>
    public void Apply(ActivationBuffer[] sources, ActivationBuffer destination, int image, Extent extent)
    {
        for (var group = 0; group < layer.Groups; group++)
        {
            var whole = layer.ByPosition ? default : Moments(sources[0], image, Extent.Whole(layer.Output), group);
            for (var row = extent.FirstRow; row < extent.FirstRow + extent.Rows; row++)
            {
                for (var column = extent.FirstColumn; column < extent.FirstColumn + extent.Columns; column++)
                {
                    var (mean, deviation) = layer.ByPosition ? Moments(sources[0], image, new Extent(row, column, 1, 1), group) : whole;
                    var result = Part(destination, image, row, column, group);
                    TensorPrimitives.Subtract(Part(sources[0], image, row, column, group), (float)mean, result);
                    TensorPrimitives.Multiply(result, (float)(1 / deviation), result);
                }
            }
        }
    }

    /// <inheritdoc/>
    public void AddGradient(ActivationBuffer[] values, ActivationBuffer gradient, ActivationBuffer?[] destinations, BackwardRule rule)
    {
        if (destinations[0] is not { } destination) return;
        if (!layer.ByPosition)
        {
            for (var group = 0; group < layer.Groups; group++) AddGradient(values, gradient, destination, Extent.Whole(layer.Output), group);
            return;
        }

        for (var row = 0; row < layer.Output.Height; row++)
        {
            for (var column = 0; column < layer.Output.Width; column++) AddGradient(values, gradient, destination, new Extent(row, column, 1, 1), 0);
        }
    }

    private void AddGradient(ActivationBuffer[] values, ActivationBuffer gradient, ActivationBuffer destination, Extent extent, int group)
    {
        var (_, deviation) = Moments(values[0], 0, extent, group);
        var (mean, slope) = (0d, 0d);
        for (var position = 0; position < extent.Count; position++)
        {
            var above = At(gradient, extent, position, group);
            mean += TensorPrimitives.Sum<float>(above);
            slope += TensorPrimitives.Dot<float>(above, At(values[1], extent, position, group));
        }

        (mean, slope) = (mean / (extent.Count * _each), slope / (extent.Count * _each));
        for (var position = 0; position < extent.Count; position++)
        {
            var above = At(gradient, extent, position, group);
            var result = At(values[1], extent, position, group);
            var below = At(destination, extent, position, group);
            for (var channel = 0; channel < below.Length; channel++) below[channel] += (float)((above[channel] - mean - (result[channel] * slope)) / deviation);
        }
    }

    /// <summary>Mean and deviation of a group, in two walks: the difference of large squares would lose what is left.</summary>
    private (double Mean, double Deviation) Moments(ActivationBuffer values, int image, Extent extent, int group)
    {
        var (sum, squares) = (0d, 0d);
        for (var position = 0; position < extent.Count; position++)
        {
            foreach (var value in At(values, extent, position, group, image)) sum += value;
        }

        var mean = sum / (extent.Count * _each);
        for (var position = 0; position < extent.Count; position++)
        {
            foreach (var value in At(values, extent, position, group, image)) squares += (value - mean) * (value - mean);
        }

        return (mean, Math.Sqrt((squares / (extent.Count * _each)) + layer.Epsilon));
    }

    private Span<float> At(ActivationBuffer buffer, Extent extent, int position, int group, int image = 0) =>
        Part(buffer, image, extent.FirstRow + (position / extent.Columns), extent.FirstColumn + (position % extent.Columns), group);

    private Span<float> Part(ActivationBuffer buffer, int image, int row, int column, int group) => buffer.Position(image, row, column).Slice(group * _each, _each);
}
