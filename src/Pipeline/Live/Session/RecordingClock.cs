using Steerlens.Pipeline.Frames;

namespace Steerlens.Pipeline.Live.Session;

/// <summary>
/// The times of a recording's pictures. It runs as the source's own times do, and over their jumps (a loop, a reconnection, a pause, another
/// place) as the clock on the wall, but never by more than a second: nobody wants to watch a pause.
/// </summary>
internal struct RecordingClock
{
    /// <summary>Ticks of a recording's time base in a second.</summary>
    public const int TicksPerSecond = 90_000;

    private static readonly TimeSpan LongestStep = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan UsualStep = TimeSpan.FromMilliseconds(40);

    private TimeSpan? _time;
    private DateTimeOffset _captured;
    private bool _runs;

    /// <summary>Where the last picture lies.</summary>
    public long Ticks { get; private set; }

    /// <summary>Where the next picture lies: 0 for the first, then always later than the one before.</summary>
    /// <param name="time">The picture's time in its source; null where there is none.</param>
    /// <param name="captured">When it was captured.</param>
    /// <param name="rate">The source's frames per second, where known.</param>
    public long Next(TimeSpan? time, DateTimeOffset captured, Rational? rate)
    {
        if (_runs)
        {
            var usual = rate is { Numerator: > 0 } known ? TimeSpan.FromSeconds(known.Inverse.ToDouble()) : UsualStep;
            var step = Step(time - _time) ?? Step(captured - _captured) ?? usual;
            Ticks += Math.Max(1, (long)Math.Round(step.TotalSeconds * TicksPerSecond));
        }

        (_runs, _time, _captured) = (true, time, captured);
        return Ticks;
    }

    private static TimeSpan? Step(TimeSpan? step) => step > TimeSpan.Zero && step <= LongestStep ? step : null;
}
