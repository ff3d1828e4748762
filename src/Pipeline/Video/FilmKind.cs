namespace Steerlens.Pipeline.Video;

/// <summary>The kinds of film files that are written.</summary>
public enum FilmKind
{
    /// <summary>MPEG-4: <c>.mp4</c>, <c>.m4v</c>.</summary>
    Mp4,

    /// <summary>QuickTime: <c>.mov</c>.</summary>
    Mov,

    /// <summary>Matroska: <c>.mkv</c>, and films to standard output, which can't be moved about in afterwards. Its times are whole milliseconds.</summary>
    Matroska,
}
