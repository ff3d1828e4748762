using System.Threading.Channels;

namespace Steerlens.Pipeline.Frames;

/// <summary>
/// A fixed number of frames that are used again and again. A source that finds none waits, so the pool is also what bounds the frames
/// in flight.
/// </summary>
public sealed class FramePool : IDisposable
{
    private readonly Channel<Frame> _free;
    private readonly List<Frame> _all = [];

    /// <summary>Makes all frames.</summary>
    /// <param name="format">The film's format.</param>
    /// <param name="count">Frames, at least 1.</param>
    public FramePool(FilmFormat format, int count)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        _free = Channel.CreateBounded<Frame>(count);
        for (var index = 0; index < count; index++)
        {
            var frame = new Frame(format, GiveBack);
            _all.Add(frame);
            _free.Writer.TryWrite(frame);
        }
    }

    /// <summary>Frames in all.</summary>
    public int Count => _all.Count;

    /// <summary>Frames that nobody has.</summary>
    public int Free => _free.Reader.Count;

    /// <summary>Takes a frame, waiting for one if need be. The taker owns it and passes it on or disposes it.</summary>
    public ValueTask<Frame> RentAsync(CancellationToken cancellationToken) => _free.Reader.ReadAsync(cancellationToken);

    /// <summary>Frees what the frames hold outside the managed heap; to be called when nobody has a frame any more.</summary>
    public void Dispose()
    {
        foreach (var frame in _all) frame.Free();
    }

    private void GiveBack(Frame frame)
    {
        if (!_free.Writer.TryWrite(frame)) throw new InvalidOperationException("A frame was given back twice.");
    }
}
