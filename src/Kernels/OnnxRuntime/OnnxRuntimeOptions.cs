namespace Steerlens.Kernels.OnnxRuntime;

/// <summary>How an <see cref="OnnxRuntimeEngine"/> computes; the numbers that it finds are the same up to rounding.</summary>
internal sealed record OnnxRuntimeOptions
{
    /// <summary>Threads on the processor; 0 for one on each core.</summary>
    public int Threads { get; init; }

    /// <summary>The most windows that go through the network together; larger banks go in several runs.</summary>
    public int MostWindows { get; init; } = 1024;

    /// <summary>Whether what is asked about every frame is answered in the run that takes the frame.</summary>
    public bool AnswersAhead { get; init; } = true;
}
