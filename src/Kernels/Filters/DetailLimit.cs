using Steerlens.Kernels.Images;
using Steerlens.Models;

namespace Steerlens.Kernels.Filters;

/// <summary>Takes away from an H x W x C picture what a smaller picture could not show: it is made smaller and large again.</summary>
internal sealed class DetailLimit
{
    private readonly TensorShape _shape;
    private readonly ResizeAxis _rowsDown;
    private readonly ResizeAxis _rowsUp;
    private readonly ResizeAxis _columnsDown;
    private readonly ResizeAxis _columnsUp;
    private readonly float[] _narrow;
    private readonly float[] _small;

    private DetailLimit(TensorShape shape, int height, int width)
    {
        _shape = shape;
        _rowsDown = new ResizeAxis(shape.Height, 0, shape.Height, height);
        _rowsUp = new ResizeAxis(height, 0, height, shape.Height);
        _columnsDown = new ResizeAxis(shape.Width, 0, shape.Width, width);
        _columnsUp = new ResizeAxis(width, 0, width, shape.Width);
        _narrow = new float[shape.Height * width * shape.Channels];
        _small = new float[height * width * shape.Channels];
    }

    /// <summary>The limit of a picture smaller by a factor; null where it would be as large, or smaller than 2 pixels.</summary>
    public static DetailLimit? For(TensorShape shape, double factor)
    {
        var (height, width) = (Math.Max(2, (int)Math.Round(shape.Height / factor)), Math.Max(2, (int)Math.Round(shape.Width / factor)));
        return factor <= 1 || height >= shape.Height || width >= shape.Width ? null : new DetailLimit(shape, height, width);
    }

    /// <summary>Takes the detail away.</summary>
    public void Apply(Span<float> picture)
    {
        var narrow = _columnsDown.TargetLength * _shape.Channels;
        Columns(picture, _columnsDown, _shape.Height, _narrow);
        Rows(_narrow, _rowsDown, narrow, _small);
        Rows(_small, _rowsUp, narrow, _narrow);
        Columns(_narrow, _columnsUp, _shape.Height, picture);
    }

    private void Columns(ReadOnlySpan<float> source, ResizeAxis axis, int rows, Span<float> target)
    {
        var channels = _shape.Channels;
        for (var row = 0; row < rows; row++)
        {
            var from = source.Slice(row * axis.SourceLength * channels, axis.SourceLength * channels);
            var to = target.Slice(row * axis.TargetLength * channels, axis.TargetLength * channels);
            for (var at = 0; at < to.Length; at++)
            {
                var (column, channel) = (at / channels, at % channels);
                var sum = 0f;
                for (var tap = 0; tap < axis.Taps; tap++) sum += axis.Weights[(column * axis.Taps) + tap] * from[((axis.First[column] + tap) * channels) + channel];
                to[at] = sum;
            }
        }
    }

    private static void Rows(ReadOnlySpan<float> source, ResizeAxis axis, int length, Span<float> target)
    {
        for (var row = 0; row < axis.TargetLength; row++)
        {
            var to = target.Slice(row * length, length);
            to.Clear();
            for (var tap = 0; tap < axis.Taps; tap++)
            {
                var weight = axis.Weights[(row * axis.Taps) + tap];
                var from = source.Slice((axis.First[row] + tap) * length, length);
                for (var at = 0; at < to.Length; at++) to[at] += weight * from[at];
            }
        }
    }
}
