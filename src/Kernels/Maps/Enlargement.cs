using System.Numerics.Tensors;
using Steerlens.Models;

namespace Steerlens.Kernels.Maps;

/// <summary>
/// The transposed convolution of all ones with a layer's kernel, stride and padding: each value is added to every pixel that its position
/// reads. Done first along the rows, then along the columns.
/// </summary>
internal sealed class Enlargement
{
    private readonly TensorShape _from;
    private readonly TensorShape _to;
    private readonly (int Height, int Width) _kernel;
    private readonly (int Rows, int Columns) _stride;
    private readonly (int Top, int Left) _padding;
    private readonly float[] _wide;

    private Enlargement(TensorShape from, TensorShape to, (int Height, int Width) kernel, (int Rows, int Columns) stride, (int Top, int Left) padding)
    {
        (_from, _to, _kernel, _stride, _padding) = (from, to, kernel, stride, padding);
        _wide = new float[to.Width];
    }

    /// <summary>The enlargement from a layer's output to its input; null for layers that keep the size.</summary>
    public static Enlargement? Of(Network network, int layer)
    {
        var (from, to) = (network.ShapeOf(layer), network.ShapeOf(network.Layers[layer].Inputs[0]));
        return network.Layers[layer] switch
        {
            Convolution convolution => new Enlargement(from, to, convolution.Kernel, convolution.Stride, convolution.Padding),
            AveragePool mean => new Enlargement(from, to, mean.Kernel, mean.Stride, (0, 0)),
            MaxPool maximum => new Enlargement(from, to, maximum.Kernel, maximum.Stride, (0, 0)),
            _ => null,
        };
    }

    /// <summary>Enlarges a mask.</summary>
    /// <param name="mask">H x W of the layer's output.</param>
    /// <param name="result">H x W of the layer's input; overwritten.</param>
    public void Run(ReadOnlySpan<float> mask, Span<float> result)
    {
        result.Clear();
        for (var row = 0; row < _from.Height; row++)
        {
            Array.Clear(_wide);
            for (var column = 0; column < _from.Width; column++)
            {
                var value = mask[(row * _from.Width) + column];
                var first = (column * _stride.Columns) - _padding.Left;
                var end = Math.Min(first + _kernel.Width, _to.Width);
                for (var to = Math.Max(first, 0); to < end; to++) _wide[to] += value;
            }

            var top = (row * _stride.Rows) - _padding.Top;
            for (var to = Math.Max(top, 0); to < Math.Min(top + _kernel.Height, _to.Height); to++)
            {
                var target = result.Slice(to * _to.Width, _to.Width);
                TensorPrimitives.Add(target, _wide, target);
            }
        }
    }
}
