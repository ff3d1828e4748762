using Steerlens.Pipeline.Frames;

namespace Steerlens.Pipeline.Outputs;

/// <summary>A frame's time as people read it: the fraction's shortest decimal, to the nanosecond where it has no end.</summary>
internal static class SidecarTime
{
    private const byte Digits = 9;
    private const long Unit = 1_000_000_000;

    /// <summary>Time stamp times time base, in seconds; null where that is beyond a long's nanoseconds.</summary>
    public static decimal? Of(long pts, Rational timeBase)
    {
        var numerator = (Int128)pts * timeBase.Numerator * Unit;
        var rounded = (Int128.Abs(numerator) + (timeBase.Denominator / 2)) / timeBase.Denominator;
        if (rounded > long.MaxValue) return null;
        var (value, scale) = ((long)rounded, Digits);
        while (scale > 0 && value % 10 == 0) (value, scale) = (value / 10, (byte)(scale - 1));
        return new decimal((int)value, (int)(value >> 32), 0, numerator < 0 && value != 0, scale);
    }
}
