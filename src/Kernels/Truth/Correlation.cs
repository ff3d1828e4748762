namespace Steerlens.Kernels.Truth;

/// <summary>How far two lists of numbers go together, -1..1; 0 where one of them is the same everywhere.</summary>
public static class Correlation
{
    /// <summary>Of the values (Pearson).</summary>
    public static double Pearson(ReadOnlySpan<float> first, ReadOnlySpan<float> second)
    {
        var (left, right) = (new double[first.Length], new double[second.Length]);
        for (var index = 0; index < left.Length; index++) left[index] = first[index];
        for (var index = 0; index < right.Length; index++) right[index] = second[index];
        return Pearson(left, right);
    }

    /// <summary>Of the values (Pearson).</summary>
    public static double Pearson(ReadOnlySpan<double> first, ReadOnlySpan<double> second)
    {
        Require(first.Length, second.Length);
        var (meanFirst, meanSecond) = (Mean(first), Mean(second));
        var (both, squaresFirst, squaresSecond) = (0d, 0d, 0d);
        for (var index = 0; index < first.Length; index++)
        {
            var (left, right) = (first[index] - meanFirst, second[index] - meanSecond);
            both += left * right;
            squaresFirst += left * left;
            squaresSecond += right * right;
        }

        return squaresFirst > 0 && squaresSecond > 0 ? Math.Clamp(both / Math.Sqrt(squaresFirst * squaresSecond), -1, 1) : 0;
    }

    /// <summary>Of the ranks (Spearman); equal values share the mean of their ranks.</summary>
    public static double Spearman(ReadOnlySpan<double> first, ReadOnlySpan<double> second)
    {
        Require(first.Length, second.Length);
        return Pearson(Ranks(first), Ranks(second));
    }

    /// <summary>Of the ranks of the sizes |value| (Spearman): for signed maps, how far they name the same places.</summary>
    public static double SpearmanOfSizes(ReadOnlySpan<float> first, ReadOnlySpan<float> second) => Spearman(Sizes(first), Sizes(second));

    /// <summary>The rank of each value from 1; equal values share the mean of theirs.</summary>
    internal static double[] Ranks(ReadOnlySpan<double> values)
    {
        var sorted = values.ToArray();
        var places = new int[values.Length];
        for (var index = 0; index < places.Length; index++) places[index] = index;
        Array.Sort(sorted, places);
        var ranks = new double[values.Length];
        for (var start = 0; start < sorted.Length;)
        {
            var end = start + 1;
            while (end < sorted.Length && sorted[end] == sorted[start]) end++;
            for (var index = start; index < end; index++) ranks[places[index]] = (start + 1 + end) / 2d;
            start = end;
        }

        return ranks;
    }

    private static double[] Sizes(ReadOnlySpan<float> map)
    {
        var sizes = new double[map.Length];
        for (var index = 0; index < sizes.Length; index++) sizes[index] = float.IsFinite(map[index]) ? Math.Abs(map[index]) : 0;
        return sizes;
    }

    private static double Mean(ReadOnlySpan<double> values)
    {
        var sum = 0d;
        foreach (var value in values) sum += value;
        return sum / values.Length;
    }

    private static void Require(int first, int second)
    {
        if (first != second) throw new ArgumentException($"{first} and {second} values can't be compared one by one.", nameof(second));
    }
}
