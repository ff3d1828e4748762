using Steerlens.Pipeline.Frames;

namespace Steerlens.Pipeline.Video;

/// <summary>Where a film is written and how.</summary>
public sealed record FilmSinkOptions
{
    /// <summary>The file, <c>.mp4</c>, <c>.m4v</c>, <c>.mov</c> or <c>.mkv</c>; <c>-</c> for Matroska on standard output.</summary>
    public required string Path { get; init; }

    /// <summary>What the written frames are: their own size (which may differ from the source's), colour, time base and rate.</summary>
    public required FilmFormat Format { get; init; }

    /// <summary>Where sound, subtitles, metadata and colour tags come from; null for none of them.</summary>
    public FilmOriginal? Original { get; init; }

    /// <summary>The encoder.</summary>
    public VideoEncoder Encoder { get; init; } = new();

    /// <summary>Whether an existing file is replaced.</summary>
    public bool Overwrite { get; init; }

    /// <summary>Whether each frame carries alpha; needs a <c>.mov</c>, written as ProRes 4444.</summary>
    public bool Alpha { get; init; }

    /// <summary>Whether a film that breaks off stays under its unfinished name, <c>name.partial.mp4</c>: what can't be made again is worth keeping.</summary>
    public bool KeepUnfinished { get; init; }

    /// <summary>What is subtracted from each frame's PTS, in units of the format's time base.</summary>
    internal long Origin => Original?.Origin ?? Format.Origin;

    /// <summary>Whether the film goes to standard output.</summary>
    internal bool IsStandardOutput => Path is "-";
}
