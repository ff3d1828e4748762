using System.Numerics.Tensors;
using Steerlens.Models;

namespace Steerlens.Kernels.Engines.LayerKernels;

/// <summary>Inputs one behind the other: channels at each position, or all values in one vector.</summary>
internal sealed class ConcatenationKernel(Concatenation layer, TensorShape[] inputs) : ILayerKernel
{
    private readonly bool _byChannel = Array.TrueForAll(inputs, input => (input.Height, input.Width) == (layer.Output.Height, layer.Output.Width));

    /// <inheritdoc/>
    public int CostEach => 8;

    /// <inheritdoc/>
    public Extent Through(ReadOnlySpan<Extent> extents)
    {
        var result = default(Extent);
        foreach (var extent in extents)
        {
            if (extent.Count > 0) result = result.Joined(_byChannel ? extent : Extent.Whole(layer.Output));
        }

        return result;
    }

    /// <inheritdoc/>
    public void Apply(ActivationBuffer[] sources, ActivationBuffer destination, int image, Extent extent)
    {
        if (extent.Count == 0) return;
        for (var source = 0; source < sources.Length; source++)
        {
            var start = StartOf(source);
            var part = _byChannel ? extent : Extent.Whole(inputs[source]);
            for (var row = part.FirstRow; row < part.FirstRow + part.Rows; row++)
            {
                for (var column = part.FirstColumn; column < part.FirstColumn + part.Columns; column++)
                    sources[source].Position(image, row, column).CopyTo(Target(destination, image, source, start, row, column));
            }
        }
    }

    /// <inheritdoc/>
    public void AddGradient(ActivationBuffer[] values, ActivationBuffer gradient, ActivationBuffer?[] destinations, BackwardRule rule)
    {
        for (var source = 0; source < destinations.Length; source++)
        {
            if (destinations[source] is not { } destination) continue;
            var start = StartOf(source);
            for (var row = 0; row < inputs[source].Height; row++)
            {
                for (var column = 0; column < inputs[source].Width; column++)
                {
                    var sum = destination.Position(0, row, column);
                    TensorPrimitives.Add(sum, Target(gradient, 0, source, start, row, column), sum);
                }
            }
        }
    }

    private int StartOf(int source)
    {
        var start = 0;
        for (var before = 0; before < source; before++) start += _byChannel ? inputs[before].Channels : inputs[before].Length;
        return start;
    }

    /// <summary>Where the values of one position of an input lie in the output.</summary>
    private Span<float> Target(ActivationBuffer buffer, int image, int source, int start, int row, int column)
    {
        var channels = inputs[source].Channels;
        return _byChannel
            ? buffer.Position(image, row, column).Slice(start, channels)
            : buffer.Position(image, 0, 0).Slice(start + (((row * inputs[source].Width) + column) * channels), channels);
    }
}
