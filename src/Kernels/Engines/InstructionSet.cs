using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Steerlens.Kernels.Engines;

/// <summary>The vector widths that the kernels are written for.</summary>
public enum InstructionSet
{
    /// <summary>128-bit vectors: every machine.</summary>
    Vector128,

    /// <summary>256-bit vectors with fused multiply-add: AVX2.</summary>
    Vector256,

    /// <summary>512-bit vectors: AVX-512.</summary>
    Vector512,
}

/// <summary>Chooses the widest vectors that the machine has, widest first because each doubling halves the kernel's time.</summary>
public static class InstructionSets
{
    /// <summary>The environment variable that forces a width: <c>512</c>, <c>256</c> or <c>128</c>.</summary>
    public const string Variable = "STEERLENS_SIMD";

    /// <summary>Those that this machine can run, best first.</summary>
    public static IReadOnlyList<InstructionSet> Available { get; } = [.. Enum.GetValues<InstructionSet>().Where(IsAvailable).OrderDescending()];

    /// <summary>The one to use: the forced one, or else the best.</summary>
    /// <exception cref="NotSupportedException">The forced one is unknown or not on this machine.</exception>
    public static InstructionSet Choose()
    {
        var forced = Environment.GetEnvironmentVariable(Variable);
        if (string.IsNullOrEmpty(forced)) return Available[0];
        if (Enum.TryParse<InstructionSet>("Vector" + forced, out var chosen) && Available.Contains(chosen)) return chosen;
        throw new NotSupportedException($"{Variable}={forced} can't be used; this machine has {string.Join(", ", Available.Select(set => set.ToString()["Vector".Length..]))}.");
    }

    private static bool IsAvailable(InstructionSet set) => set switch
    {
        InstructionSet.Vector512 => Vector512.IsHardwareAccelerated,
        InstructionSet.Vector256 => Vector256.IsHardwareAccelerated && Fma.IsSupported,
        _ => true,
    };
}
