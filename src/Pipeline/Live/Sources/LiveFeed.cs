using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Steerlens.Pipeline.Frames;
using Steerlens.Pipeline.Scenes;

namespace Steerlens.Pipeline.Live.Sources;

/// <summary>
/// The newest frame of a live source, whatever becomes of the source: it is connected to, read, and connected to again until this is disposed.
/// One frame is queued at most; a newer one takes its place, and the older one is counted and goes back to its pool. A film or a scene plays at its
/// own rate.
/// </summary>
internal sealed class LiveFeed : IAsyncDisposable
{
    // One is being filled and one queued; the rest is for whoever shows them.
    private const int PoolSize = 6;

    private static readonly TimeSpan Silence = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan SilenceAtFirst = TimeSpan.FromSeconds(15);

    private readonly LiveOrigin _origin;
    private readonly TimeProvider _time;
    private readonly Channel<LiveFrame> _queue;
    private readonly LiveAlarm _alarm;
    private readonly FramePace _pace;
    private readonly RetryDelay _retry = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly Lock _gate = new();
    private readonly List<LiveFramePool> _pools = [];
    private CancellationTokenSource? _connection;
    private LiveFramePool? _pool;
    private LiveFeedState _state = new(LivePhase.Connecting);
    private Task _work = Task.CompletedTask;
    private FilmFormat? _format;
    private int _connections;
    private bool _isHeld;
    private bool _mayStep;
    private volatile bool _isRestarting;
    private volatile bool _isSilent;
    private bool _isDisposed;
    private long _received;
    private long _dropped;
    private long _withheld;

