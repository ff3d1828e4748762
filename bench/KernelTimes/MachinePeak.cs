using Steerlens.Kernels.Engines;

namespace Steerlens.Bench.KernelTimes;

/// <summary>What this machine can do at best: fused multiply-adds from registers, and copying memory.</summary>
internal static class MachinePeak
{
    /// <summary>Bytes that one copy moves: as many are read as written. More than any cache holds.</summary>
    public const int CopyBytes = 128 << 20;

    private static readonly byte[] Source = new byte[CopyBytes / 2];
    private static readonly byte[] Target = new byte[CopyBytes / 2];

    /// <summary>Multiply-adds of one call on one thread.</summary>
    public static double MultiplyAdds => FmaPeak.MultiplyAddsOf(InstructionSets.Choose());

    /// <summary>Chains of fused multiply-adds that never leave the registers.</summary>
    public static float MultiplyAdd() => FmaPeak.Run(InstructionSets.Choose());

    /// <summary>The same on every core.</summary>
    public static void MultiplyAddEverywhere() => Parallel.For(0, Environment.ProcessorCount, _ => MultiplyAdd());

    /// <summary>Copies memory that no cache holds.</summary>
    public static void Copy() => Source.AsSpan().CopyTo(Target);
}
