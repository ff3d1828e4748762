namespace Steerlens.Bench.Comparing;

/// <summary>What a peer answered.</summary>
/// <param name="Seconds">Seconds on its clock.</param>
/// <param name="Windows">Windows that it ran in that time.</param>
/// <param name="LargestDifference">Its numbers beside ours: the largest difference as a share of the largest number.</param>
internal sealed record PeerRun(double Seconds, int Windows, double LargestDifference)
{
    /// <summary>Milliseconds for a bank of this many windows, at the same price each.</summary>
    public double MillisecondsFor(int windows) => 1000 * Seconds / Windows * windows;

    /// <summary>The largest difference of two lists as a share of the largest expected value; infinite where something is no number.</summary>
    public static double Difference(ReadOnlySpan<float> expected, ReadOnlySpan<float> actual)
    {
        if (expected.Length != actual.Length) return double.PositiveInfinity;
        var (largest, difference) = (0d, 0d);
        for (var index = 0; index < expected.Length; index++)
        {
            largest = Math.Max(largest, Math.Abs(expected[index]));
            var apart = Math.Abs((double)expected[index] - actual[index]);
            difference = double.IsNaN(apart) ? double.PositiveInfinity : Math.Max(difference, apart);
        }

        return largest == 0 ? difference : difference / largest;
    }
}
