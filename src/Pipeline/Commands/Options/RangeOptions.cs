namespace Steerlens.Pipeline.Commands.Options;

/// <summary>Which frames of a source are taken.</summary>
public sealed record RangeOptions
{
    /// <summary>The first time that is taken, from the film's first frame; null for the beginning.</summary>
    public TimeSpan? Start { get; init; }

    /// <summary>The first time that is no longer taken; null for the end of the film.</summary>
    public TimeSpan? End { get; init; }

    /// <summary>Every how many frames one is taken, at least 1.</summary>
    public int Stride { get; init; } = 1;

    /// <summary>The most frames that are taken; null for all.</summary>
    public long? MaximumFrames { get; init; }

    /// <summary>Whether every frame is taken.</summary>
    public bool IsEverything => this is { Start: null, End: null, Stride: 1, MaximumFrames: null };
}
