namespace Steerlens.Pipeline.Scenes;

/// <summary>The frames of a rendered road that are read.</summary>
/// <param name="First">The first one's number, from 0.</param>
/// <param name="Count">How many, at least 1.</param>
/// <param name="Stride">The distance from one to the next, at least 1.</param>
public sealed record SceneRange(long First, long Count, int Stride = 1)
{
    /// <summary>The frames of a part of a road.</summary>
    /// <param name="scene">The road.</param>
    /// <param name="start">The first time that is taken; null for the beginning.</param>
    /// <param name="end">The first time that is no longer taken; null for the road's end.</param>
    /// <param name="stride">Every how many frames one is taken, at least 1.</param>
    /// <param name="most">The most frames that are taken; null for all.</param>
    /// <exception cref="SteerlensException">No frame lies in that part.</exception>
    public static SceneRange Of(SceneOptions scene, TimeSpan? start, TimeSpan? end, int stride, long? most)
    {
        ArgumentNullException.ThrowIfNull(scene);
        var first = start is { } from ? FrameAt(from, scene) : 0;
        var last = Math.Min(scene.FrameCount, end is { } until ? FrameAt(until, scene) : scene.FrameCount);
        if (first >= last)
        {
            throw new SteerlensException(
                ExitCode.Usage,
                FormattableString.Invariant($"{SceneOptions.Prefix}{scene.Name} lasts {scene.FrameCount / scene.Rate.ToDouble():0.###} s and has no frame in that part: give it a longer one, as in {SceneOptions.Prefix}{scene.Name}?duration=60"));
        }

        var count = (last - first + stride - 1) / stride;
        return new SceneRange(first, Math.Min(count, most ?? count), stride);
    }

    /// <summary>The first frame at or after a time, which may be rounded to a microsecond.</summary>
    private static long FrameAt(TimeSpan time, SceneOptions scene)
    {
        var ticks = Math.Max(0, time.Ticks - TimeSpan.TicksPerMicrosecond);
        return (long)decimal.Ceiling((decimal)ticks * scene.Rate.Numerator / (TimeSpan.TicksPerSecond * (decimal)scene.Rate.Denominator));
    }
}
