using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Steerlens.Kernels.Engines;

namespace Steerlens.Bench;

/// <summary>The machine's peak of fused multiply-adds, measured: sixteen independent sums in registers, nothing loaded.</summary>
internal static class FmaPeak
{
    private const int Rounds = 4_000_000;
    private const int Sums = 16;

    /// <summary>Multiply-adds of one <see cref="Run"/>.</summary>
    public static double MultiplyAddsOf(InstructionSet instructions) => (double)Rounds * Sums * LanesOf(instructions);

    /// <summary>Multiply-adds a second: the best of several rounds.</summary>
    public static double Measure(int threads, InstructionSet instructions)
    {
        var best = 0.0;
        var sink = new float[threads];
        for (var attempt = 0; attempt < 12; attempt++)
        {
            var start = Stopwatch.GetTimestamp();
            var others = Enumerable.Range(1, threads - 1).Select(index => new Thread(() => sink[index] = Run(instructions))).ToArray();
            foreach (var thread in others) thread.Start();
            sink[0] = Run(instructions);
            foreach (var thread in others) thread.Join();
            best = Math.Max(best, threads * MultiplyAddsOf(instructions) / Stopwatch.GetElapsedTime(start).TotalSeconds);
        }

        return best;
    }

    /// <summary>Chains of multiply-adds that never leave the registers, on this thread.</summary>
    public static float Run(InstructionSet instructions) => instructions switch
    {
        InstructionSet.Vector512 => Run512(),
        InstructionSet.Vector256 => Run256(),
        _ => Run128(),
    };

    private static int LanesOf(InstructionSet instructions) => instructions switch
    {
        InstructionSet.Vector512 => 16,
        InstructionSet.Vector256 => 8,
        _ => 4,
    };

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static float Run512()
    {
        var x = Vector512.Create(0.999f);
        var y = Vector512.Create(1e-3f);
        Vector512<float> s0 = x, s1 = x, s2 = x, s3 = x, s4 = x, s5 = x, s6 = x, s7 = x;
        Vector512<float> s8 = x, s9 = x, s10 = x, s11 = x, s12 = x, s13 = x, s14 = x, s15 = x;
        for (var round = 0; round < Rounds; round++)
        {
            s0 = Vector512.MultiplyAddEstimate(s0, x, y);
            s1 = Vector512.MultiplyAddEstimate(s1, x, y);
            s2 = Vector512.MultiplyAddEstimate(s2, x, y);
            s3 = Vector512.MultiplyAddEstimate(s3, x, y);
            s4 = Vector512.MultiplyAddEstimate(s4, x, y);
            s5 = Vector512.MultiplyAddEstimate(s5, x, y);
            s6 = Vector512.MultiplyAddEstimate(s6, x, y);
            s7 = Vector512.MultiplyAddEstimate(s7, x, y);
            s8 = Vector512.MultiplyAddEstimate(s8, x, y);
            s9 = Vector512.MultiplyAddEstimate(s9, x, y);
            s10 = Vector512.MultiplyAddEstimate(s10, x, y);
            s11 = Vector512.MultiplyAddEstimate(s11, x, y);
            s12 = Vector512.MultiplyAddEstimate(s12, x, y);
            s13 = Vector512.MultiplyAddEstimate(s13, x, y);
            s14 = Vector512.MultiplyAddEstimate(s14, x, y);
            s15 = Vector512.MultiplyAddEstimate(s15, x, y);
        }

        return Vector512.Sum(s0 + s1 + s2 + s3 + s4 + s5 + s6 + s7 + s8 + s9 + s10 + s11 + s12 + s13 + s14 + s15);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static float Run256()
    {
        var x = Vector256.Create(0.999f);
        var y = Vector256.Create(1e-3f);
        Vector256<float> s0 = x, s1 = x, s2 = x, s3 = x, s4 = x, s5 = x, s6 = x, s7 = x;
        Vector256<float> s8 = x, s9 = x, s10 = x, s11 = x, s12 = x, s13 = x, s14 = x, s15 = x;
        for (var round = 0; round < Rounds; round++)
        {
            s0 = Vector256.MultiplyAddEstimate(s0, x, y);
            s1 = Vector256.MultiplyAddEstimate(s1, x, y);
            s2 = Vector256.MultiplyAddEstimate(s2, x, y);
            s3 = Vector256.MultiplyAddEstimate(s3, x, y);
            s4 = Vector256.MultiplyAddEstimate(s4, x, y);
            s5 = Vector256.MultiplyAddEstimate(s5, x, y);
            s6 = Vector256.MultiplyAddEstimate(s6, x, y);
            s7 = Vector256.MultiplyAddEstimate(s7, x, y);
            s8 = Vector256.MultiplyAddEstimate(s8, x, y);
            s9 = Vector256.MultiplyAddEstimate(s9, x, y);
            s10 = Vector256.MultiplyAddEstimate(s10, x, y);
            s11 = Vector256.MultiplyAddEstimate(s11, x, y);
            s12 = Vector256.MultiplyAddEstimate(s12, x, y);
            s13 = Vector256.MultiplyAddEstimate(s13, x, y);
            s14 = Vector256.MultiplyAddEstimate(s14, x, y);
            s15 = Vector256.MultiplyAddEstimate(s15, x, y);
        }

        return Vector256.Sum(s0 + s1 + s2 + s3 + s4 + s5 + s6 + s7 + s8 + s9 + s10 + s11 + s12 + s13 + s14 + s15);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static float Run128()
    {
        var x = Vector128.Create(0.999f);
        var y = Vector128.Create(1e-3f);
        Vector128<float> s0 = x, s1 = x, s2 = x, s3 = x, s4 = x, s5 = x, s6 = x, s7 = x;
        Vector128<float> s8 = x, s9 = x, s10 = x, s11 = x, s12 = x, s13 = x, s14 = x, s15 = x;
        for (var round = 0; round < Rounds; round++)
        {
            s0 = Vector128.MultiplyAddEstimate(s0, x, y);
            s1 = Vector128.MultiplyAddEstimate(s1, x, y);
            s2 = Vector128.MultiplyAddEstimate(s2, x, y);
            s3 = Vector128.MultiplyAddEstimate(s3, x, y);
            s4 = Vector128.MultiplyAddEstimate(s4, x, y);
            s5 = Vector128.MultiplyAddEstimate(s5, x, y);
            s6 = Vector128.MultiplyAddEstimate(s6, x, y);
            s7 = Vector128.MultiplyAddEstimate(s7, x, y);
            s8 = Vector128.MultiplyAddEstimate(s8, x, y);
            s9 = Vector128.MultiplyAddEstimate(s9, x, y);
            s10 = Vector128.MultiplyAddEstimate(s10, x, y);
            s11 = Vector128.MultiplyAddEstimate(s11, x, y);
            s12 = Vector128.MultiplyAddEstimate(s12, x, y);
            s13 = Vector128.MultiplyAddEstimate(s13, x, y);
            s14 = Vector128.MultiplyAddEstimate(s14, x, y);
            s15 = Vector128.MultiplyAddEstimate(s15, x, y);
        }

        return Vector128.Sum(s0 + s1 + s2 + s3 + s4 + s5 + s6 + s7 + s8 + s9 + s10 + s11 + s12 + s13 + s14 + s15);
    }
}
