using System.Globalization;

namespace Steerlens.Pipeline.Frames;

/// <summary>An exact fraction, in lowest terms with a positive denominator: a frame rate or a time base.</summary>
public readonly record struct Rational
{
    /// <summary>Makes the fraction and brings it to lowest terms.</summary>
    /// <exception cref="DivideByZeroException">The denominator is 0.</exception>
    public Rational(long numerator, long denominator)
    {
        if (denominator == 0) throw new DivideByZeroException($"{numerator}/0 is no fraction.");
        var divisor = GreatestCommonDivisor(Math.Abs(numerator), Math.Abs(denominator)) * Math.Sign(denominator);
        Numerator = numerator / divisor;
        Denominator = denominator / divisor;
    }

    /// <summary>Above the line; carries the sign.</summary>
    public long Numerator { get; }

    /// <summary>Below the line; positive.</summary>
    public long Denominator { get; }

    /// <summary>The nearest double.</summary>
    public double ToDouble() => (double)Numerator / Denominator;

    /// <summary>1 / this.</summary>
    public Rational Inverse => new(Denominator, Numerator);

    /// <summary>The product.</summary>
    public static Rational operator *(Rational left, Rational right)
    {
        // Cross-reduction first keeps the products of time stamps and time bases inside 64 bits.
        var first = new Rational(left.Numerator, right.Denominator);
        var second = new Rational(right.Numerator, left.Denominator);
        return new Rational(checked(first.Numerator * second.Numerator), checked(first.Denominator * second.Denominator));
    }

    /// <summary>Reads <c>30000/1001</c>, <c>30000:1001</c> or <c>25</c>.</summary>
    public static bool TryParse(string? text, out Rational value)
    {
        value = default;
        var parts = (text ?? "").Split('/', ':');
        if (parts.Length is < 1 or > 2) return false;
        if (!long.TryParse(parts[0], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var numerator)) return false;
        var denominator = 1L;
        if (parts.Length == 2 && !long.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out denominator)) return false;
        if (denominator == 0) return false;
        value = new Rational(numerator, denominator);
        return true;
    }

    /// <summary>As <c>30000/1001</c>.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Numerator}/{Denominator}");

    private static long GreatestCommonDivisor(long a, long b)
    {
        while (b != 0) (a, b) = (b, a % b);
        return a == 0 ? 1 : a;
    }
}
