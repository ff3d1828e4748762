namespace Steerlens.Kernels.Engines;

/// <summary>The error function in float64: 2 / sqrt(pi) times the integral of exp(-t^2) from 0 to x.</summary>
internal static class ErrorFunction
{
    /// <summary>Beyond it the function is 1 to the last bit.</summary>
    private const double Flat = 6;

    /// <summary>Its value at <paramref name="x"/>, -1 to 1, to some 1e-15.</summary>
    public static double Of(double x)
    {
        if (double.IsNaN(x)) return x;
        var size = Math.Abs(x);
        if (size >= Flat) return Math.Sign(x);

        // exp(-x^2) * sum of 2^n x^(2n+1) / (1 * 3 * .. * (2n+1)): all terms are positive, so nothing cancels.
        var (term, sum) = (size, size);
        for (var odd = 3; term > 1e-17 * sum; odd += 2)
        {
            term *= 2 * size * size / odd;
            sum += term;
        }

        return Math.CopySign(Math.Min(1, 2 / Math.Sqrt(Math.PI) * Math.Exp(-size * size) * sum), x);
    }
}
