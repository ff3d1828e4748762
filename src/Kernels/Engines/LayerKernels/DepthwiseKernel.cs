using System.Numerics.Tensors;
using Steerlens.Models;

namespace Steerlens.Kernels.Engines.LayerKernels;

/// <summary>
/// A convolution that keeps the channels apart: each tap is a product of a position's channels with as many weights. The input's buffer has zeros where the
/// kernel reaches beyond it.
/// </summary>
internal sealed unsafe class DepthwiseKernel : ILayerKernel
{
    private readonly InstructionSet _instructions;
    private readonly Convolution _layer;
    private readonly TensorShape _input;
    private readonly WindowGeometry _geometry;
    private readonly int _multiplier;

    /// <summary>Makes the kernel.</summary>
    public DepthwiseKernel(Convolution layer, TensorShape input, InstructionSet instructions)
    {
        (_layer, _input, _instructions) = (layer, input, instructions);
        _multiplier = layer.Output.Channels / input.Channels;
        _geometry = GeometryOf(layer, input);
    }

    /// <summary>The zeros that a layer needs around its input if it is such a convolution; none for other layers.</summary>
    public static ActivationBuffer.Margins MarginsOf(Layer layer, TensorShape input) => layer is Convolution convolution && Is(convolution) ? GeometryOf(convolution, input).Margins : default;

    /// <summary>Whether a convolution has one input channel in each group.</summary>
    public static bool Is(Convolution layer) =>
        layer.Groups > 1 && layer.Weights.Length == layer.Kernel.Height * layer.Kernel.Width * layer.Output.Channels;

    /// <inheritdoc/>
    public int CostEach => 2 * _layer.Kernel.Height * _layer.Kernel.Width;

    /// <inheritdoc/>
    public Extent Through(ReadOnlySpan<Extent> inputs) => _geometry.Through(inputs[0]);

    /// <inheritdoc/>
    public void Apply(ActivationBuffer[] sources, ActivationBuffer destination, int image, Extent extent)
    {
        var source = sources[0];
        if (_multiplier > 1)
        {
            for (var row = extent.FirstRow; row < extent.FirstRow + extent.Rows; row++) Spread(source, destination, image, row, extent);
            return;
        }

        fixed (float* weights = _layer.Weights, bias = _layer.Bias)
        {
            var channels = _input.Channels;
            for (var row = extent.FirstRow; row < extent.FirstRow + extent.Rows; row++)
            {
                var (y, x) = Source(row, extent.FirstColumn, 0);
                var work = new DepthwiseRow
                {
                    Input = source.Pointer + source.Offset(image, y, x),
                    Step = _layer.Stride.Columns * channels,
                    RowStep = _layer.Dilation.Rows * source.RowPitch,
                    ColumnStep = _layer.Dilation.Columns * channels,
                    KernelRows = _layer.Kernel.Height,
                    KernelColumns = _layer.Kernel.Width,
                    Channels = channels,
                    Weights = weights,
                    Bias = bias,
                    Output = destination.Pointer + destination.Offset(image, row, extent.FirstColumn),
                    Count = extent.Columns,
                };
                DepthwiseTile.Run(&work, _instructions);
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

    private static WindowGeometry GeometryOf(Convolution layer, TensorShape input) => new(input, layer.Output, layer.Reach, layer.Stride, layer.Padding);

    private (int Row, int Column) Source(int row, int column, int tap) => (
        (row * _layer.Stride.Rows) - _layer.Padding.Top + (tap / _layer.Kernel.Width * _layer.Dilation.Rows),
        (column * _layer.Stride.Columns) - _layer.Padding.Left + (tap % _layer.Kernel.Width * _layer.Dilation.Columns));

    private bool IsInside(int row, int column) => (uint)row < (uint)_input.Height && (uint)column < (uint)_input.Width;

    private ReadOnlySpan<float> WeightsOf(int tap) => _layer.Weights.AsSpan(tap * _layer.Output.Channels, _layer.Output.Channels);

    /// <summary>A row in which each channel has several outputs.</summary>
    private void Spread(ActivationBuffer source, ActivationBuffer destination, int image, int row, Extent extent)
    {
        for (var column = extent.FirstColumn; column < extent.FirstColumn + extent.Columns; column++)
        {
            var result = destination.Position(image, row, column);
            _layer.Bias.CopyTo(result);
            for (var tap = 0; tap < _layer.Kernel.Height * _layer.Kernel.Width; tap++)
            {
                var (y, x) = Source(row, column, tap);
                var weights = WeightsOf(tap);
                var values = source.Position(image, y, x);
                for (var channel = 0; channel < values.Length; channel++)
                {
                    for (var output = channel * _multiplier; output < (channel + 1) * _multiplier; output++) result[output] += values[channel] * weights[output];
                }
            }
        }
    }
}
