using System.Numerics.Tensors;
using System.Runtime.Intrinsics;
using Steerlens.Models;

namespace Steerlens.Kernels.Maps;

/// <summary>
/// The transposed convolution of all ones with a layer's kernel, stride and padding: each value is added to every pixel that its position
/// reads. Rows are summed first, then widened. <see cref="RunScalar"/> is the specification.
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
    private readonly float[] _lacking;
    private readonly float[] _whole;
    private readonly float[] _wide;

    private Enlargement(TensorShape from, TensorShape to, (int Height, int Width) kernel, (int Rows, int Columns) stride, (int Top, int Left) padding)
    {
        (_from, _to, _kernel, _stride, _padding) = (from, to, kernel, stride, padding);
        _most = ((kernel.Width - 1) / stride.Columns) + 1;
        var steps = ((to.Width - 1 + padding.Left) / stride.Columns) + 1;
        _padded = new float[_most - 1 + Math.Max(steps, from.Width)];
        (_lacking, _whole, _wide) = (new float[steps], new float[steps], new float[steps * stride.Columns]);
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
        var (lastFirst, lastCount) = (0, -1);
        for (var to = 0; to < _to.Height; to++)
        {
            // The rows of the mask whose positions read this row.
            var reach = to + _padding.Top;
            var first = Math.Max(0, reach < _kernel.Height ? 0 : ((reach - _kernel.Height) / _stride.Rows) + 1);
            var count = Math.Max(0, Math.Min(reach / _stride.Rows, _from.Height - 1) - first + 1);
            var target = result.Slice(to * _to.Width, _to.Width);
            if (count == 0) target.Clear();
            else if ((first, count) == (lastFirst, lastCount)) result.Slice((to - 1) * _to.Width, _to.Width).CopyTo(target);
            else Widen(mask.Slice(first * _from.Width, count * _from.Width), target);
            (lastFirst, lastCount) = (first, count);
        }
    }

    /// <summary>
    /// The sum of some rows of the mask, as wide as the input. Input column stride x step + phase gets the mask's values from <c>step</c> down: as many as the kernel
    /// has taps at that phase, so that the sums of neighbouring steps are sums of shifted rows.
    /// </summary>
    private void Widen(ReadOnlySpan<float> rows, Span<float> target)
    {
        var sum = _padded.AsSpan(_most - 1, _from.Width);
        rows[.._from.Width].CopyTo(sum);
        for (var start = _from.Width; start < rows.Length; start += _from.Width) TensorPrimitives.Add(sum, rows.Slice(start, _from.Width), sum);

        // Of the most values, phases behind the last tap's lack one.
        var lacking = _lacking.AsSpan();
        var whole = _whole.AsSpan();
        lacking.Clear();
        for (var count = 0; count < _most - 1; count++) TensorPrimitives.Add(lacking, _padded.AsSpan(_most - 1 - count, lacking.Length), lacking);
        TensorPrimitives.Add(lacking, _padded.AsSpan(0, lacking.Length), whole);
        var wholePhases = ((_kernel.Width - 1) % _stride.Columns) + 1;
        switch (_stride.Columns)
        {
            case 1:
                whole.Slice(_padding.Left, target.Length).CopyTo(target);
                break;
            case 2:
                Interleave(whole, wholePhases == 2 ? whole : lacking);
                _wide.AsSpan(_padding.Left, target.Length).CopyTo(target);
                break;
            default:
                for (var phase = 0; phase < _stride.Columns; phase++) Place(phase < wholePhases ? whole : lacking, phase);
                _wide.AsSpan(_padding.Left, target.Length).CopyTo(target);
                break;
        }
    }

    /// <summary>Writes the sums of a phase to its columns.</summary>
    private void Place(ReadOnlySpan<float> sums, int phase)
    {
        for (int step = 0, column = phase; step < sums.Length; step++, column += _stride.Columns) _wide[column] = sums[step];
    }

    /// <summary>Writes the sums of two phases to their columns in turn.</summary>
    private void Interleave(ReadOnlySpan<float> first, ReadOnlySpan<float> second)
    {
        var step = 0;
        for (; step <= first.Length - Vector256<float>.Count; step += Vector256<float>.Count)
        {
            // Widened to 64 bits a value has room for its neighbour in the upper half.
            var (lower, upper) = Vector256.Widen(Vector256.Create(first[step..]).AsUInt32());
            var (lowerNext, upperNext) = Vector256.Widen(Vector256.Create(second[step..]).AsUInt32());
            (lower | (lowerNext << 32)).AsSingle().CopyTo(_wide, 2 * step);
            (upper | (upperNext << 32)).AsSingle().CopyTo(_wide, (2 * step) + Vector256<float>.Count);
        }

        for (; step < first.Length; step++) (_wide[2 * step], _wide[(2 * step) + 1]) = (first[step], second[step]);
    }
}
