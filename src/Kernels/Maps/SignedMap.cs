using System.Numerics.Tensors;

namespace Steerlens.Kernels.Maps;

/// <summary>Turns a computed map into what its target asks for, and says whether it shows anything.</summary>
internal static class SignedMap
{
    /// <summary>
    /// A half whose peak is below this share of the largest sum of the sizes of its terms has no positive evidence: it is what is left
    /// of terms that cancel.
    /// </summary>
    public const double EvidenceShare = 0.01;

    /// <summary>Keeps the target's half of a signed map.</summary>
    /// <param name="values">The signed map, positive = right; replaced with what the target asks for.</param>
    /// <param name="target">Signed, left or right.</param>
    /// <param name="magnitude">The largest sum of the sizes of the terms of a value.</param>
    public static Evidence Resolve(Span<float> values, Target target, double magnitude)
    {
        var sign = target switch
        {
            Target.Signed => 0,
            Target.Left => -1,
            Target.Right => 1,
            _ => throw new ArgumentOutOfRangeException(nameof(target), target, "This map is signed, left or right; the caller resolves 'auto'."),
        };
        if (sign != 0)
        {
            TensorPrimitives.Multiply(values, sign, values);
            TensorPrimitives.Max(values, 0f, values);
        }

        return Judge(values, PeakOf(values), sign == 0 ? 0 : EvidenceShare * magnitude);
    }

    /// <summary>Judges a map without sign: all values are 0 or more.</summary>
    /// <param name="values">The map.</param>
    /// <param name="target">What was asked for.</param>
    /// <param name="isKnown">Whether the map knows that target.</param>
    public static Evidence Unsigned(Span<float> values, Target target, bool isKnown)
    {
        if (!isKnown) throw new ArgumentOutOfRangeException(nameof(target), target, "This map has no such target: its method lists those that it has; the caller resolves 'auto'.");
        return Judge(values, PeakOf(values), 0);
    }

    /// <summary>Divides a map without sign by its maximum.</summary>
    /// <param name="values">The map.</param>
    /// <param name="target">What was asked for.</param>
    /// <param name="isKnown">Whether the map knows that target.</param>
    public static Evidence OfMaximum(Span<float> values, Target target, bool isKnown)
    {
        var evidence = Unsigned(values, target, isKnown);
        if (!evidence.IsPositive) return evidence;
        TensorPrimitives.Divide(values, evidence.Peak, values);
        return new Evidence(1, IsPositive: true);
    }

    /// <summary>The largest size of a value; not a number where a value is none.</summary>
    public static float PeakOf(ReadOnlySpan<float> values) => values.IsEmpty ? 0 : Math.Abs(TensorPrimitives.MaxMagnitude(values));

    private static Evidence Judge(Span<float> values, float peak, double least)
    {
        if (peak > 0 && peak >= least && float.IsFinite(peak)) return new Evidence(peak, IsPositive: true);
        values.Clear();
        return new Evidence(0, IsPositive: false);
    }
}
