namespace Steerlens.Pipeline.Evaluation;

/// <summary>Where the times of a drive lie on a plot. Gaps are shown, but none takes more than a small part of the width.</summary>
internal sealed class DriveTimeline
{
    private const double WidestGap = 0.04;
    private const double WidestGaps = 0.25;
    private const double TickDistance = 90;

    private readonly List<Run> _runs = [];
    private readonly double _left;
    private readonly double _pixelsPerSecond;

    /// <summary>Lays the drive out.</summary>
    /// <param name="frames">The frames in order, at least one.</param>
    /// <param name="left">The pixel of the first one.</param>
    /// <param name="right">The pixel of the last one.</param>
    public DriveTimeline(IReadOnlyList<EvaluatedFrame> frames, double left, double right)
    {
        _left = left;
        var bounds = new List<(double Start, double End)>();
        for (var index = 0; index < frames.Count; index++)
        {
            if (index == 0 || frames[index].FollowsGap) bounds.Add((frames[index].Seconds, frames[index].Seconds));
            else bounds[^1] = (bounds[^1].Start, frames[index].Seconds);
        }

        var driven = Math.Max(1e-3, bounds.Sum(run => run.End - run.Start));
        var most = Math.Min(WidestGap, WidestGaps / Math.Max(1, bounds.Count - 1)) * driven;
        var place = 0d;
        for (var run = 0; run < bounds.Count; run++)
        {
            if (run > 0) place += Math.Min(most, bounds[run].Start - bounds[run - 1].End);
            _runs.Add(new Run(bounds[run].Start, bounds[run].End, place));
            place += bounds[run].End - bounds[run].Start;
        }

        _pixelsPerSecond = (right - left) / Math.Max(1e-3, place);
    }

    /// <summary>The gaps: their edges in pixels, and how long they last.</summary>
    public IEnumerable<(double Left, double Right, double Seconds)> Gaps =>
        _runs.Skip(1).Select((run, index) => (Place(_runs[index].End), Place(run.Start), run.Start - _runs[index].End));

    /// <summary>The pixel of a time inside a run.</summary>
    public double Place(double seconds)
    {
        var run = _runs.FindLast(candidate => candidate.Start <= seconds);
        return _left + ((run.Place + Math.Min(seconds, run.End) - run.Start) * _pixelsPerSecond);
    }

    /// <summary>Round times inside the runs, and their pixels, none too near another.</summary>
    public IEnumerable<(double Seconds, double Place)> Ticks()
    {
        var step = Compositing.PlotAxis.NiceStep(TickDistance / _pixelsPerSecond);
        var last = double.NegativeInfinity;
        foreach (var run in _runs)
        {
            for (var tick = Math.Ceiling(run.Start / step); tick * step <= run.End; tick++)
            {
                var place = Place(tick * step);
                if (place - last < TickDistance * 0.6) continue;
                last = place;
                yield return (tick * step, place);
            }
        }
    }

    private readonly record struct Run(double Start, double End, double Place);
}
