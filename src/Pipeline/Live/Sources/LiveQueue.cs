using System.Threading.Channels;
using Steerlens.Pipeline.Frames;

namespace Steerlens.Pipeline.Live.Sources;

/// <summary>
/// The newest frame of a live source, and the pools that frames go round in. One frame is queued at most; a newer one takes its place, and the older
/// one is counted and goes back to its pool. Every frame that came is taken, dropped, withheld or drained in the end.
/// </summary>
internal sealed class LiveQueue
{
    // One is being filled and one queued; the rest is for whoever shows them.
    private const int PoolSize = 6;

    private readonly Channel<LiveFrame> _channel;
    private readonly List<LiveFramePool> _pools = [];
    private LiveFramePool? _pool;
    private FilmFormat? _format;
    private int _connections;
    private long _received;
    private long _dropped;
    private long _withheld;

    internal LiveQueue() =>
        _channel = Channel.CreateBounded<LiveFrame>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropOldest }, Drop);

    /// <summary>Connections that frames came by or may come by.</summary>
    internal int Connections => Volatile.Read(ref _connections);

    /// <summary>Frames that came.</summary>
    internal long Received => Interlocked.Read(ref _received);

    /// <summary>Frames that a newer one replaced before anyone took them.</summary>
    internal long Dropped => Interlocked.Read(ref _dropped);

    /// <summary>Frames that nobody was to see.</summary>
    internal long Withheld => Interlocked.Read(ref _withheld);

    /// <summary>Frames that were still queued at the end.</summary>
    internal int Drained { get; private set; }

    /// <summary>Whether no frame is queued.</summary>
    internal bool IsEmpty => _channel.Reader.Count == 0;

    /// <summary>The pools that frames may be out of.</summary>
    internal IReadOnlyList<LiveFramePool> Pools
    {
        get
        {
            lock (_pools) return [.. _pools];
        }
    }

    /// <summary>From now on frames are of this format: those of another connection.</summary>
    internal void Use(FilmFormat format)
    {
        _format = format;
        Interlocked.Increment(ref _connections);
        if (_pool is { } pool && pool.Fits(format)) return;
        lock (_pools)
        {
            _pool?.Retire();
            _pools.RemoveAll(old => old.IsGone);
            _pool = new LiveFramePool(format, PoolSize);
            _pools.Add(_pool);
        }
    }

    /// <summary>Takes a frame to be filled, waiting for one if need be.</summary>
    internal ValueTask<LiveFrame> RentAsync(CancellationToken cancellationToken)
    {
        if (_pool!.TryRent(out var frame)) return ValueTask.FromResult(frame);

        // All others are with whoever shows them: the queued one is the oldest that can be had, and may be of a pool before this one.
        if (_channel.Reader.TryRead(out var queued))
        {
            Drop(queued);
            if (_pool.TryRent(out frame)) return ValueTask.FromResult(frame);
        }

        return _pool.RentAsync(cancellationToken);
    }

    /// <summary>Counts a filled frame and writes on it when it came.</summary>
    internal void Receive(LiveFrame frame, TimeProvider time)
    {
        frame.Format = _format!;
        frame.Connection = _connections;
        frame.Sequence = Interlocked.Increment(ref _received) - 1;
        frame.Captured = time.GetUtcNow();
        frame.CapturedTicks = time.GetTimestamp();
    }

    /// <summary>Hands out a received frame.</summary>
    internal void Put(LiveFrame frame) => _channel.Writer.TryWrite(frame);

    /// <summary>Keeps a received frame from being seen.</summary>
    internal void Withhold(LiveFrame frame)
    {
        Interlocked.Increment(ref _withheld);
        frame.Dispose();
    }

    /// <summary>Keeps what is queued from being seen.</summary>
    internal void WithholdQueued()
    {
        if (_channel.Reader.TryRead(out var queued)) Withhold(queued);
    }

    /// <summary>Waits for the newest frame and takes it.</summary>
    internal ValueTask<LiveFrame> NextAsync(CancellationToken cancellationToken) => _channel.Reader.ReadAsync(cancellationToken);

    /// <summary>Gives back what is queued; frames that are still out are given back by whoever has them.</summary>
    internal void Close()
    {
        _channel.Writer.TryComplete();
        while (_channel.Reader.TryRead(out var queued))
        {
            Drained++;
            queued.Dispose();
        }

        _pool?.Retire();
    }

    private void Drop(LiveFrame frame)
    {
        Interlocked.Increment(ref _dropped);
        frame.Dispose();
    }
}
