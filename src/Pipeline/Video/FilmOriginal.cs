namespace Steerlens.Pipeline.Video;

/// <summary>The film that frames were read from, and which part of it: where a sink takes sound, subtitles, metadata and colour tags from.</summary>
public sealed class FilmOriginal
{
    /// <summary>Names the film.</summary>
    /// <param name="media">What its file says.</param>
    public FilmOriginal(MediaInfo media) => Media = media ?? throw new ArgumentNullException(nameof(media));

    /// <summary>What its file says.</summary>
    public MediaInfo Media { get; }

    /// <summary>
    /// What is subtracted from each frame's PTS on writing, in units of the video stream's time base: 0 for a whole film, so that every time
    /// stays as it was; the start for a part; the clock's value where a broadcast clock runs on (over 2 s in MPEG-TS); a negative first PTS.
    /// </summary>
    public long Origin { get; init; }

    /// <summary>Sound and subtitles before this time of the film's own clock are left out; null for none.</summary>
    public TimeSpan? From { get; init; }

    /// <summary>Sound and subtitles from this time of the film's own clock on are left out; null for none.</summary>
    public TimeSpan? Until { get; init; }

    /// <summary>
    /// Whether the sound is cut where the written picture ends: true while frames may be missing at the end; a source sets it to false when the
    /// film's own end is reached.
    /// </summary>
    public bool SoundEndsWithPicture { get; set; }
}
