using System.Numerics.Tensors;
using Steerlens.Models;

namespace Steerlens.Kernels.Engines.LayerKernels;

/// <summary>A convolution that keeps the channels apart: each tap is a product of a position's channels with as many weights.</summary>
internal sealed class DepthwiseKernel : ILayerKernel
{
    private readonly Convolution _layer;
    private readonly TensorShape _input;
    private readonly WindowGeometry _geometry;
    private readonly int _multiplier;

    /// <summary>Makes the kernel.</summary>
    public DepthwiseKernel(Convolution layer, TensorShape input)
    {
        (_layer, _input) = (layer, input);
        _multiplier = layer.Output.Channels / input.Channels;
        _geometry = new WindowGeometry(input, layer.Output, layer.Reach, layer.Stride, layer.Padding);
    }

    /// <summary>Whether a convolution has one input channel in each group.</summary>
    public static bool Is(Convolution layer) =>
        layer.Groups > 1 && layer.Weights.Length == layer.Kernel.Height * layer.Kernel.Width * layer.Output.Channels;

    /// <inheritdoc/>
    public int CostEach => 8 * _layer.Kernel.Height * _layer.Kernel.Width;

    /// <inheritdoc/>
    public Extent Through(ReadOnlySpan<Extent> inputs) => _geometry.Through(inputs[0]);

    /// <inheritdoc/>
    public void Apply(ActivationBuffer[] sources, ActivationBuffer destination, int image, Extent extent)
    {
        Span<float> spread = _multiplier == 1 ? [] : new float[_layer.Output.Channels];
        for (var row = extent.FirstRow; row < extent.FirstRow + extent.Rows; row++)
        {
            for (var column = extent.FirstColumn; column < extent.FirstColumn + extent.Columns; column++)
            {
                var result = destination.Position(image, row, column);
                _layer.Bias.CopyTo(result);
                for (var tap = 0; tap < _layer.Kernel.Height * _layer.Kernel.Width; tap++)
                {
                    var (y, x) = Source(row, column, tap);
                    if (!IsInside(y, x)) continue;
                    ReadOnlySpan<float> values = sources[0].Position(image, y, x);
                    if (_multiplier > 1) values = Spread(values, spread);
                    TensorPrimitives.MultiplyAdd(values, WeightsOf(tap), result, result);
                }
            }
        }
    }

    /// <inheritdoc/>
    public void AddGradient(ActivationBuffer[] values, ActivationBuffer gradient, ActivationBuffer?[] destinations, BackwardRule rule)
    {
        if (destinations[0] is not { } destination) return;
        Span<float> products = _multiplier == 1 ? [] : new float[_layer.Output.Channels];
        for (var row = 0; row < _layer.Output.Height; row++)
        {
            for (var column = 0; column < _layer.Output.Width; column++)
            {
                var above = gradient.Position(0, row, column);
                for (var tap = 0; tap < _layer.Kernel.Height * _layer.Kernel.Width; tap++)
                {
                    var (y, x) = Source(row, column, tap);
                    if (!IsInside(y, x)) continue;
                    var sum = destination.Position(0, y, x);
                    if (_multiplier == 1)
                    {
                        TensorPrimitives.MultiplyAdd(above, WeightsOf(tap), sum, sum);
                        continue;
                    }

                    TensorPrimitives.Multiply(above, WeightsOf(tap), products);
                    for (var channel = 0; channel < sum.Length; channel++) sum[channel] += TensorPrimitives.Sum<float>(products.Slice(channel * _multiplier, _multiplier));
                }
            }
        }
    }

    private (int Row, int Column) Source(int row, int column, int tap) => (
        (row * _layer.Stride.Rows) - _layer.Padding.Top + (tap / _layer.Kernel.Width * _layer.Dilation.Rows),
        (column * _layer.Stride.Columns) - _layer.Padding.Left + (tap % _layer.Kernel.Width * _layer.Dilation.Columns));

    private bool IsInside(int row, int column) => (uint)row < (uint)_input.Height && (uint)column < (uint)_input.Width;

    private ReadOnlySpan<float> WeightsOf(int tap) => _layer.Weights.AsSpan(tap * _layer.Output.Channels, _layer.Output.Channels);

    /// <summary>Each channel as often as it has outputs.</summary>
    private Span<float> Spread(ReadOnlySpan<float> values, Span<float> spread)
    {
        for (var channel = 0; channel < values.Length; channel++) spread.Slice(channel * _multiplier, _multiplier).Fill(values[channel]);
        return spread;
    }
}
