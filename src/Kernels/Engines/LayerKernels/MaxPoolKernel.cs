using Steerlens.Models;

namespace Steerlens.Kernels.Engines.LayerKernels;

/// <summary>The maximum over rectangles of positions, all channels of a position at a time. What lies outside the input does not count.</summary>
internal sealed unsafe class MaxPoolKernel(MaxPool layer, TensorShape input, InstructionSet instructions) : ILayerKernel
{
    private readonly WindowGeometry _geometry = new(input, layer.Output, layer.Kernel, layer.Stride, layer.Padding);

    /// <inheritdoc/>
    public int CostEach => 2 * layer.Kernel.Height * layer.Kernel.Width;

    /// <inheritdoc/>
    public Extent Through(ReadOnlySpan<Extent> inputs) => _geometry.Through(inputs[0]);

    /// <inheritdoc/>
    public void Apply(ActivationBuffer[] sources, ActivationBuffer destination, int image, Extent extent)
    {
        for (var row = extent.FirstRow; row < extent.FirstRow + extent.Rows; row++)
        {
            var (top, bottom) = Span(row, layer.Stride.Rows, layer.Padding.Top, layer.Kernel.Height, input.Height);
            for (var column = extent.FirstColumn; column < extent.FirstColumn + extent.Columns; column++)
            {
                var (left, right) = Span(column, layer.Stride.Columns, layer.Padding.Left, layer.Kernel.Width, input.Width);
                MaximumTile.Run(
                    sources[0].Pointer + sources[0].Offset(image, top, left), sources[0].RowPitch, bottom - top, right - left, input.Channels,
                    destination.Pointer + destination.Offset(image, row, column), instructions);
            }
        }
    }

    /// <summary>Adds the gradient to the first position of each rectangle that holds the maximum.</summary>
    public void AddGradient(ActivationBuffer[] values, ActivationBuffer gradient, ActivationBuffer?[] destinations, BackwardRule rule)
    {
        if (destinations[0] is not { } destination) return;
        for (var row = 0; row < layer.Output.Height; row++)
        {
            var (top, bottom) = Span(row, layer.Stride.Rows, layer.Padding.Top, layer.Kernel.Height, input.Height);
            for (var column = 0; column < layer.Output.Width; column++)
            {
                var (left, right) = Span(column, layer.Stride.Columns, layer.Padding.Left, layer.Kernel.Width, input.Width);
                var from = gradient.Position(0, row, column);
                for (var channel = 0; channel < from.Length; channel++)
                {
                    if (from[channel] == 0) continue;
                    var bestRow = top;
                    var bestColumn = left;
                    var peak = values[0].Position(0, top, left)[channel];
                    for (var y = top; y < bottom; y++)
                    {
                        for (var x = left; x < right; x++)
                        {
                            var value = values[0].Position(0, y, x)[channel];
                            if (value > peak) (bestRow, bestColumn, peak) = (y, x, value);
                        }
                    }

                    destination.Position(0, bestRow, bestColumn)[channel] += from[channel];
                }
            }
        }
    }

    /// <summary>The part of a rectangle that lies inside the input, along one axis.</summary>
    private static (int First, int End) Span(int position, int stride, int padding, int kernel, int size)
    {
        var first = (position * stride) - padding;
        return (Math.Max(first, 0), Math.Min(first + kernel, size));
    }
}
