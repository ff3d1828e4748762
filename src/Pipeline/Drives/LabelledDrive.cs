using Steerlens.Pipeline.Frames;

namespace Steerlens.Pipeline.Drives;

/// <summary>A recorded drive: its pictures in order, each with its time and its true angle.</summary>
/// <param name="Labels">The path of the file with the labels.</param>
/// <param name="Kind">What kind of labels they are, for people.</param>
/// <param name="Frames">At least one frame.</param>
public sealed record LabelledDrive(string Labels, string Kind, IReadOnlyList<LabelledFrame> Frames)
{
    private const double UnknownStep = 1 / 20d;

    /// <summary>How often the drive was cut.</summary>
    public int Gaps => Frames.Count(frame => frame.FollowsGap) - 1;

    /// <summary>Seconds from a frame to the next one, as they are most often: the median over all that no gap parts.</summary>
    public double Step
    {
        get
        {
            var steps = new List<double>();
            for (var index = 1; index < Frames.Count; index++)
            {
                var step = Frames[index].Seconds - Frames[index - 1].Seconds;
                if (!Frames[index].FollowsGap && step > 0) steps.Add(step);
            }

            steps.Sort();
            return steps.Count > 0 ? steps[steps.Count / 2] : UnknownStep;
        }
    }

    /// <summary>What a network of several frames sees at a frame: that one, last, and those before it. Before the drive's first one, that one stands in.</summary>
    /// <param name="number">The frame's place.</param>
    /// <param name="count">How many frames it sees, at least 1.</param>
    public static IEnumerable<int> FramesUpTo(int number, int count) => Enumerable.Range(number - count + 1, count).Select(place => Math.Max(place, 0));

    /// <summary>Frames per second, to a tenth.</summary>
    public Rational Rate => new(Math.Max(1, (long)Math.Round(10 / Step)), 10);
}
