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
    public static double MultiplyAddsOf(InstructionSet instructions) => (double)Rounds * Sums * VectorShape.LanesOf(instructions);

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
        InstructionSet.Vector512 => Run<Vector512<float>, Operations512>(),
        InstructionSet.Vector256 => Run<Vector256<float>, Operations256>(),
        _ => Run<Vector128<float>, Operations128>(),
    };

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static float Run<TVector, TOperations>()
        where TVector : struct
        where TOperations : struct, IVectorOperations<TVector>
    {
        var x = TOperations.Broadcast(0.999f);
        var y = TOperations.Broadcast(1e-3f);
        TVector s0 = x, s1 = x, s2 = x, s3 = x, s4 = x, s5 = x, s6 = x, s7 = x;
        TVector s8 = x, s9 = x, s10 = x, s11 = x, s12 = x, s13 = x, s14 = x, s15 = x;
        for (var round = 0; round < Rounds; round++)
        {
            s0 = TOperations.MultiplyAdd(s0, x, y);
            s1 = TOperations.MultiplyAdd(s1, x, y);
            s2 = TOperations.MultiplyAdd(s2, x, y);
            s3 = TOperations.MultiplyAdd(s3, x, y);
            s4 = TOperations.MultiplyAdd(s4, x, y);
            s5 = TOperations.MultiplyAdd(s5, x, y);
            s6 = TOperations.MultiplyAdd(s6, x, y);
            s7 = TOperations.MultiplyAdd(s7, x, y);
            s8 = TOperations.MultiplyAdd(s8, x, y);
            s9 = TOperations.MultiplyAdd(s9, x, y);
            s10 = TOperations.MultiplyAdd(s10, x, y);
            s11 = TOperations.MultiplyAdd(s11, x, y);
            s12 = TOperations.MultiplyAdd(s12, x, y);
            s13 = TOperations.MultiplyAdd(s13, x, y);
            s14 = TOperations.MultiplyAdd(s14, x, y);
            s15 = TOperations.MultiplyAdd(s15, x, y);
        }

        ReadOnlySpan<TVector> sums = [s0, s1, s2, s3, s4, s5, s6, s7, s8, s9, s10, s11, s12, s13, s14, s15];
        var total = sums[0];
        foreach (var sum in sums[1..]) total = TOperations.Add(total, sum);
        return TOperations.Sum(total);
    }
}
