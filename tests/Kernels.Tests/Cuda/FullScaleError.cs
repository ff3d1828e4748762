namespace Steerlens.Kernels.Tests.Cuda;

/// <summary>Errors as parts of the largest value: small values have no digits of their own in sums of large ones.</summary>
internal static class FullScaleError
{
    /// <summary>The largest error; fails where it is above the tolerance or a value is no number.</summary>
    public static double Of(ReadOnlySpan<float> expected, ReadOnlySpan<float> actual, double tolerance, string what)
    {
        Assert.Equal(expected.Length, actual.Length);
        var scale = 1e-6;
        foreach (var value in expected) scale = Math.Max(scale, Math.Abs((double)value));
        var worst = 0d;
        for (var index = 0; index < expected.Length; index++)
        {
            var error = Math.Abs((double)expected[index] - actual[index]) / scale;
            Assert.True(error <= tolerance, FormattableString.Invariant($"{what}: value {index} is {actual[index]}, not {expected[index]}; full scale is {scale}"));
            worst = Math.Max(worst, error);
        }

        return worst;
    }
}
