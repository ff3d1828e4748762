namespace Steerlens.Kernels.Images;

/// <summary>Percentiles of the sizes of values, without sorting them all.</summary>
public static class Percentile
{
    private const int BinBits = 11;

    /// <summary>The smallest |value| that at least <paramref name="percent"/> percent of all |values| do not exceed.</summary>
    /// <param name="values">Finite values, at least one; put into another order and stripped of their signs.</param>
    /// <param name="percent">0..100.</param>
    public static float OfSizes(Span<float> values, double percent)
    {
        ArgumentOutOfRangeException.ThrowIfZero(values.Length);
        var rank = Math.Clamp((int)Math.Ceiling(percent / 100 * values.Length) - 1, 0, values.Length - 1);

        // The bits of positive floats rise with their value, so their upper bits sort values into bins: one bin is searched.
        Span<int> counts = stackalloc int[1 << BinBits];
        counts.Clear();
        foreach (ref var value in values)
        {
            value = Math.Abs(value);
            counts[BinOf(value)]++;
        }

        var bin = 0;
        for (; rank >= counts[bin]; bin++) rank -= counts[bin];
        var found = 0;
        for (var index = 0; found < counts[bin]; index++)
        {
            if (BinOf(values[index]) == bin) Swap(values, index, found++);
        }

        return Select(values[..found], rank);
    }

    private static int BinOf(float size) => BitConverter.SingleToInt32Bits(size) >> (31 - BinBits);

    // Quickselect with a median of three and a three-way split, which keeps maps of many equal values linear.
    private static float Select(Span<float> values, int rank)
    {
        while (true)
        {
            var (first, middle, last) = (values[0], values[values.Length / 2], values[^1]);
            var pivot = Math.Max(Math.Min(first, middle), Math.Min(Math.Max(first, middle), last));
            var (smaller, index, larger) = (0, 0, values.Length);
            while (index < larger)
            {
                if (values[index] < pivot) Swap(values, index++, smaller++);
                else if (values[index] > pivot) Swap(values, index, --larger);
                else index++;
            }

            if (rank < smaller) values = values[..smaller];
            else if (rank < larger) return pivot;
            else
            {
                values = values[larger..];
                rank -= larger;
            }
        }
    }

    private static void Swap(Span<float> values, int first, int second) => (values[first], values[second]) = (values[second], values[first]);
}
