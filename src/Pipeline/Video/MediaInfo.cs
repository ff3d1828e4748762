using Steerlens.Kernels.Images;
using Steerlens.Pipeline.Frames;

namespace Steerlens.Pipeline.Video;

/// <summary>What a film's file says of itself.</summary>
public sealed record MediaInfo
{
    /// <summary>The file.</summary>
    public required string Path { get; init; }

    /// <summary>ffmpeg's names for the kind of file: <c>mov,mp4,m4a,3gp,3g2,mj2</c>.</summary>
    public required string Container { get; init; }

    /// <summary>The first time stamp of any stream.</summary>
    public required TimeSpan Start { get; init; }

    /// <summary>From the first time stamp to the last one's end, where known.</summary>
    public required TimeSpan? Duration { get; init; }

    /// <summary>When it was recorded, as the file has it; null where it does not say.</summary>
    public DateTimeOffset? Created { get; init; }

    /// <summary>The picture: the first video stream that is not a cover.</summary>
    public required VideoStream Video { get; init; }

    /// <summary>The sound.</summary>
    public required IReadOnlyList<AudioStream> Audio { get; init; }

    /// <summary>The subtitles.</summary>
    public required IReadOnlyList<SubtitleStream> Subtitles { get; init; }

    /// <summary>How many chapters it is divided into; 0 for none.</summary>
    public required int ChapterCount { get; init; }

    /// <summary>Codec or tag names of streams that are none of these: positions, time codes.</summary>
    public required IReadOnlyList<string> OtherStreams { get; init; }

    /// <summary>What people should know before: one line each, empty where the film is plain.</summary>
    public IReadOnlyList<string> Notes => [.. Changes, .. MediaNotes.FactsOf(this)];

    /// <summary>Those of the notes that say what is changed or left out.</summary>
    public IReadOnlyList<string> Changes => MediaNotes.ChangesOf(this);

    /// <summary>Whether the container is one of ffmpeg's names, as <c>mpegts</c>.</summary>
    public bool IsContainer(string name) => Container.Split(',').Contains(name, StringComparer.Ordinal);
}

/// <summary>A video stream.</summary>
public sealed record VideoStream
{
    /// <summary>The stream's number in the file.</summary>
    public required int Index { get; init; }

    /// <summary>ffmpeg's name of the codec: <c>h264</c>.</summary>
    public required string Codec { get; init; }

    /// <summary>Samples in a stored row.</summary>
    public required int StoredWidth { get; init; }

    /// <summary>Stored rows.</summary>
    public required int StoredHeight { get; init; }

    /// <summary>Degrees clockwise by which players turn the stored picture: 0, 90, 180 or 270.</summary>
    public required int Rotation { get; init; }

    /// <summary>ffmpeg's name of the pixel format: <c>yuv420p</c>.</summary>
    public required string PixelFormat { get; init; }

    /// <summary>Bits of one sample.</summary>
    public required int BitDepth { get; init; }

    /// <summary>Width over height of one sample of the turned picture; 1/1 where the file doesn't say.</summary>
    public required Rational SampleAspect { get; init; }

    /// <summary>The colour tags as the file has them.</summary>
    public required ColorTags Tags { get; init; }

    /// <summary>What the numbers mean in the frames that come in.</summary>
    public required YuvColor Color { get; init; }

    /// <summary>The unit of time stamps in seconds.</summary>
    public required Rational TimeBase { get; init; }

    /// <summary>Frames per second, exact where the rate is constant, a hint otherwise; null where nothing tells.</summary>
    public required Rational? Rate { get; init; }

    /// <summary>Frames per second over the whole film, where the file tells.</summary>
    public required Rational? AverageRate { get; init; }

    /// <summary>The number of frames that the file announces, where it does.</summary>
    public required long? FrameCount { get; init; }

    /// <summary>The stream's own duration where the file tells.</summary>
    public required TimeSpan? Duration { get; init; }

    /// <summary>The first frame's time stamp in units of the time base, where the file tells.</summary>
    public required long? StartPts { get; init; }

    /// <summary>Whether the stream is interlaced.</summary>
    public required bool IsInterlaced { get; init; }

    /// <summary>Whether the rate looks constant: the least and the average rate agree.</summary>
    public bool IsConstantRate => Rate is not null && Rate == AverageRate;

    /// <summary>Whether the brightness curve is one of high dynamic range.</summary>
    public bool IsHdr => Tags.Transfer is "smpte2084" or "arib-std-b67";

    /// <summary>Whether the stored samples are red, green and blue, or grey, rather than YUV.</summary>
    public bool IsRgb =>
        PixelFormat.StartsWith("gbr", StringComparison.Ordinal) || PixelFormat.StartsWith("gray", StringComparison.Ordinal)
        || PixelFormat.StartsWith("mono", StringComparison.Ordinal) || PixelFormat.StartsWith("ya", StringComparison.Ordinal)
        || PixelFormat.Contains("rgb", StringComparison.Ordinal) || PixelFormat.Contains("bgr", StringComparison.Ordinal)
        || PixelFormat is "pal8" || PixelFormat.StartsWith("bayer", StringComparison.Ordinal);

    /// <summary>Samples in a row of the frames that come in: turned, and even.</summary>
    public int FrameWidth => OddSize.Even(Rotation is 90 or 270 ? StoredHeight : StoredWidth);

    /// <summary>Rows of the frames that come in: turned, and even.</summary>
    public int FrameHeight => OddSize.Even(Rotation is 90 or 270 ? StoredWidth : StoredHeight);

}

/// <summary>Colour tags in ffmpeg's names; null where the file doesn't say.</summary>
/// <param name="Matrix">Between RGB and YUV: <c>bt709</c>.</param>
/// <param name="Range"><c>tv</c> or <c>pc</c>.</param>
/// <param name="Primaries">What red, green and blue are.</param>
/// <param name="Transfer">The brightness curve.</param>
public sealed record ColorTags(string? Matrix, string? Range, string? Primaries, string? Transfer);

/// <summary>An audio stream.</summary>
/// <param name="Index">The stream's number in the file.</param>
/// <param name="Codec">ffmpeg's name of the codec: <c>aac</c>.</param>
/// <param name="SampleRate">Samples in a second.</param>
/// <param name="Channels">Loudspeakers.</param>
public sealed record AudioStream(int Index, string Codec, int SampleRate, int Channels);

/// <summary>A subtitle stream.</summary>
/// <param name="Index">The stream's number in the file.</param>
/// <param name="Codec">ffmpeg's name of the codec: <c>subrip</c>.</param>
public sealed record SubtitleStream(int Index, string Codec)
{
    /// <summary>Whether it is text that other formats of text can hold.</summary>
    public bool IsText => Codec is "subrip" or "srt" or "ass" or "ssa" or "webvtt" or "mov_text" or "text" or "microdvd" or "subviewer" or "sami" or "realtext" or "stl" or "ttml";

    /// <summary>Whether it is pictures.</summary>
    public bool IsBitmap => Codec is "hdmv_pgs_subtitle" or "dvd_subtitle" or "dvb_subtitle" or "xsub";
}
