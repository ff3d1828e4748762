namespace Steerlens.Bench.Growth;

/// <summary>What one bank costs.</summary>
/// <param name="Stride">Pixels between windows.</param>
/// <param name="Windows">Windows in the bank.</param>
/// <param name="Milliseconds">For one frame: the frame itself and every window.</param>
internal sealed record GrowthPoint(int Stride, int Windows, double Milliseconds)
{
    /// <summary>
    /// The exponent e of the power law milliseconds ~ windows^e through the points (least squares of the logarithms): 1 is in
    /// proportion, less is better than that.
    /// </summary>
    /// <param name="points">At least two, with different numbers of windows.</param>
    public static double Exponent(IReadOnlyList<GrowthPoint> points)
    {
        var (x, y) = (points.Average(point => Math.Log(point.Windows)), points.Average(point => Math.Log(point.Milliseconds)));
        var slope = points.Sum(point => (Math.Log(point.Windows) - x) * (Math.Log(point.Milliseconds) - y));
        return slope / points.Sum(point => Math.Pow(Math.Log(point.Windows) - x, 2));
    }
}
