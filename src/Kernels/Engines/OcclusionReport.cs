using System.Globalization;

namespace Steerlens.Kernels.Engines;

/// <summary>How an engine computes a bank.</summary>
/// <param name="Grids">Grids of windows that share their work.</param>
/// <param name="RectangleWindows">Windows that are recomputed one by one, each in the rectangle that can see it.</param>
/// <param name="StateWindows">Windows in grids.</param>
/// <param name="BuildTime">What making the plan took, once.</param>
/// <param name="Bytes">Bytes of the plan's tables and of the deltas that the threads keep.</param>
/// <param name="MultiplyAdds">Multiply-adds of a frame's grids where no zero is left out.</param>
/// <param name="Reason">Why there are rectangles; null where there are none.</param>
public sealed record OcclusionReport(int Grids, int RectangleWindows, int StateWindows, TimeSpan BuildTime, long Bytes, long MultiplyAdds, string? Reason)
{
    /// <summary>One line for people.</summary>
    public override string ToString()
    {
        var states = string.Create(
            CultureInfo.InvariantCulture,
            $"{StateWindows} windows share states in {Grids} {(Grids == 1 ? "grid" : "grids")} ({MultiplyAdds / 1e6 / Math.Max(1, StateWindows):F2} M multiply-adds a window, plan of {Bytes / 1048576.0:F0} MiB built in {BuildTime.TotalMilliseconds:F0} ms)");
        var rectangles = string.Create(CultureInfo.InvariantCulture, $"{RectangleWindows} windows are recomputed one by one: {Reason}");
        if (RectangleWindows == 0) return states;
        return StateWindows == 0 ? rectangles : states + "; " + rectangles;
    }
}

/// <summary>One step of a bank: a layer with weights, or the input's masks.</summary>
/// <param name="Name">The layer's name, or <c>input</c>.</param>
/// <param name="Time">What the threads took for it on the last frame, divided by their number.</param>
/// <param name="MultiplyAdds">The multiply-adds that were done.</param>
public readonly record struct OcclusionStep(string Name, TimeSpan Time, long MultiplyAdds);
