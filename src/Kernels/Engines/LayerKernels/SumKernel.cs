using System.Numerics.Tensors;
using Steerlens.Models;

namespace Steerlens.Kernels.Engines.LayerKernels;

/// <summary>The sum of several inputs; one of a single position counts everywhere.</summary>
internal sealed class SumKernel(Sum layer, TensorShape[] inputs) : ILayerKernel
{
    /// <inheritdoc/>
    public int CostEach => 8 * inputs.Length;

    /// <inheritdoc/>
    public Extent Through(ReadOnlySpan<Extent> extents) => Broadcasting.Through(layer.Output, inputs, extents);

    /// <inheritdoc/>
    public void Apply(ActivationBuffer[] sources, ActivationBuffer destination, int image, Extent extent)
    {
        for (var row = extent.FirstRow; row < extent.FirstRow + extent.Rows; row++)
        {
            var result = destination.Row(image, row, extent);
            ReadOnlySpan<float> sum = sources[0].Row(image, row, extent);
            if (sources.Length == 1 || inputs[1] != layer.Output) sum.CopyTo(result);
            for (var source = 1; source < sources.Length; source++)
            {
                if (inputs[source] == layer.Output)
                {
                    TensorPrimitives.Add(source == 1 ? sum : result, sources[source].Row(image, row, extent), result);
                    continue;
                }

                var values = sources[source].Position(image, 0, 0);
                for (var at = 0; at < result.Length; at += layer.Output.Channels)
                {
                    var position = result.Slice(at, layer.Output.Channels);
                    if (values.Length == 1) TensorPrimitives.Add(position, values[0], position);
                    else TensorPrimitives.Add(position, values, position);
                }
            }
        }
    }

    /// <inheritdoc/>
    public void AddGradient(ActivationBuffer[] values, ActivationBuffer gradient, ActivationBuffer?[] destinations, BackwardRule rule)
    {
        var whole = Extent.Whole(layer.Output);
        for (var source = 0; source < destinations.Length; source++)
        {
            if (destinations[source] is not { } destination) continue;
            for (var row = 0; row < whole.Rows; row++) Broadcasting.Add(gradient.Row(0, row, whole), destination, row, inputs[source] == layer.Output);
        }
    }
}
