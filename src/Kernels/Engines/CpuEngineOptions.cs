namespace Steerlens.Kernels.Engines;

/// <summary>Which windows share the work that they have in common.</summary>
public enum StateSharing
{
    /// <summary>None: each window recomputes the rectangle that can see it.</summary>
    Never,

    /// <summary>Those for which counting multiply-adds says that it is quicker.</summary>
    WhereItPays,

    /// <summary>All for which there is memory.</summary>
    Always,
}

/// <summary>How a <see cref="CpuEngine"/> computes; the numbers that it finds are the same up to rounding.</summary>
public sealed record CpuEngineOptions
{
    /// <summary>Threads for banks; 0 for one per processor.</summary>
    public int Threads { get; init; }

    /// <summary>Vector width; null for <see cref="InstructionSets.Choose"/>.</summary>
    public InstructionSet? Instructions { get; init; }

    /// <summary>Which windows are computed by states; the others recompute their rectangles.</summary>
    public StateSharing Sharing { get; init; } = StateSharing.WhereItPays;

    /// <summary>Whether deltas that are exactly zero after a ReLU are left out of the sums.</summary>
    public bool SkipsZeros { get; init; } = true;

    /// <summary>The most bytes of deltas that a plan may need; grids beyond are computed as rectangles.</summary>
    public long MostPlanBytes { get; init; } = 1L << 30;
}
