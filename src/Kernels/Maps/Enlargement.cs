using System.Numerics.Tensors;
using Steerlens.Models;

namespace Steerlens.Kernels.Maps;

/// <summary>
/// The transposed convolution of all ones with a layer's kernel, stride and padding: each value is added to every pixel that its position
/// reads. Done first along the rows, then along the columns. <see cref="RunScalar"/> is the specification.
/// </summary>
internal sealed class Enlargement : IEnlargement
{
    private readonly TensorShape _from;
    private readonly TensorShape _to;
    private readonly (int Height, int Width) _kernel;
    private readonly (int Rows, int Columns) _stride;
    private readonly (int Top, int Left) _padding;
    private readonly int _most;
    private readonly float[] _padded;
    private readonly float[] _sums;
    private readonly float[] _wide;

    private Enlargement(TensorShape from, TensorShape to, (int Height, int Width) kernel, (int Rows, int Columns) stride, (int Top, int Left) padding)
    {
        (_from, _to, _kernel, _stride, _padding) = (from, to, kernel, stride, padding);
        _wide = new float[to.Width];
        _most = ((kernel.Width - 1) / stride.Columns) + 1;
        var steps = ((to.Width - 1 + padding.Left) / stride.Columns) + 1;
        _padded = new float[_most - 1 + Math.Max(steps, from.Width)];
        _sums = new float[steps];
    }

    /// <summary>
    /// The enlargement from a layer's output to its input; null for layers that keep the size. A kernel with holes counts as a dense one of the
    /// same reach.
    /// </summary>
    public static IEnlargement? Of(Network network, int layer)
    {
        var (from, to) = (network.ShapeOf(layer), network.ShapeOf(network.Layers[layer].Inputs[0]));
        return network.Layers[layer] switch
        {
            Convolution convolution => new Enlargement(from, to, convolution.Reach, convolution.Stride, convolution.Padding),
            AveragePool mean => new Enlargement(from, to, mean.Kernel, mean.Stride, (0, 0)),
            MaxPool maximum => new Enlargement(from, to, maximum.Kernel, maximum.Stride, maximum.Padding),
            Resampling resampling => new ResamplingEnlargement(resampling, to),
            _ => null,
        };
    }

    /// <summary>Enlarges a mask, one value after the other.</summary>
    /// <param name="mask">H x W of the layer's output.</param>
    /// <param name="result">H x W of the layer's input; overwritten.</param>
    public void RunScalar(ReadOnlySpan<float> mask, Span<float> result)
    {
        result.Clear();
        for (var cell = 0; cell < mask.Length; cell++)
        {
            var top = ((cell / _from.Width) * _stride.Rows) - _padding.Top;
            var left = ((cell % _from.Width) * _stride.Columns) - _padding.Left;
            for (var row = Math.Max(top, 0); row < Math.Min(top + _kernel.Height, _to.Height); row++)
            {
                for (var column = Math.Max(left, 0); column < Math.Min(left + _kernel.Width, _to.Width); column++) result[(row * _to.Width) + column] += mask[cell];
            }
        }
    }

    /// <summary>Enlarges a mask.</summary>
    /// <param name="mask">H x W of the layer's output.</param>
    /// <param name="result">H x W of the layer's input; overwritten.</param>
    public void Run(ReadOnlySpan<float> mask, Span<float> result)
    {
        result.Clear();
        for (var row = 0; row < _from.Height; row++)
        {
            Widen(mask.Slice(row * _from.Width, _from.Width));
            var top = (row * _stride.Rows) - _padding.Top;
            for (var to = Math.Max(top, 0); to < Math.Min(top + _kernel.Height, _to.Height); to++)
            {
                var target = result.Slice(to * _to.Width, _to.Width);
                TensorPrimitives.Add(target, _wide, target);
            }
        }
    }

    /// <summary>
    /// A row of the mask, as wide as the input. Input column stride x step + phase gets the mask's values from <c>step</c> down: as many as the kernel has
    /// taps at that phase, so that the sums of neighbouring steps are sums of shifted rows.
    /// </summary>
    private void Widen(ReadOnlySpan<float> row)
    {
        var stride = _stride.Columns;
        row.CopyTo(_padded.AsSpan(_most - 1));
        Array.Clear(_sums);
        var lastPhase = (_kernel.Width - 1) % stride;
        for (var count = 0; count < _most; count++)
        {
            // Of the most values, phases behind the last tap's lack one.
            if (count == _most - 1) Place(_sums, lastPhase + 1, stride);
            TensorPrimitives.Add(_sums, _padded.AsSpan(_most - 1 - count, _sums.Length), _sums);
        }

        Place(_sums, 0, lastPhase + 1);
    }

    /// <summary>Writes the sums of some phases to their columns.</summary>
    private void Place(ReadOnlySpan<float> sums, int firstPhase, int endPhase)
    {
        for (var phase = firstPhase; phase < endPhase; phase++)
        {
            var step = 0;
            for (var column = phase - _padding.Left; column < _wide.Length; column += _stride.Columns)
            {
                if (column >= 0) _wide[column] = sums[step];
                step++;
            }
        }
    }
}
