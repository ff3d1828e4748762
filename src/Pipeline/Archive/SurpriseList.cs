using Steerlens.Kernels.Images;
using Steerlens.Pipeline.Frames;

namespace Steerlens.Pipeline.Archive;

/// <summary>
/// Finds the frames of a film that are worth a look. A frame surprises by the spread of its angle among several trainings of the network, or by how
/// far its angle jumped away from the mean of the second before, whichever is more degrees. Those kept lie at least two seconds apart. Their pictures
/// are kept small; looking at a frame allocates nothing.
/// </summary>
internal sealed class SurpriseList
{
    /// <summary>How many frames are kept.</summary>
    public const int Most = 3;

    /// <summary>Pixels of a small picture in a row.</summary>
    public const int PictureWidth = 224;

    private const double Apart = 2;
    private const double Memory = 1;

    private readonly YuvImage[] _pictures = new YuvImage[Most];
    private readonly SurprisingFrame?[] _frames = new SurprisingFrame?[Most];
    private readonly Score[] _scores = new Score[Most];
    private (PlaneResize Luma, PlaneResize Chroma)? _resize;
    private double _mean;
    private double _lastTime;
    private int _count;
    private bool _hasMean;

    /// <summary>Looks at a frame.</summary>
    /// <param name="frame">The frame, with its angle and its finished picture.</param>
    /// <param name="time">Its time in seconds; later than the one before.</param>
    public void Look(Frame frame, double time)
    {
        var angle = double.RadiansToDegrees(frame.Angle);
        if (!double.IsFinite(angle)) return;
        var jump = _hasMean ? Math.Abs(angle - _mean) : 0;

        // A mean that forgets within a second, at any rate of frames.
        _mean = _hasMean ? _mean + ((angle - _mean) * Math.Min(1, Math.Max(0, time - _lastTime) / Memory)) : angle;
        (_hasMean, _lastTime) = (true, time);
        var spread = double.RadiansToDegrees(frame.AngleSpread ?? 0);
        var degrees = Math.Max(jump, spread);
        if (!double.IsFinite(degrees) || Place(degrees, time) is not { } place) return;
        _scores[place] = new Score(frame.Index, time, angle, degrees, spread >= jump, frame.Familiarity < 1);
        Keep(place, frame.Composed ?? frame.Picture);
    }

    /// <summary>The frames that were kept, the most surprising one first, and their pictures side by side; no picture where there is no frame.</summary>
    public (IReadOnlyList<SurprisingFrame> Frames, YuvImage? Strip) Finish()
    {
        if (_count == 0) return ([], null);
        var order = Enumerable.Range(0, _count).OrderByDescending(index => _scores[index].Degrees).ThenBy(index => _scores[index].Index).ToList();
        for (var index = 0; index < _count; index++) _frames[index] = _scores[index].ToFrame();
        var (width, height) = (_pictures[0].Width, _pictures[0].Height);
        var strip = new YuvImage(width * _count, height, _pictures[0].Color);
        for (var index = 0; index < _count; index++)
        {
            var picture = _pictures[order[index]];
            foreach (var (from, to) in new[] { (picture.Y, strip.Y), (picture.U, strip.U), (picture.V, strip.V) })
            {
                for (var y = 0; y < from.Height; y++) from.Row(y).CopyTo(to.Row(y)[(index * from.Width)..]);
            }
        }

        return ([.. order.Select(index => _frames[index]!)], strip);
    }

    /// <summary>Where the frame belongs among those kept; null where it does not.</summary>
    private int? Place(double degrees, double time)
    {
        for (var index = 0; index < _count; index++)
        {
            if (Math.Abs(_scores[index].Time - time) < Apart) return degrees > _scores[index].Degrees ? index : null;
        }

        if (_count < Most) return _count++;
        var least = 0;
        for (var index = 1; index < Most; index++)
        {
            if (_scores[index].Degrees < _scores[least].Degrees) least = index;
        }

        return degrees > _scores[least].Degrees ? least : null;
    }

    private void Keep(int place, YuvImage source)
    {
        if (_resize is null)
        {
            var height = Math.Max(2, (int)Math.Round(source.Height * (double)PictureWidth / source.Width / 2) * 2);
            _resize = (PlaneResize.Whole(source.Width, source.Height, PictureWidth, height), PlaneResize.Whole(source.Width / 2, source.Height / 2, PictureWidth / 2, height / 2));
            for (var index = 0; index < Most; index++) _pictures[index] = new YuvImage(PictureWidth, height, source.Color);
        }

        var picture = _pictures[place];
        _resize.Value.Luma.Apply(source.Y, picture.Y);
        _resize.Value.Chroma.Apply(source.U, picture.U);
        _resize.Value.Chroma.Apply(source.V, picture.V);
    }

    private readonly record struct Score(long Index, double Time, double Angle, double Degrees, bool IsSpread, bool IsUnfamiliar)
    {
        public SurprisingFrame ToFrame() => new(
            Index, Math.Round(Time, 3), Math.Round(Angle, 2), Math.Round(Degrees, 2), (IsSpread ? "trainings disagree" : "the angle jumps") + (IsUnfamiliar ? ", unlike training" : ""));
    }
}
