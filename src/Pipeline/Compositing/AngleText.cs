using System.Globalization;

namespace Steerlens.Pipeline.Compositing;

/// <summary>Angles for people, in degrees, written without allocating.</summary>
internal static class AngleText
{
    /// <summary>Degrees of radians.</summary>
    public static double Degrees(double radians) => radians * 180 / Math.PI;

    /// <summary>As <c>+12.3°</c>, <c>−4.0°</c>, <c>0.0°</c>; a dash where the angle is not finite or the buffer too short.</summary>
    public static ReadOnlySpan<char> Signed(double radians, Span<char> buffer)
    {
        var degrees = Math.Round(Degrees(radians), 1, MidpointRounding.AwayFromZero);
        if (!double.IsFinite(degrees)) return "\u2013";
        var length = 0;
        if (degrees != 0) buffer[length++] = degrees > 0 ? '+' : '\u2212';
        if (!Math.Abs(degrees).TryFormat(buffer[length..^1], out var digits, "0.0", CultureInfo.InvariantCulture)) return "\u2013";
        length += digits;
        buffer[length++] = '°';
        return buffer[..length];
    }

    /// <summary>As <c>±0.8°</c>; a dash where the spread is not finite or the buffer too short.</summary>
    public static ReadOnlySpan<char> Spread(double radians, Span<char> buffer)
    {
        var degrees = Math.Round(Degrees(radians), 1, MidpointRounding.AwayFromZero);
        if (!double.IsFinite(degrees) || buffer.Length < 3) return "\u2013";
        buffer[0] = '\u00b1';
        if (!degrees.TryFormat(buffer[1..^1], out var digits, "0.0", CultureInfo.InvariantCulture)) return "\u2013";
        buffer[digits + 1] = '°';
        return buffer[..(digits + 2)];
    }

    /// <summary>Left, right, or straight where the angle rounds to 0.0 degrees.</summary>
    public static string Direction(double radians)
    {
        var degrees = Math.Round(Degrees(radians), 1, MidpointRounding.AwayFromZero);
        return degrees > 0 ? "right" : degrees < 0 ? "left" : "straight";
    }
}
