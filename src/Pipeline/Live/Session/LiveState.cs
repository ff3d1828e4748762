using Steerlens.Pipeline.Live.Sources;

namespace Steerlens.Pipeline.Live.Session;

/// <summary>What pages show of a session.</summary>
internal sealed record LiveState
{
    /// <summary>What people know the source by.</summary>
    public required string Source { get; init; }

    /// <summary>What the source is doing.</summary>
    public required LiveFeedState Feed { get; init; }

    /// <summary>Why the last frame could not be shown; null where it was.</summary>
    public string? Failure { get; init; }

    /// <summary>Whether the source may be held up without losing anything.</summary>
    public bool Waits { get; init; }

    /// <summary>Whether one frame stays.</summary>
    public bool IsPaused { get; init; }

    /// <summary>The settings.</summary>
    public required LiveSettings Settings { get; init; }

    /// <summary>Windows of the map's bank; 0 for a map without one.</summary>
    public int Windows { get; init; }

    /// <summary>What a map takes, over the last frames.</summary>
    public double ExplainMilliseconds { get; init; }

    /// <summary>The recording's name; null while there is none.</summary>
    public string? RecordingFile { get; init; }

    /// <summary>Its pictures so far.</summary>
    public long RecordingFrames { get; init; }

    /// <summary>Its length so far.</summary>
    public double RecordingSeconds { get; init; }

    /// <summary>Frames that were not shown because newer ones came.</summary>
    public long Dropped { get; init; }

    /// <summary>Frames that came from the source.</summary>
    public long Received { get; init; }

    /// <summary>Frames that were shown.</summary>
    public long Shown { get; init; }

    /// <summary>Which of the folder's pictures is shown; null while the source is.</summary>
    public int? PictureIndex { get; init; }

    /// <summary>Its name.</summary>
    public string? PictureName { get; init; }

    /// <summary>When this was taken.</summary>
    public DateTimeOffset Now { get; init; }
}