    /// <summary>Prepares the feed; nothing is connected to before <see cref="Start"/>.</summary>
    /// <param name="origin">The source.</param>
    /// <param name="time">The clock that films are paced by and retries wait for.</param>
    public LiveFeed(LiveOrigin origin, TimeProvider time)
    {
        (_origin, _time) = (origin, time);
        _alarm = new LiveAlarm(time);
        _pace = new FramePace(time);
        _queue = Channel.CreateBounded<LiveFrame>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropOldest }, Drop);
    }

    /// <summary>The source.</summary>
    public LiveOrigin Origin => _origin;

    /// <summary>What the source is doing.</summary>
    public LiveFeedState State
    {
        get
        {
            lock (_gate) return StateLocked();
        }
    }

    /// <summary>Called after each change of <see cref="State"/>, on the thread that caused it; it must not take long nor throw.</summary>
    public Action<LiveFeedState>? StateChanged { get; set; }

    /// <summary>Frames that a newer one replaced before anyone took them.</summary>
    public long Dropped => Interlocked.Read(ref _dropped);

    /// <summary>Frames that came: those taken, dropped, withheld and drained, and the one that is queued.</summary>
    public long Received => Interlocked.Read(ref _received);

    /// <summary>Frames of a camera or stream that came while it was held: nobody was to see them, so they don't count as dropped.</summary>
    public long Withheld => Interlocked.Read(ref _withheld);

    /// <summary>Whether no more frames are handed out: a film or scene stops, a camera or stream goes on unseen.</summary>
    public bool IsHeld
    {
        get
        {
            lock (_gate) return _isHeld;
        }

        set
        {
            LiveFeedState state;
            lock (_gate)
            {
                if (_isHeld == value || _isDisposed) return;
                _isHeld = value;
                _mayStep = false;

                // What is queued of a stream is old by the time that it is asked for; of a film it is the next frame.
                if (value && !_origin.Waits && _queue.Reader.TryRead(out var queued)) Withhold(queued);
                state = StateLocked();
            }

            _alarm.Ring();
            StateChanged?.Invoke(state);
        }
    }

    /// <summary>How often it was connected to.</summary>
    public int Connections
    {
        get
        {
            lock (_gate) return _connections;
        }
    }

    /// <summary>Frames that were still queued when the feed was disposed.</summary>
    public int Drained { get; private set; }

    /// <summary>The pools that frames may be out of.</summary>
    internal IReadOnlyList<LiveFramePool> Pools
    {
        get
        {
            lock (_gate) return [.. _pools];
        }
    }

    /// <summary>Begins to connect and to read; once.</summary>
    public void Start() => _work = Task.Run(RunAsync);

    /// <summary>Hands out one further frame while held: a film's next, a stream's newest.</summary>
    public void Step()
    {
        lock (_gate)
        {
            if (!_isHeld) return;
            _mayStep = _queue.Reader.Count == 0;
        }

        _alarm.Ring();
    }

    /// <summary>Connects anew at once: a film plays from its beginning, and no retry is waited for.</summary>
    public void Restart()
    {
        CancellationTokenSource? connection;
        lock (_gate)
        {
            if (_isDisposed) return;
            _isRestarting = true;
            connection = _connection;
        }

        Cancel(connection);
        _alarm.Ring();
    }

    /// <summary>Waits for the newest frame and takes it. The taker owns it and disposes it.</summary>
    /// <exception cref="ChannelClosedException">The feed was disposed.</exception>
    public ValueTask<LiveFrame> NextAsync(CancellationToken cancellationToken) => _queue.Reader.ReadAsync(cancellationToken);

    /// <summary>Ends the reading and gives back what is queued; frames that are still out are given back by whoever has them.</summary>
    public async ValueTask DisposeAsync()
    {
        lock (_gate)
        {
            if (_isDisposed) return;
            _isDisposed = true;
        }

        await _stop.CancelAsync();
        _alarm.Ring();
        await _work.WaitAsync(Timeout.InfiniteTimeSpan);
        _queue.Writer.TryComplete();
        while (_queue.Reader.TryRead(out var queued))
        {
            Drained++;
            queued.Dispose();
        }

        _pool?.Retire();
        _alarm.Dispose();
        _stop.Dispose();
    }

    private async Task RunAsync()
    {
        while (!_stop.IsCancellationRequested)
        {
            var reason = "";
            lock (_gate) (_isRestarting, _isSilent) = (false, false);
            try
            {
                if (_connections == 0 || !_origin.Loops || _retry.Attempts > 0) Tell(new LiveFeedState(LivePhase.Connecting, Attempts: _retry.Attempts));
                await ConnectAndReadAsync();
                if (_origin is { Waits: true, Loops: true }) continue;
                if (_origin.Waits)
                {
                    await EndAsync();
                    continue;
                }

                reason = $"'{_origin.Name}' ended";
            }
            catch (Exception error)
            {
                // Whatever it was, a live source never ends the program.
                if (_stop.IsCancellationRequested) return;
                if (_isRestarting) continue;
                reason = _isSilent ? $"'{_origin.Name}' sent no picture in time" : error.Message.ReplaceLineEndings(" ");
            }

            await WaitToRetryAsync(reason);
        }
    }

    private async Task ConnectAndReadAsync()
    {
        using var connection = CancellationTokenSource.CreateLinkedTokenSource(_stop.Token);
        lock (_gate)
        {
            _connection = connection;
            if (_isRestarting) return;
        }

        using var watch = _time.CreateTimer(_ => BeSilent(connection), state: null, _origin.Waits ? Timeout.InfiniteTimeSpan : SilenceAtFirst, Timeout.InfiniteTimeSpan);
        try
        {
            await using var source = await _origin.ConnectAsync(connection.Token);
            Use(source.Format);
            var clocked = source is IClockedSource { ShowsClock: true };
            var hasFrames = false;
            while (true)
            {
                var frame = await RentAsync(connection.Token);
                var isFilled = false;
                try
                {
                    connection.Token.ThrowIfCancellationRequested();
                    frame.Frame.TrueAngle = null;
                    isFilled = await source.ReadAsync(frame.Frame, connection.Token);
                    if (isFilled && _origin.Waits) await PaceAsync(frame.Frame.Pts, connection.Token);
                }
                catch
                {
                    frame.Dispose();
                    throw;
                }

                if (!isFilled)
                {
                    frame.Dispose();
                    if (!hasFrames) throw new SteerlensException(ExitCode.InputUnreadable, $"'{_origin.Name}' has no frames");
                    return;
                }

                if (!_origin.Waits) watch.Change(Silence, Timeout.InfiniteTimeSpan);
                if (!hasFrames)
                {
                    hasFrames = true;
                    _retry.Succeed();
                    Tell(new LiveFeedState(LivePhase.Playing));
                }

                HandOut(frame, clocked);
            }
        }
        finally
        {
            lock (_gate) _connection = null;
        }
    }

    private void Use(FilmFormat format)
    {
        lock (_gate)
        {
            _format = format;
            _connections++;
            _pace.Reset();
            if (_pool is { } pool && pool.Fits(format)) return;
            _pool?.Retire();
            _pools.RemoveAll(old => old.IsGone);
            _pool = new LiveFramePool(format, PoolSize);
            _pools.Add(_pool);
        }
    }

    private ValueTask<LiveFrame> RentAsync(CancellationToken cancellationToken)
    {
        if (_pool!.TryRent(out var frame)) return ValueTask.FromResult(frame);

        // All others are with whoever shows them: the queued one is the oldest that can be had, and may be of a pool before this one.
        if (_queue.Reader.TryRead(out var queued))
        {
            Drop(queued);
            if (_pool.TryRent(out frame)) return ValueTask.FromResult(frame);
        }

        return _pool.RentAsync(cancellationToken);
    }

    /// <summary>Waits until a film's frame is due and may be handed out.</summary>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    private async ValueTask PaceAsync(long pts, CancellationToken cancellationToken)
    {
        while (true)
        {
            TimeSpan delay;
            lock (_gate)
            {
                if (_isHeld)
                {
                    _pace.Reset();
                    if (_mayStep) return;
                    delay = Timeout.InfiniteTimeSpan;
                }
                else
                {
                    delay = _pace.Remaining(pts, _format!.TimeBase);
                    if (delay == TimeSpan.Zero) return;
                }
            }

            await _alarm.WaitAsync(delay);
            cancellationToken.ThrowIfCancellationRequested();
        }
    }

    private void HandOut(LiveFrame frame, bool clocked)
    {
        lock (_gate)
        {
            frame.Format = _format!;
            frame.Connection = _connections;
            frame.Sequence = _received;
            frame.Captured = _time.GetUtcNow();
            frame.CapturedTicks = _time.GetTimestamp();
            Interlocked.Increment(ref _received);
            if (_isHeld && !_mayStep && !_origin.Waits)
            {
                Withhold(frame);
                return;
            }

            _mayStep = false;
            if (clocked) ClockBar.Draw(frame.Frame.Picture, frame.Captured);
            _queue.Writer.TryWrite(frame);
        }
    }

    private async Task EndAsync()
    {
        Tell(new LiveFeedState(LivePhase.Ended));
        while (true)
        {
            lock (_gate)
            {
                if (_isRestarting) return;
            }

            _stop.Token.ThrowIfCancellationRequested();
            await _alarm.WaitAsync(Timeout.InfiniteTimeSpan);
        }
    }

    private async Task WaitToRetryAsync(string reason)
    {
        var until = _time.GetUtcNow() + _retry.Next();
        Tell(new LiveFeedState(LivePhase.Waiting, reason, until, _retry.Attempts));
        while (!_stop.IsCancellationRequested)
        {
            var left = until - _time.GetUtcNow();
            lock (_gate)
            {
                if (_isRestarting || left <= TimeSpan.Zero) return;
            }

            await _alarm.WaitAsync(left);
        }
    }

    private void Tell(LiveFeedState state)
    {
        lock (_gate)
        {
            _state = state;
            state = StateLocked();
        }

        StateChanged?.Invoke(state);
    }

    private LiveFeedState StateLocked() => _isHeld && _state.Phase == LivePhase.Playing ? _state with { Phase = LivePhase.Held } : _state;

    private void BeSilent(CancellationTokenSource connection)
    {
        _isSilent = true;
        Cancel(connection);
    }

    private static void Cancel(CancellationTokenSource? connection)
    {
        try
        {
            connection?.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // The connection has ended by itself.
        }
    }

    private void Drop(LiveFrame frame)
    {
        Interlocked.Increment(ref _dropped);
        frame.Dispose();
    }

    private void Withhold(LiveFrame frame)
    {
        Interlocked.Increment(ref _withheld);
        frame.Dispose();
    }
}
