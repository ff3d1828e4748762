namespace Steerlens.Pipeline.Live.Sources;

/// <summary>What a live source is doing.</summary>
internal enum LivePhase
{
    /// <summary>It is being opened.</summary>
    Connecting,

    /// <summary>Frames come.</summary>
    Playing,

    /// <summary>It was lost or can't be opened, and is tried again at <see cref="LiveFeedState.RetryAt"/>.</summary>
    Waiting,

    /// <summary>It is open and held.</summary>
    Held,

    /// <summary>A film has come to its end; <see cref="LiveFeed.Restart"/> plays it again.</summary>
    Ended,
}

/// <summary>What a live source is doing, and why.</summary>
/// <param name="Phase">What.</param>
/// <param name="Reason">Why it waits, in one line without passwords; null otherwise.</param>
/// <param name="RetryAt">When it is tried again, where it waits.</param>
/// <param name="Attempts">How often it was tried in vain since frames last came.</param>
internal sealed record LiveFeedState(LivePhase Phase, string? Reason = null, DateTimeOffset? RetryAt = null, int Attempts = 0);
