using Steerlens.Pipeline.Frames;

namespace Steerlens.Pipeline.Live.Sources;

/// <summary>
/// When the frames of a film are due if it plays at its own rate. A film that can't be read as fast goes on from where it is, rather than
/// hurrying after the clock; so does one whose times jump.
/// </summary>
internal sealed class FramePace(TimeProvider time)
{
    private static readonly TimeSpan MostLate = TimeSpan.FromSeconds(0.25);
    private static readonly TimeSpan LongestGap = TimeSpan.FromSeconds(5);

    private long? _anchorTicks;
    private long _anchorPts;

    /// <summary>The next frame is due at once, and those after it follow from there.</summary>
    internal void Reset() => _anchorTicks = null;

    /// <summary>How long to wait for a frame to be due; zero where it is.</summary>
    /// <param name="pts">The frame's.</param>
    /// <param name="timeBase">The unit of it, in seconds.</param>
    internal TimeSpan Remaining(long pts, Rational timeBase)
    {
        if (_anchorTicks is { } anchor)
        {
            var due = TimeSpan.FromSeconds((pts - _anchorPts) * timeBase.ToDouble());
            var remaining = due - time.GetElapsedTime(anchor);
            if (remaining > TimeSpan.Zero && remaining <= LongestGap) return remaining;
            if (remaining <= TimeSpan.Zero && remaining >= -MostLate) return TimeSpan.Zero;
        }

        _anchorTicks = time.GetTimestamp();
        _anchorPts = pts;
        return TimeSpan.Zero;
    }
}
