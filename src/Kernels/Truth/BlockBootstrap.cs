namespace Steerlens.Kernels.Truth;

/// <summary>A mean and where it would lie in 95 of 100 films like this one.</summary>
/// <param name="Mean">The mean; NaN where there is no value.</param>
/// <param name="Low">2.5 % of the resampled means lie below; NaN, as the other end, where the film is too short for an interval.</param>
/// <param name="High">2.5 % lie above.</param>
/// <param name="Count">Values.</param>
public readonly record struct Interval(double Mean, double Low, double High, int Count)
{
    /// <summary>Whether the whole interval lies above 0.</summary>
    public bool IsAboveZero => Low > 0;
}

/// <summary>
/// Intervals of means over the frames of a film (circular block bootstrap, Politis and Romano 1992). Neighbouring frames are not independent, so
/// blocks of consecutive frames are drawn, not single ones. What is NaN is no value but keeps its place in time. A film of less than two
/// blocks has no interval: every draw would be the film itself.
/// </summary>
/// <param name="block">Frames in a block, at least 1.</param>
/// <param name="seed">The same seed draws the same blocks.</param>
/// <param name="draws">Resampled films.</param>
public sealed class BlockBootstrap(int block, int seed = 7, int draws = 2000)
{
    private const double Tail = 0.025;

    /// <summary>Seconds in a block: steering forgets itself over 3 to 4 s.</summary>
    public const double Seconds = 4;

    /// <summary>The interval of the mean.</summary>
    /// <param name="values">One value for each frame in order; NaN for none.</param>
    public Interval Mean(ReadOnlySpan<double> values) => Of(values, []);

    /// <summary>The interval of the difference of the means of two lists over the same frames, which are drawn together.</summary>
    /// <param name="values">One value for each frame in order; NaN for none.</param>
    /// <param name="others">Likewise, as many.</param>
    /// <returns>The mean of the first minus the mean of the second; the count is the first one's.</returns>
    public Interval Difference(ReadOnlySpan<double> values, ReadOnlySpan<double> others)
    {
        if (values.Length != others.Length) throw new ArgumentException($"{values.Length} and {others.Length} frames can't be drawn together.", nameof(others));
        return Of(values, others);
    }

    private Interval Of(ReadOnlySpan<double> values, ReadOnlySpan<double> others)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(block, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(draws, 1);
        var length = values.Length;
        var whole = new Sums();
        for (var frame = 0; frame < length; frame++) whole.Add(values, others, frame);
        if (!double.IsFinite(whole.Mean) || length < 2 * block) return new Interval(whole.Mean, double.NaN, double.NaN, whole.Count);

        var random = new Random(seed);
        var means = new List<double>(draws);
        for (var draw = 0; draw < draws; draw++)
        {
            var sums = new Sums();
            for (var taken = 0; taken < length;)
            {
                var start = random.Next(length);
                for (var step = 0; step < block && taken < length; step++, taken++) sums.Add(values, others, (start + step) % length);
            }

            // A film without one such frame says nothing about their mean.
            if (double.IsFinite(sums.Mean)) means.Add(sums.Mean);
        }

        means.Sort();
        return means.Count == 0
            ? new Interval(whole.Mean, double.NaN, double.NaN, whole.Count)
            : new Interval(whole.Mean, means[(int)(Tail * (means.Count - 1))], means[(int)Math.Ceiling((1 - Tail) * (means.Count - 1))], whole.Count);
    }

    private struct Sums
    {
        private double _sum;
        private double _otherSum;
        private int _otherCount;
        private bool _hasOthers;

        public int Count { get; private set; }

        public readonly double Mean => (_sum / Count) - (_hasOthers ? _otherSum / _otherCount : 0);

        public void Add(ReadOnlySpan<double> values, ReadOnlySpan<double> others, int frame)
        {
            if (!double.IsNaN(values[frame])) (_sum, Count) = (_sum + values[frame], Count + 1);
            if (others.IsEmpty) return;
            _hasOthers = true;
            if (!double.IsNaN(others[frame])) (_otherSum, _otherCount) = (_otherSum + others[frame], _otherCount + 1);
        }
    }
}
