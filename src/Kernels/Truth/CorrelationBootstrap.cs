namespace Steerlens.Kernels.Truth;

/// <summary>
/// The interval of a correlation over the frames of a film, by drawing blocks of consecutive frames as <see cref="BlockBootstrap"/> does; both
/// values of a frame stay together.
/// </summary>
/// <param name="block">Frames in a block, at least 1.</param>
/// <param name="seed">The same seed draws the same blocks.</param>
/// <param name="draws">Resampled films.</param>
public sealed class CorrelationBootstrap(int block, int seed = 7, int draws = 2000)
{
    private const double Tail = 0.025;

    /// <summary>Pearson's correlation and its interval.</summary>
    /// <param name="first">One value for each frame in order.</param>
    /// <param name="second">Likewise, as many.</param>
    /// <returns>The correlation as the mean; both ends NaN where the film is shorter than two blocks.</returns>
    public Interval Of(ReadOnlySpan<double> first, ReadOnlySpan<double> second)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(block, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(draws, 1);
        var whole = Correlation.Pearson(first, second);
        var length = first.Length;
        if (length < 2 * block) return new Interval(whole, double.NaN, double.NaN, length);
        var random = new Random(seed);
        var (left, right) = (new double[length], new double[length]);
        var correlations = new double[draws];
        for (var draw = 0; draw < draws; draw++)
        {
            for (var taken = 0; taken < length;)
            {
                var start = random.Next(length);
                for (var step = 0; step < block && taken < length; step++, taken++) (left[taken], right[taken]) = (first[(start + step) % length], second[(start + step) % length]);
            }

            correlations[draw] = Correlation.Pearson(left, right);
        }

        Array.Sort(correlations);
        return new Interval(whole, correlations[(int)(Tail * (draws - 1))], correlations[(int)Math.Ceiling((1 - Tail) * (draws - 1))], length);
    }
}
