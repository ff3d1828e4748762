using System.Globalization;
using System.Text.Json;
using Steerlens.Pipeline.Frames;
using Steerlens.Pipeline.Video;

namespace Steerlens.Pipeline.Archive.Joining;

/// <summary>A film that may be one minute of a longer drive.</summary>
internal sealed record Segment
{
    // Names tell whole seconds, and cameras close a file a little late.
    private static readonly TimeSpan Tolerance = TimeSpan.FromSeconds(1.5);

    /// <summary>The file.</summary>
    public required string Path { get; init; }

    /// <summary>What its name says.</summary>
    public required SegmentName Name { get; init; }

    /// <summary>What the file says of itself.</summary>
    public required MediaInfo Media { get; init; }

    /// <summary>The file's own start in microseconds, from which ffmpeg counts.</summary>
    public required long StartMicroseconds { get; init; }

    /// <summary>The first picture's time in seconds, exactly.</summary>
    public required Rational PictureStart { get; init; }

    /// <summary>The end of the last picture in seconds, exactly.</summary>
    public required Rational PictureEnd { get; init; }

    /// <summary>The first sound's time in seconds; null where there is no sound.</summary>
    public Rational? SoundStart { get; init; }

    /// <summary>The end of the sound in seconds; null where there is no sound.</summary>
    public Rational? SoundEnd { get; init; }

    /// <summary>Whether the sound begins with samples that only prepare the decoder: such sound can't be put together unopened.</summary>
    public bool HasPrimedSound { get; init; }

    /// <summary>How many pictures it has.</summary>
    public required long PictureCount { get; init; }

    /// <summary>Reads a file; null where it can't be part of a longer film.</summary>
    public static async Task<Segment?> ReadAsync(string path, CancellationToken cancellationToken)
    {
        try
        {
            var media = await MediaProbe.ReadAsync(path, cancellationToken);
            var tools = await FfmpegTools.FindAsync(cancellationToken);
            var run = await FfmpegTools.RunAsync(
                tools.Ffprobe,
                ["-v", "error", "-show_entries", "format=start_time:stream=index,codec_type,time_base,start_pts,duration_ts,nb_frames:packet=stream_index,pts", "-read_intervals", "%+#24", "-of", "json", .. InputFile.Arguments(path)],
                cancellationToken);
            if (run.ExitCode != 0) return null;
            using var document = JsonDocument.Parse(run.Output);
            return Read(path, media, document.RootElement);
        }
        catch (Exception exception) when (exception is SteerlensException or JsonException or KeyNotFoundException or OverflowException)
        {
            // Alone it will say for itself what is wrong with it.
            return null;
        }
    }

    /// <summary>Whether another one goes on where this one ends: the same camera, the same kind of picture and sound, and no gap in time.</summary>
    public bool IsFollowedBy(Segment next)
    {
        if (!string.Equals(Name.Series, next.Name.Series, StringComparison.OrdinalIgnoreCase) || !HasSameStreams(next)) return false;
        var duration = TimeSpan.FromSeconds(PictureEnd.ToDouble() - PictureStart.ToDouble());
        if (Name.Start is { } start && next.Name.Start is { } nextStart) return (nextStart - start - duration).Duration() <= Tolerance;
        if (Media.Created is { } created && next.Media.Created is { } nextCreated && created != nextCreated) return (nextCreated - created - duration).Duration() <= Tolerance;
        return Name.Number is { } number && next.Name.Number == number + 1;
    }

    private bool HasSameStreams(Segment other)
    {
        var (left, right) = (Media.Video, other.Media.Video);
        return string.Equals(left.Codec, right.Codec, StringComparison.Ordinal) && (left.StoredWidth, left.StoredHeight, left.Rotation, left.TimeBase) == (right.StoredWidth, right.StoredHeight, right.Rotation, right.TimeBase)
            && string.Equals(left.PixelFormat, right.PixelFormat, StringComparison.Ordinal) && left.Tags == right.Tags && left.SampleAspect == right.SampleAspect
            && Media.Audio.Select(audio => (audio.Codec, audio.SampleRate, audio.Channels)).SequenceEqual(other.Media.Audio.Select(audio => (audio.Codec, audio.SampleRate, audio.Channels)));
    }

    private static Segment? Read(string path, MediaInfo media, JsonElement root)
    {
        var streams = root.GetProperty("streams").EnumerateArray().ToList();
        if (Span(streams.Find(stream => MediaProbe.Number(stream, "index") == media.Video.Index)) is not { } picture) return null;
        (Rational Start, Rational End, long? Count)? sound = media.Audio.Count == 0 ? null : Span(streams.Find(stream => MediaProbe.Number(stream, "index") == media.Audio[0].Index));
        if (media.Audio.Count > 0 && sound is null) return null;
        return new Segment
        {
            Path = path,
            Name = SegmentName.Of(path),
            Media = media,
            StartMicroseconds = (long)Math.Round((MediaProbe.Seconds(root.GetProperty("format"), "start_time") ?? TimeSpan.Zero).TotalMicroseconds),
            PictureStart = picture.Start,
            PictureEnd = picture.End,
            PictureCount = picture.Count ?? 0,
            SoundStart = sound?.Start,
            SoundEnd = sound?.End,
            HasPrimedSound = root.GetProperty("packets").EnumerateArray().Any(packet =>
                media.Audio.Any(audio => audio.Index == MediaProbe.Number(packet, "stream_index")) && MediaProbe.Number(packet, "pts") < 0),
        };
    }

    /// <summary>From a stream's first time to its last one's end; null where the file does not say.</summary>
    private static (Rational Start, Rational End, long? Count)? Span(JsonElement stream)
    {
        if (stream.ValueKind != JsonValueKind.Object || !Rational.TryParse(MediaProbe.Text(stream, "time_base"), out var timeBase)) return null;
        if (!stream.TryGetProperty("start_pts", out var start) || !stream.TryGetProperty("duration_ts", out var duration)) return null;
        var first = start.GetInt64();
        long? count = long.TryParse(MediaProbe.Text(stream, "nb_frames"), NumberStyles.None, CultureInfo.InvariantCulture, out var frames) ? frames : null;
        return (timeBase * new Rational(first, 1), timeBase * new Rational(first + duration.GetInt64(), 1), count);
    }
}
