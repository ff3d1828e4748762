namespace Steerlens.Pipeline.Measuring;

/// <summary>Durations in memory that is there from the beginning: adding one allocates nothing.</summary>
internal sealed class DurationList
{
    private readonly double[] _milliseconds;

    /// <summary>Makes the memory.</summary>
    /// <param name="capacity">The most durations that are kept; later ones are not counted.</param>
    public DurationList(int capacity) => _milliseconds = new double[capacity];

    /// <summary>Durations kept.</summary>
    public int Count { get; private set; }

    /// <summary>Keeps one more.</summary>
    public void Add(TimeSpan duration)
    {
        if (Count < _milliseconds.Length) _milliseconds[Count++] = duration.TotalMilliseconds;
    }

    /// <summary>What the durations are like; zeros where there is none.</summary>
    public DurationSummary Summarize()
    {
        if (Count == 0) return default;
        var sorted = _milliseconds.AsSpan(0, Count).ToArray();
        Array.Sort(sorted);
        return new DurationSummary(sorted.Average(), AtShare(sorted, 0.5), AtShare(sorted, 0.95), AtShare(sorted, 0.99), sorted[^1]);
    }

    /// <summary>The smallest value that at least this share of the values does not exceed (nearest rank).</summary>
    /// <param name="sorted">Values in ascending order, at least one.</param>
    /// <param name="share">Above 0, at most 1.</param>
    public static double AtShare(ReadOnlySpan<double> sorted, double share) =>
        sorted[Math.Clamp((int)Math.Ceiling(share * sorted.Length) - 1, 0, sorted.Length - 1)];
}

/// <summary>What a list of durations is like, in milliseconds.</summary>
/// <param name="Mean">The mean.</param>
/// <param name="Median">Half of them take no longer.</param>
/// <param name="Percentile95">95 of 100 take no longer.</param>
/// <param name="Percentile99">99 of 100 take no longer.</param>
/// <param name="Maximum">The longest.</param>
public readonly record struct DurationSummary(double Mean, double Median, double Percentile95, double Percentile99, double Maximum);
