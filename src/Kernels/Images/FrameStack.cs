using Steerlens.Models;

namespace Steerlens.Kernels.Images;

/// <summary>
/// Remembers the last frames of a film and lays their channels one behind the other, the oldest first, for networks that read several frames.
/// Until there are as many, the first frame stands in for those before it. Frames must come in their order, from one thread.
/// </summary>
public sealed class FrameStack
{
    private readonly TensorShape _shape;
    private readonly int _each;
    private readonly float[][] _frames;
    private long _count;

    /// <summary>Makes room.</summary>
    /// <param name="shape">H x W x C of the network's input; C is a multiple of <paramref name="frames"/>.</param>
    /// <param name="frames">Frames in the input.</param>
    public FrameStack(TensorShape shape, int frames)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(frames, 1);
        if (shape.Channels % frames != 0) throw new ArgumentException($"{shape.Channels} channels are not {frames} frames.", nameof(frames));
        _shape = shape;
        _each = shape.Channels / frames;
        _frames = [.. Enumerable.Range(0, frames).Select(_ => new float[shape.Height * shape.Width * _each])];
    }

    /// <summary>Where the next frame is to be written: H x W x the channels of one frame.</summary>
    public Span<float> Next() => _frames[_count++ % _frames.Length];

    /// <summary>The frames up to the last one that was written.</summary>
    /// <param name="input">H x W x C float32.</param>
    public void CopyTo(Span<float> input)
    {
        if (input.Length != _shape.Length) throw new ArgumentException($"The input has {input.Length} values; {_shape.Length} are needed.", nameof(input));
        if (_count == 0) throw new InvalidOperationException("No frame was written yet.");
        for (var place = 0; place < _frames.Length; place++)
        {
            var number = Math.Max(_count - _frames.Length + place, 0);
            var frame = _frames[number % _frames.Length];
            for (var pixel = 0; pixel < _shape.Height * _shape.Width; pixel++)
                frame.AsSpan(pixel * _each, _each).CopyTo(input[((pixel * _shape.Channels) + (place * _each))..]);
        }
    }

    /// <summary>Takes one frame out of an input again.</summary>
    /// <param name="input">H x W x C float32.</param>
    /// <param name="frames">Frames in it.</param>
    /// <param name="channels">Channels of each; C is frames x channels.</param>
    /// <param name="place">Which frame: 0 is the oldest.</param>
    /// <param name="frame">Gets H x W x channels.</param>
    public static void Extract(ReadOnlySpan<float> input, int frames, int channels, int place, Span<float> frame)
    {
        if (frame.Length * (long)frames != input.Length) throw new ArgumentException($"A frame has {frame.Length} values; {input.Length / frames} are needed.", nameof(frame));
        for (var pixel = 0; pixel < frame.Length / channels; pixel++)
            input.Slice(((pixel * frames) + place) * channels, channels).CopyTo(frame[(pixel * channels)..]);
    }
}
