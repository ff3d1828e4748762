using System.Runtime.Intrinsics;

namespace Steerlens.Bench.KernelTimes;

/// <summary>What this machine can do at best: fused multiply-adds from registers, and copying memory.</summary>
internal static class MachinePeak
{
    /// <summary>Bytes that one copy moves: as many are read as written. More than any cache holds.</summary>
    public const int CopyBytes = 128 << 20;

    /// <summary>Rounds of one call of <see cref="MultiplyAdd"/>.</summary>
    public const int Rounds = 1 << 20;

    // More than the latency of a multiply-add times the number of units that do one.
    private const int Chains = 12;

    private static readonly byte[] Source = new byte[CopyBytes / 2];
    private static readonly byte[] Target = new byte[CopyBytes / 2];

    /// <summary>Multiply-adds of one call on one thread.</summary>
    public static double MultiplyAdds => (double)Rounds * Chains * (Vector512.IsHardwareAccelerated ? Vector512<float>.Count : Vector256<float>.Count);

    /// <summary>Chains of fused multiply-adds that never leave the registers.</summary>
    public static float MultiplyAdd() => Vector512.IsHardwareAccelerated ? MultiplyAdd512() : MultiplyAdd256();

    /// <summary>The same on every core.</summary>
    public static void MultiplyAddEverywhere() => Parallel.For(0, Environment.ProcessorCount, _ => MultiplyAdd());

    /// <summary>Copies memory that no cache holds.</summary>
    public static void Copy() => Source.AsSpan().CopyTo(Target);

    private static float MultiplyAdd512()
    {
        var (a, b) = (Vector512.Create(0.999f), Vector512.Create(0.001f));
        var (s0, s1, s2, s3, s4, s5) = (b, b, b, b, b, b);
        var (s6, s7, s8, s9, s10, s11) = (b, b, b, b, b, b);
        for (var round = 0; round < Rounds; round++)
        {
            s0 = Vector512.FusedMultiplyAdd(s0, a, b);
            s1 = Vector512.FusedMultiplyAdd(s1, a, b);
            s2 = Vector512.FusedMultiplyAdd(s2, a, b);
            s3 = Vector512.FusedMultiplyAdd(s3, a, b);
            s4 = Vector512.FusedMultiplyAdd(s4, a, b);
            s5 = Vector512.FusedMultiplyAdd(s5, a, b);
            s6 = Vector512.FusedMultiplyAdd(s6, a, b);
            s7 = Vector512.FusedMultiplyAdd(s7, a, b);
            s8 = Vector512.FusedMultiplyAdd(s8, a, b);
            s9 = Vector512.FusedMultiplyAdd(s9, a, b);
            s10 = Vector512.FusedMultiplyAdd(s10, a, b);
            s11 = Vector512.FusedMultiplyAdd(s11, a, b);
        }

        return Vector512.Sum(s0 + s1 + s2 + s3 + s4 + s5 + s6 + s7 + s8 + s9 + s10 + s11);
    }

    private static float MultiplyAdd256()
    {
        var (a, b) = (Vector256.Create(0.999f), Vector256.Create(0.001f));
        var (s0, s1, s2, s3, s4, s5) = (b, b, b, b, b, b);
        var (s6, s7, s8, s9, s10, s11) = (b, b, b, b, b, b);
        for (var round = 0; round < Rounds; round++)
        {
            s0 = Vector256.FusedMultiplyAdd(s0, a, b);
            s1 = Vector256.FusedMultiplyAdd(s1, a, b);
            s2 = Vector256.FusedMultiplyAdd(s2, a, b);
            s3 = Vector256.FusedMultiplyAdd(s3, a, b);
            s4 = Vector256.FusedMultiplyAdd(s4, a, b);
            s5 = Vector256.FusedMultiplyAdd(s5, a, b);
            s6 = Vector256.FusedMultiplyAdd(s6, a, b);
            s7 = Vector256.FusedMultiplyAdd(s7, a, b);
            s8 = Vector256.FusedMultiplyAdd(s8, a, b);
            s9 = Vector256.FusedMultiplyAdd(s9, a, b);
            s10 = Vector256.FusedMultiplyAdd(s10, a, b);
            s11 = Vector256.FusedMultiplyAdd(s11, a, b);
        }

        return Vector256.Sum(s0 + s1 + s2 + s3 + s4 + s5 + s6 + s7 + s8 + s9 + s10 + s11);
    }
}
