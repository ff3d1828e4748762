using System.Diagnostics;

namespace Steerlens.Bench.Comparing;

/// <summary>One side's turn of an alternated measurement.</summary>
internal static class Turn
{
    /// <summary>How long the processor is left alone before a turn.</summary>
    public static readonly TimeSpan Settling = TimeSpan.FromMilliseconds(20);

    /// <summary>The median of some calls, in milliseconds: a call that something else on the machine held up does not count.</summary>
    /// <param name="frame">Gets the number of the call.</param>
    /// <param name="calls">How many are measured; a tenth as many run before them, so that caches and clock are what they are in a film.</param>
    public static double Measure(Action<int> frame, int calls)
    {
        for (var call = 0; call < calls / 10; call++) frame(call);
        var times = new double[calls];
        for (var call = 0; call < calls; call++)
        {
            var start = Stopwatch.GetTimestamp();
            frame(call);
            times[call] = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
        }

        return Median.Of(times);
    }
}
