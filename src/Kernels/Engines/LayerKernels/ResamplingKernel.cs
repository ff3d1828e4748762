using System.Numerics.Tensors;
using Steerlens.Models;

namespace Steerlens.Kernels.Engines.LayerKernels;

/// <summary>Weighted sums of rows and of columns, all channels of a position at a time.</summary>
internal sealed class ResamplingKernel(Resampling layer) : ILayerKernel
{
    /// <inheritdoc/>
    public int CostEach => 64;

    /// <inheritdoc/>
    public Extent Through(ReadOnlySpan<Extent> inputs)
    {
        var (firstRow, rows) = Reached(layer.Rows, inputs[0].FirstRow, inputs[0].Rows);
        var (firstColumn, columns) = Reached(layer.Columns, inputs[0].FirstColumn, inputs[0].Columns);
        return rows == 0 || columns == 0 ? default : new Extent(firstRow, firstColumn, rows, columns);
    }

    /// <inheritdoc/>
    public void Apply(ActivationBuffer[] sources, ActivationBuffer destination, int image, Extent extent)
    {
        for (var row = extent.FirstRow; row < extent.FirstRow + extent.Rows; row++)
        {
            var rows = layer.Rows.SourcesOf(row);
            var rowWeights = layer.Rows.WeightsOf(row);
            for (var column = extent.FirstColumn; column < extent.FirstColumn + extent.Columns; column++)
            {
                var columns = layer.Columns.SourcesOf(column);
                var columnWeights = layer.Columns.WeightsOf(column);
                var result = destination.Position(image, row, column);
                result.Clear();
                for (var y = 0; y < rows.Length; y++)
                {
                    for (var x = 0; x < columns.Length; x++)
                        TensorPrimitives.MultiplyAdd(sources[0].Position(image, rows[y], columns[x]), rowWeights[y] * columnWeights[x], result, result);
                }
            }
        }
    }

    /// <inheritdoc/>
    public void AddGradient(ActivationBuffer[] values, ActivationBuffer gradient, ActivationBuffer?[] destinations, BackwardRule rule)
    {
        if (destinations[0] is not { } destination) return;
        for (var row = 0; row < layer.Output.Height; row++)
        {
            var rows = layer.Rows.SourcesOf(row);
            var rowWeights = layer.Rows.WeightsOf(row);
            for (var column = 0; column < layer.Output.Width; column++)
            {
                var columns = layer.Columns.SourcesOf(column);
                var columnWeights = layer.Columns.WeightsOf(column);
                var above = gradient.Position(0, row, column);
                for (var y = 0; y < rows.Length; y++)
                {
                    for (var x = 0; x < columns.Length; x++)
                    {
                        var sum = destination.Position(0, rows[y], columns[x]);
                        TensorPrimitives.MultiplyAdd(above, rowWeights[y] * columnWeights[x], sum, sum);
                    }
                }
            }
        }
    }

    /// <summary>From the first to the last output that reads one of some positions.</summary>
    private static (int First, int Count) Reached(AxisWeights axis, int first, int count)
    {
        var (lowest, highest) = (-1, -1);
        for (var position = 0; position < axis.Count; position++)
        {
            foreach (var source in axis.SourcesOf(position))
            {
                if (source < first || source >= first + count) continue;
                if (lowest < 0) lowest = position;
                highest = position;
            }
        }

        return lowest < 0 ? (0, 0) : (lowest, highest - lowest + 1);
    }
}
