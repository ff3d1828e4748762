namespace Steerlens.Pipeline.Compositing;

/// <summary>An axis: which values lie where, and where its ticks stand.</summary>
internal sealed class PlotAxis
{
    private readonly double _start;
    private readonly double _length;

    /// <summary>Makes an axis that shows some values.</summary>
    /// <param name="low">The least value.</param>
    /// <param name="high">The largest value.</param>
    /// <param name="start">The pixel of the least value.</param>
    /// <param name="end">The pixel of the largest one; may lie before the start.</param>
    /// <param name="ticks">About how many ticks.</param>
    /// <param name="isRounded">Whether the axis ends at ticks.</param>
    public PlotAxis(double low, double high, double start, double end, int ticks, bool isRounded)
    {
        if (!(high > low)) (low, high) = (low - 0.5, low + 0.5);
        Step = NiceStep((high - low) / ticks);
        Low = isRounded ? Math.Floor(low / Step) * Step : low;
        High = isRounded ? Math.Ceiling(high / Step) * Step : high;
        (_start, _length) = (start, end - start);
    }

    /// <summary>The least value.</summary>
    public double Low { get; }

    /// <summary>The largest value.</summary>
    public double High { get; }

    /// <summary>From one tick to the next.</summary>
    public double Step { get; }

    /// <summary>The ticks' values.</summary>
    public IEnumerable<double> Ticks
    {
        get
        {
            var first = (long)Math.Ceiling((Low / Step) - 1e-9);
            for (var tick = first; tick * Step <= High + (1e-9 * Step); tick++) yield return tick * Step;
        }
    }

    /// <summary>The pixel of a value.</summary>
    public float Place(double value) => (float)(_start + ((value - Low) / (High - Low) * _length));

    /// <summary>The nearest larger of 1, 2, 5 times a power of ten.</summary>
    public static double NiceStep(double least)
    {
        var power = Math.Pow(10, Math.Floor(Math.Log10(least)));
        foreach (var factor in (ReadOnlySpan<double>)[1, 2, 5])
        {
            if (factor * power >= least * 0.999) return factor * power;
        }

        return 10 * power;
    }
}
