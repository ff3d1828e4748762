using Steerlens.Pipeline.Frames;

namespace Steerlens.Pipeline.Live.Sources;

/// <summary>A frame of a live source and when it was taken. Whoever has it owns it and disposes it once; it then goes back to its pool.</summary>
internal sealed class LiveFrame : IDisposable
{
    private readonly Action<LiveFrame> _giveBack;

    internal LiveFrame(FilmFormat format, Action<LiveFrame> giveBack)
    {
        Format = format;
        _giveBack = giveBack;
        Frame = new Frame(format, _ => giveBack(this));
    }

    /// <summary>The picture and what the stages add to it. Its index and PTS count from the beginning of its connection.</summary>
    public Frame Frame { get; }

    /// <summary>The format of its connection; another connection may have another size.</summary>
    public FilmFormat Format { get; internal set; }

    /// <summary>The number of the connection that it came by, from 1.</summary>
    public int Connection { get; internal set; }

    /// <summary>Its number among all frames that were received, from 0; a gap means frames that were dropped.</summary>
    public long Sequence { get; internal set; }

    /// <summary>When it came, by the clock on the wall.</summary>
    public DateTimeOffset Captured { get; internal set; }

    /// <summary>When it came, in the ticks of <see cref="TimeProvider.GetTimestamp"/> (those of a stopwatch).</summary>
    public long CapturedTicks { get; internal set; }

    /// <inheritdoc/>
    public void Dispose() => _giveBack(this);
}
