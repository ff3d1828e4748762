using Steerlens.Models;

namespace Steerlens.Kernels.Maps;

/// <summary>Makes the picture that masked pixels are taken from, in the network's input values (H x W x C).</summary>
public sealed class FillPicture
{
    // A tenth of a 200-pixel input: wide enough that no lane line survives.
    private const double BlurShareOfWidth = 0.05;
    private const int BlurPasses = 3;

    private readonly TensorShape _shape;
    private readonly Fill _fill;
    private readonly float[] _black;
    private readonly float[] _picture;
    private readonly float[] _scratch;
    private readonly int _radius;

    /// <summary>Prepares the buffers.</summary>
    public FillPicture(TensorShape shape, InputContract contract, Fill fill)
    {
        ArgumentNullException.ThrowIfNull(contract);
        _shape = shape;
        _fill = fill;
        _picture = new float[shape.Length];
        _scratch = new float[shape.Length];
        _radius = Math.Max(1, (int)Math.Round(shape.Width * BlurShareOfWidth));
        _black = BlackOf(contract, shape.Channels);
    }

    /// <summary>Black as the network's input has it.</summary>
    /// <param name="contract">How the input is made.</param>
    /// <param name="channels">Its channels.</param>
    /// <returns>One value for each channel.</returns>
    public static float[] BlackOf(InputContract contract, int channels)
    {
        ArgumentNullException.ThrowIfNull(contract);
        var black = new float[channels];
        for (var channel = 0; channel < channels; channel++)
        {
            var isChroma = contract.Color is ColorOrder.Yuv or ColorOrder.YuvSwapped && channel % 3 != 0;
            black[channel] = ((isChroma ? 128 : 0) * contract.ScaleOf(channel)) + contract.OffsetOf(channel);
        }

        return black;
    }

    /// <summary>The fill for a frame; valid until the next call.</summary>
    /// <param name="input">The frame's input, H x W x C.</param>
    public ReadOnlySpan<float> Make(ReadOnlySpan<float> input)
    {
        switch (_fill)
        {
            case Fill.Black:
                Repeat(_black);
                break;
            case Fill.Blur:
                input.CopyTo(_picture);
                for (var pass = 0; pass < BlurPasses; pass++)
                {
                    Blur(_picture, _scratch, _shape.Height, _shape.Width, _shape.Width * _shape.Channels, _shape.Channels);
                    Blur(_scratch, _picture, _shape.Width, _shape.Height, _shape.Channels, _shape.Width * _shape.Channels);
                }

                break;
            default:
                Span<float> mean = stackalloc float[_shape.Channels];
                for (var channel = 0; channel < _shape.Channels; channel++)
                {
                    var sum = 0d;
                    for (var index = channel; index < input.Length; index += _shape.Channels) sum += input[index];
                    mean[channel] = (float)(sum * _shape.Channels / input.Length);
                }

                Repeat(mean);
                break;
        }

        return _picture;
    }

    private void Repeat(ReadOnlySpan<float> color)
    {
        for (var index = 0; index < _picture.Length; index += color.Length) color.CopyTo(_picture.AsSpan(index));
    }

    /// <summary>A box mean along one axis; values beyond the edge repeat the edge.</summary>
    private void Blur(float[] source, float[] destination, int lines, int length, int linePitch, int step)
    {
        var width = (2 * _radius) + 1;
        for (var line = 0; line < lines; line++)
        {
            for (var channel = 0; channel < _shape.Channels; channel++)
            {
                var start = (line * linePitch) + channel;
                var sum = 0d;
                for (var at = -_radius; at <= _radius; at++) sum += source[start + (Math.Clamp(at, 0, length - 1) * step)];
                for (var at = 0; at < length; at++)
                {
                    destination[start + (at * step)] = (float)(sum / width);
                    sum += source[start + (Math.Min(at + _radius + 1, length - 1) * step)] - source[start + (Math.Max(at - _radius, 0) * step)];
                }
            }
        }
    }
}
