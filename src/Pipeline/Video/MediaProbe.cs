using System.Globalization;
using System.Text.Json;

namespace Steerlens.Pipeline.Video;

/// <summary>Asks ffprobe what a file holds.</summary>
public static class MediaProbe
{
    /// <summary>Reads what a film's file says of itself.</summary>
    /// <exception cref="SteerlensException">The file is missing or no film, with the reason; or ffprobe is missing.</exception>
    public static async Task<MediaInfo> ReadAsync(string path, CancellationToken cancellationToken = default)
    {
        RequireFile(path);
        var tools = await FfmpegTools.FindAsync(cancellationToken).ConfigureAwait(false);
        var run = await FfmpegTools.RunAsync(
            tools.Ffprobe,
            ["-v", "error", "-hide_banner", "-of", "json", "-show_format", "-show_streams", "-show_chapters", .. InputFile.Arguments(path)],
            cancellationToken).ConfigureAwait(false);
        if (run.ExitCode != 0) throw Unreadable(path, run.Reason);
        using var document = JsonDocument.Parse(run.Output);
        var root = document.RootElement;
        var format = root.GetProperty("format");
        var streams = root.GetProperty("streams").EnumerateArray().ToList();
        var container = Text(format, "format_name") ?? "unknown";
        if (container is "tty") throw Unreadable(path, "it is a text");
        var pictures = streams.Where(stream => Text(stream, "codec_type") is "video" && !IsCover(stream)).ToList();
        if (pictures.Count == 0) throw Unreadable(path, streams.Any(stream => Text(stream, "codec_type") is "audio") ? "it has sound but no picture" : "it has no picture");

        var video = VideoStreamReader.Read(pictures[0]);
        if (video.StoredWidth < 1 || video.StoredHeight < 1) throw Unreadable(path, "its picture has no size, so it has no frames that can be decoded");
        if (video.Rate is null) video = video with { Rate = await RateProbe.FromTimesAsync(tools, path, video, cancellationToken).ConfigureAwait(false) };
        return new MediaInfo
        {
            Path = path,
            Container = container,
            Start = Seconds(format, "start_time") ?? TimeSpan.Zero,
            Duration = Seconds(format, "duration"),
            Created = format.TryGetProperty("tags", out var tags) && DateTimeOffset.TryParse(Text(tags, "creation_time"), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var created) ? created : null,
            Video = video,
            Audio = [.. streams.Where(stream => Text(stream, "codec_type") is "audio").Select(ReadAudio)],
            Subtitles = [.. streams.Where(stream => Text(stream, "codec_type") is "subtitle").Select(ReadSubtitle)],
            ChapterCount = root.TryGetProperty("chapters", out var chapters) ? chapters.GetArrayLength() : 0,

            // Chapters of an mp4 are a stream of texts beside the list of them.
            OtherStreams =
            [
                .. streams.Where(stream => Text(stream, "codec_type") is "video" && Number(stream, "index") != video.Index)
                    .Select(stream => $"{Name(stream)} ({(IsCover(stream) ? "a cover" : "another picture")})"),
                .. streams.Where(stream => Text(stream, "codec_type") is not ("video" or "audio" or "subtitle")).Select(Name)
                    .Where(name => name is not "bin_data" || !root.TryGetProperty("chapters", out var marks) || marks.GetArrayLength() == 0),
            ],
        };
    }

    /// <summary>Refuses what can't be a film before ffprobe is asked.</summary>
    internal static void RequireFile(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        if (Directory.Exists(path)) throw Unreadable(path, "it is a folder");
        if (!File.Exists(path)) throw new SteerlensException(ExitCode.InputUnreadable, $"'{path}' {InputFile.WhyMissing(path)}");
        try
        {
            if (SpecialFile.KindOf(path) is { } kind) throw Unreadable(path, $"it is {kind}, and films are read more than once: save it to a file");
            if (new FileInfo(path).Length == 0) throw Unreadable(path, "it is empty");
            using var file = File.OpenRead(path);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new SteerlensException(ExitCode.InputUnreadable, $"'{path}' can't be opened: {error.Message}", error);
        }
    }

    internal static SteerlensException Unreadable(string path, string reason)
    {
        var kind = InputFile.IsPicture(path) ? "picture" : "film";

        // The two reasons that people meet most, in words that they can act on.
        if (reason.Contains("moov atom not found", StringComparison.Ordinal)) reason += ": the file was cut off before its index was written, or is no film";
        else if (reason.Contains("Invalid data found", StringComparison.Ordinal)) reason += $": it is damaged or no {kind}";
        return new SteerlensException(ExitCode.InputUnreadable, $"'{path}' can't be read as a {kind}: {reason}");
    }

    internal static string? Text(JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String && value.GetString() is { Length: > 0 } text
            && text is not ("unknown" or "N/A" or "unspecified") ? text : null;

    internal static int Number(JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number ? value.GetInt32() : 0;

    internal static TimeSpan? Seconds(JsonElement element, string name) =>
        decimal.TryParse(Text(element, name), NumberStyles.Float, CultureInfo.InvariantCulture, out var seconds)
            && Math.Abs(seconds) < 1e9m ? TimeSpan.FromTicks((long)(seconds * TimeSpan.TicksPerSecond)) : null;

    private static bool IsCover(JsonElement stream) =>
        stream.TryGetProperty("disposition", out var disposition)
        && (Number(disposition, "attached_pic") != 0 || Number(disposition, "timed_thumbnails") != 0);

    private static AudioStream ReadAudio(JsonElement stream)
    {
        _ = int.TryParse(Text(stream, "sample_rate"), NumberStyles.None, CultureInfo.InvariantCulture, out var rate);
        return new AudioStream(Number(stream, "index"), Text(stream, "codec_name") ?? "unknown", rate, Number(stream, "channels"));
    }

    private static SubtitleStream ReadSubtitle(JsonElement stream) => new(Number(stream, "index"), Text(stream, "codec_name") ?? "unknown");

    private static string Name(JsonElement stream)
    {
        var name = Text(stream, "codec_name") ?? Text(stream, "codec_tag_string");
        return name is null || name.StartsWith('[') ? "unknown data" : name;
    }
}
