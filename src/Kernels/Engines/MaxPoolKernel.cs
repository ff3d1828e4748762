using System.Numerics.Tensors;
using Steerlens.Models;

namespace Steerlens.Kernels.Engines;

/// <summary>The maximum over rectangles of positions, all channels of a position at a time.</summary>
internal static unsafe class MaxPoolKernel
{
    /// <summary>Computes a rectangle of the layer's output.</summary>
    public static void Apply(MaxPool layer, ActivationBuffer source, ActivationBuffer destination, int image, Extent extent)
    {
        var channels = source.Shape.Channels;
        for (var row = extent.FirstRow; row < extent.FirstRow + extent.Rows; row++)
        {
            for (var column = extent.FirstColumn; column < extent.FirstColumn + extent.Columns; column++)
            {
                var result = new Span<float>(destination.Pointer + destination.Offset(image, row, column), channels);
                for (var tap = 0; tap < layer.Kernel.Height * layer.Kernel.Width; tap++)
                {
                    var values = Tap(layer, source, image, row, column, tap);
                    if (tap == 0) values.CopyTo(result);
                    else TensorPrimitives.Max(result, values, result);
                }
            }
        }
    }

    /// <summary>Adds the gradient to the first position of each rectangle that holds the maximum.</summary>
    public static void AddGradient(MaxPool layer, ActivationBuffer source, ActivationBuffer gradient, ActivationBuffer destination)
    {
        var channels = source.Shape.Channels;
        for (var row = 0; row < layer.Output.Height; row++)
        {
            for (var column = 0; column < layer.Output.Width; column++)
            {
                var from = new ReadOnlySpan<float>(gradient.Pointer + gradient.Offset(0, row, column), channels);
                for (var channel = 0; channel < channels; channel++)
                {
                    var (best, peak) = (0, Tap(layer, source, 0, row, column, 0)[channel]);
                    for (var tap = 1; tap < layer.Kernel.Height * layer.Kernel.Width; tap++)
                    {
                        var value = Tap(layer, source, 0, row, column, tap)[channel];
                        if (value > peak) (best, peak) = (tap, value);
                    }

                    Tap(layer, destination, 0, row, column, best)[channel] += from[channel];
                }
            }
        }
    }

    private static Span<float> Tap(MaxPool layer, ActivationBuffer buffer, int image, int row, int column, int tap) => new(
        buffer.Pointer + buffer.Offset(image, (row * layer.Stride.Rows) + (tap / layer.Kernel.Width), (column * layer.Stride.Columns) + (tap % layer.Kernel.Width)),
        buffer.Shape.Channels);
}
