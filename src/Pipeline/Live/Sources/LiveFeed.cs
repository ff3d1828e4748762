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
    private static readonly TimeSpan Silence = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan SilenceAtFirst = TimeSpan.FromSeconds(15);

    private readonly LiveOrigin _origin;
    private readonly TimeProvider _time;
    private readonly LiveQueue _queue = new();
    private readonly LiveAlarm _alarm;
    private readonly FramePace _pace;
    private readonly RetryDelay _retry = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly Lock _gate = new();
    private CancellationTokenSource? _connection;
    private LiveFeedState _state = new(LivePhase.Connecting);
    private Task _work = Task.CompletedTask;
    private bool _isHeld;
    private bool _mayStep;
    private volatile bool _isRestarting;
    private volatile bool _isSilent;
    private bool _isDisposed;

    /// <summary>Prepares the feed; nothing is connected to before <see cref="Start"/>.</summary>
    /// <param name="origin">The source.</param>
    /// <param name="time">The clock that films are paced by and retries wait for.</param>
    public LiveFeed(LiveOrigin origin, TimeProvider time)
    {
        (_origin, _time) = (origin, time);
        _alarm = new LiveAlarm(time);
        _pace = new FramePace(time);
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
    public long Dropped => _queue.Dropped;

    /// <summary>Frames that came: those taken, dropped, withheld and drained, and the one that is queued.</summary>
    public long Received => _queue.Received;

    /// <summary>Frames that nobody was to see, which don't count as dropped: those of a camera or stream while it was held, or before a restart.</summary>
    public long Withheld => _queue.Withheld;

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
                if (value && !_origin.Waits) _queue.WithholdQueued();
                state = StateLocked();
            }

            _alarm.Ring();
            StateChanged?.Invoke(state);
        }
    }

    /// <summary>How often it was connected to.</summary>
    public int Connections => _queue.Connections;

    /// <summary>Frames that were still queued when the feed was disposed.</summary>
    public int Drained => _queue.Drained;

    /// <summary>The pools that frames may be out of.</summary>
    internal IReadOnlyList<LiveFramePool> Pools => _queue.Pools;

    /// <summary>Begins to connect and to read; once.</summary>
    public void Start() => _work = Task.Run(RunAsync);

    /// <summary>Hands out one further frame while held: a film's next, a stream's newest.</summary>
    public void Step()
    {
        lock (_gate)
        {
            if (!_isHeld) return;
            _mayStep = _queue.IsEmpty;
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
            _queue.WithholdQueued();
        }

        Cancel(connection);
        _alarm.Ring();
    }

    /// <summary>Waits for the newest frame and takes it. The taker owns it and disposes it.</summary>
    /// <exception cref="ChannelClosedException">The feed was disposed.</exception>
    public ValueTask<LiveFrame> NextAsync(CancellationToken cancellationToken) => _queue.NextAsync(cancellationToken);

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
        _queue.Close();
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
                if (_queue.Connections == 0 || !_origin.Loops || _retry.Attempts > 0) Tell(new LiveFeedState(LivePhase.Connecting, Attempts: _retry.Attempts));
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
            _queue.Use(source.Format);
            lock (_gate) _pace.Reset();
            var clocked = source is IClockedSource { ShowsClock: true };
            var hasFrames = false;
            while (true)
            {
                var frame = await _queue.RentAsync(connection.Token);
                var isFilled = false;
                try
                {
                    connection.Token.ThrowIfCancellationRequested();
                    frame.Frame.TrueAngle = null;
                    isFilled = await source.ReadAsync(frame.Frame, connection.Token);
                    if (isFilled && !hasFrames) Tell(new LiveFeedState(LivePhase.Playing));
                    if (isFilled && _origin.Waits) await PaceAsync(frame.Frame.Pts, source.Format.TimeBase, connection.Token);
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
                if (!hasFrames) _retry.Succeed();
                hasFrames = true;
                HandOut(frame, clocked);
            }
        }
        finally
        {
            lock (_gate) _connection = null;
        }
    }

    /// <summary>Waits until a film's frame is due and may be handed out.</summary>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    private async ValueTask PaceAsync(long pts, Rational timeBase, CancellationToken cancellationToken)
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
                    delay = _pace.Remaining(pts, timeBase);
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
            _queue.Receive(frame, _time);
            if (_isHeld && !_mayStep && !_origin.Waits)
            {
                _queue.Withhold(frame);
                return;
            }

            _mayStep = false;
            if (clocked) ClockBar.Draw(frame.Frame.Picture, frame.Captured);
            _queue.Put(frame);
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
        var (start, delay) = (_time.GetTimestamp(), _retry.Next());
        Tell(new LiveFeedState(LivePhase.Waiting, reason, _time.GetUtcNow() + delay, _retry.Attempts));
        while (!_stop.IsCancellationRequested)
        {
            var left = delay - _time.GetElapsedTime(start);
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
}
