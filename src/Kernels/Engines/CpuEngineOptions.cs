namespace Steerlens.Kernels.Engines;

/// <summary>How a <see cref="CpuEngine"/> computes; the numbers that it finds are the same up to rounding.</summary>
public sealed record CpuEngineOptions
{
    /// <summary>Threads for banks; 0 for one per processor.</summary>
    public int Threads { get; init; }

    /// <summary>Vector width; null for <see cref="InstructionSets.Choose"/>.</summary>
    public InstructionSet? Instructions { get; init; }

    /// <summary>Whether windows that share work are computed by states; if not, each window recomputes its rectangle.</summary>
    public bool SharesStates { get; init; } = true;

    /// <summary>Whether deltas that are exactly zero after a ReLU are left out of the sums.</summary>
    public bool SkipsZeros { get; init; } = true;

    /// <summary>The most bytes of deltas that a plan may need; grids beyond are computed as rectangles.</summary>
    public long MostPlanBytes { get; init; } = 1L << 30;
}
