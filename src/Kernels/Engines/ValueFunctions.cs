using System.Runtime.Intrinsics;

namespace Steerlens.Kernels.Engines;

/// <summary>A function of one value, eight values at a time. <see cref="ScalarActivation"/> is the specification.</summary>
internal interface IValueFunction
{
    /// <summary>The function's values.</summary>
    Vector256<float> Of(Vector256<float> x);
}

/// <summary>Applies a function to a run of values.</summary>
internal static class ValueFunctions
{
    /// <summary>Source and destination may be the same memory.</summary>
    public static void Apply<TFunction>(TFunction function, ReadOnlySpan<float> source, Span<float> destination)
        where TFunction : struct, IValueFunction
    {
        var index = 0;
        for (; index <= source.Length - Vector256<float>.Count; index += Vector256<float>.Count)
            function.Of(Vector256.Create(source[index..])).CopyTo(destination[index..]);
        if (index == source.Length) return;
        Span<float> rest = stackalloc float[Vector256<float>.Count];
        source[index..].CopyTo(rest);
        function.Of(Vector256.Create<float>(rest)).CopyTo(rest);
        rest[..(source.Length - index)].CopyTo(destination[index..]);
    }
}

/// <summary>The value above 0, a share of it below.</summary>
internal readonly struct LeakyReluFunction(float slope) : IValueFunction
{
    public Vector256<float> Of(Vector256<float> x) => Vector256.ConditionalSelect(Vector256.GreaterThan(x, Vector256<float>.Zero), x, x * slope);
}

/// <summary>The value above a threshold, else 0.</summary>
internal readonly struct ThresholdFunction(float threshold) : IValueFunction
{
    public Vector256<float> Of(Vector256<float> x) => Vector256.GreaterThan(x, Vector256.Create(threshold)) & x;
}

/// <summary>A straight line between 0 and 1, times the value or alone.</summary>
internal readonly struct HardGateFunction(float slope, float offset, bool isSwish) : IValueFunction
{
    public Vector256<float> Of(Vector256<float> x)
    {
        // In this order what is not a number stays so.
        var gate = Vector256.MinNative(Vector256<float>.One, Vector256.MaxNative(Vector256<float>.Zero, (x * slope) + Vector256.Create(offset)));
        return isSwish ? x * gate : gate;
    }
}

/// <summary>x / (1 + |x|).</summary>
internal readonly struct SoftsignFunction : IValueFunction
{
    public Vector256<float> Of(Vector256<float> x) => x / (Vector256<float>.One + Vector256.Abs(x));
}
