using System.Threading.Tasks.Sources;

namespace Steerlens.Pipeline.Live.Sources;

/// <summary>
/// Waits for a time or for being rung, whichever is first; waiting allocates nothing. One waits at a time, and may be woken for nothing: whoever
/// waits looks again at what it waits for. A ring that nobody waits for ends the next wait.
/// </summary>
internal sealed class LiveAlarm : IValueTaskSource, IDisposable
{
    private readonly Lock _gate = new();
    private readonly ITimer _timer;
    private ManualResetValueTaskSourceCore<bool> _done = new() { RunContinuationsAsynchronously = true };
    private bool _isAwaited;
    private bool _isRung;

    internal LiveAlarm(TimeProvider time) =>
        _timer = time.CreateTimer(static alarm => ((LiveAlarm)alarm!).End(latch: false), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);

    /// <summary>Waits.</summary>
    /// <param name="delay">At most this long; <see cref="Timeout.InfiniteTimeSpan"/> for until rung.</param>
    internal ValueTask WaitAsync(TimeSpan delay)
    {
        short version;
        lock (_gate)
        {
            if (_isRung)
            {
                _isRung = false;
                return ValueTask.CompletedTask;
            }

            _done.Reset();
            version = _done.Version;
            _isAwaited = true;
        }

        // Timers count whole milliseconds and cut off the rest: rounded up, they never end early.
        _timer.Change(delay < TimeSpan.Zero ? delay : TimeSpan.FromMilliseconds(Math.Ceiling(delay.TotalMilliseconds)), Timeout.InfiniteTimeSpan);
        return new ValueTask(this, version);
    }

    /// <summary>Ends the wait, or the next one.</summary>
    internal void Ring() => End(latch: true);

    void IValueTaskSource.GetResult(short token) => _done.GetResult(token);

    ValueTaskSourceStatus IValueTaskSource.GetStatus(short token) => _done.GetStatus(token);

    void IValueTaskSource.OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _done.OnCompleted(continuation, state, token, flags);

    /// <inheritdoc/>
    public void Dispose() => _timer.Dispose();

    private void End(bool latch)
    {
        lock (_gate)
        {
            if (!_isAwaited)
            {
                _isRung |= latch;
                return;
            }

            _isAwaited = false;
        }

        _done.SetResult(result: true);
    }
}
