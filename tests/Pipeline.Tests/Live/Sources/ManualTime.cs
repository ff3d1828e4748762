namespace Steerlens.Pipeline.Tests.Live.Sources;

/// <summary>A clock that stands still until it is moved; timers end in their order while it moves.</summary>
internal sealed class ManualTime : TimeProvider
{
    private readonly Lock _gate = new();
    private readonly List<ManualTimer> _timers = [];
    private long _ticks;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    /// <summary>How far the clock has moved.</summary>
    public TimeSpan Elapsed => TimeSpan.FromTicks(GetTimestamp());

    public override long GetTimestamp()
    {
        lock (_gate) return _ticks;
    }

    public override DateTimeOffset GetUtcNow() => DateTimeOffset.UnixEpoch.AddDays(20_000) + Elapsed;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new ManualTimer(this, callback, state);
        timer.Change(dueTime, period);
        return timer;
    }

    /// <summary>Moves the clock in steps of a millisecond.</summary>
    public void Advance(TimeSpan time)
    {
        for (var left = time; left > TimeSpan.Zero; left -= TimeSpan.FromMilliseconds(1)) Step();
    }

    /// <summary>Moves the clock until something is so; fails after a minute of its time.</summary>
    /// <param name="condition">What is waited for.</param>
    /// <param name="step">Milliseconds to move at once.</param>
    public async Task UntilAsync(Func<bool> condition, int step = 1)
    {
        for (var count = 0; count < 60_000 / step; count++)
        {
            // Whoever was woken by the step before gets a moment of real time to act on it.
            for (var look = 0; look < 3; look++)
            {
                if (condition()) return;
                await Task.Yield();
            }

            if (step > 1 || count % 10 == 0) await Task.Delay(1);
            Advance(TimeSpan.FromMilliseconds(step));
        }

        Assert.Fail("It didn't happen within a minute.");
    }

    private void Step()
    {
        List<ManualTimer> due;
        lock (_gate)
        {
            _ticks += TimeSpan.TicksPerMillisecond;
            due = [.. _timers.Where(timer => timer.Due <= _ticks)];
            foreach (var timer in due) _timers.Remove(timer);
        }

        foreach (var timer in due) timer.Fire();
    }

    private sealed class ManualTimer(ManualTime time, TimerCallback callback, object? state) : ITimer
    {
        public long Due { get; private set; }

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            Assert.Equal(Timeout.InfiniteTimeSpan, period);
            lock (time._gate)
            {
                time._timers.Remove(this);
                if (dueTime == Timeout.InfiniteTimeSpan) return true;
                Due = time._ticks + dueTime.Ticks;
                time._timers.Add(this);
            }

            return true;
        }

        public void Fire() => callback(state);

        public void Dispose() => Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
