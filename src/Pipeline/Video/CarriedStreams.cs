using System.Globalization;

namespace Steerlens.Pipeline.Video;

/// <summary>
/// The sound and subtitles that go from the original into the new film: copied where the new file can hold them, converted or left out with a
/// note where it can't.
/// </summary>
internal sealed class CarriedStreams
{
    // Times are compared as doubles; packets never lie this close to each other.
    private const decimal Tolerance = 0.0000005m;

    private static readonly TimeSpan Margin = TimeSpan.FromSeconds(2);

    private readonly List<string> _arguments = [];
    private readonly List<string> _notes = [];

    internal CarriedStreams(FilmOriginal original, FilmKind kind)
    {
        Original = original;
        var media = original.Media;
        var drop = Drop(original.From, original.Until);
        for (var i = 0; i < media.Audio.Count; i++) AddAudio(media, media.Audio[i], i, kind, drop);
        var titles = 0;
        foreach (var subtitle in media.Subtitles)
        {
            if (SubtitleCodec(subtitle, kind) is { } codec) AddSubtitle(subtitle, titles++, codec, drop);
            else _notes.Add($"subtitle stream {subtitle.Index} ({subtitle.Codec}) is left out: {kind} can't hold it");
        }

        _arguments.AddRange(["-map_metadata", "1", "-map_chapters", original.From is null && original.Until is null ? "1" : "-1"]);
    }

    /// <summary>The film they come from.</summary>
    internal FilmOriginal Original { get; }

    /// <summary>What goes behind the inputs.</summary>
    internal IReadOnlyList<string> OutputArguments => _arguments;

    /// <summary>What is not as it was.</summary>
    internal IReadOnlyList<string> Notes => _notes;

    /// <summary>The original as an input: only roughly the part that is needed, the exact part is chosen packet by packet.</summary>
    internal IReadOnlyList<string> InputArguments()
    {
        var media = Original.Media;
        var arguments = new List<string> { "-thread_queue_size", "64" };
        var skipped = TimeSpan.Zero;
        if (Original.From is { } from && from - media.Start > Margin && (media.IsContainer("mov") || media.IsContainer("matroska")))
        {
            skipped = from - media.Start - Margin;
            arguments.AddRange(["-ss", FilmSourceOptions.Seconds(skipped)]);
        }

        if (Original.Until is { } until) arguments.AddRange(["-t", FilmSourceOptions.Seconds(until - media.Start - skipped + Margin)]);
        arguments.AddRange(InputFile.Arguments(media.Path));
        return arguments;
    }

    /// <summary>A bit stream filter that leaves out the packets before one time and from another on; null for none.</summary>
    internal static string? Drop(TimeSpan? from, TimeSpan? until)
    {
        var terms = new List<string>();
        if (from is { } first) terms.Add($"lt(pts*tb\\,{Text(first)})");
        if (until is { } end) terms.Add($"gte(pts*tb\\,{Text(end)})");
        return terms.Count == 0 ? null : "noise=drop=" + string.Join('+', terms);
    }

    private void AddAudio(MediaInfo media, AudioStream audio, int number, FilmKind kind, string? drop)
    {
        var stream = number.ToString(CultureInfo.InvariantCulture);
        _arguments.AddRange(["-map", Input(audio.Index)]);
        if (CanHold(kind, audio.Codec))
        {
            _arguments.AddRange([$"-c:a:{stream}", "copy"]);

            // MPEG-TS frames its AAC for broadcasting; files hold it bare.
            var bare = audio.Codec is "aac" && (media.IsContainer("mpegts") || media.IsContainer("aac"));
            var filters = string.Join(',', new[] { bare ? "aac_adtstoasc" : null, drop }.Where(filter => filter is not null));
            if (filters.Length > 0) _arguments.AddRange([$"-bsf:a:{stream}", filters]);
            return;
        }

        _notes.Add($"audio stream {audio.Index} ({audio.Codec}) becomes aac: {kind} can't hold it");
        _arguments.AddRange([$"-c:a:{stream}", "aac"]);
        var (from, until) = (Original.From, Original.Until);
        if (from is null && until is null) return;
        var trim = new[] { from is { } first ? "start=" + Text(first) : null, until is { } end ? "end=" + Text(end) : null };
        _arguments.AddRange([$"-filter:a:{stream}", "atrim=" + string.Join(':', trim.Where(part => part is not null))]);
    }

    private void AddSubtitle(SubtitleStream subtitle, int number, string codec, string? drop)
    {
        var stream = number.ToString(CultureInfo.InvariantCulture);
        _arguments.AddRange(["-map", Input(subtitle.Index), $"-c:s:{stream}", codec]);
        if (drop is not null) _arguments.AddRange([$"-bsf:s:{stream}", drop]);
    }

    private static string? SubtitleCodec(SubtitleStream subtitle, FilmKind kind) => kind switch
    {
        FilmKind.Matroska when subtitle.Codec is "mov_text" => "srt",
        FilmKind.Matroska when subtitle.IsText || subtitle.IsBitmap => "copy",
        FilmKind.Matroska => null,
        _ when subtitle.Codec is "mov_text" => "copy",
        _ when subtitle.IsText => "mov_text",
        _ => null,
    };

    private static bool CanHold(FilmKind kind, string codec) => kind switch
    {
        FilmKind.Mp4 => codec is "aac" or "mp3" or "mp2" or "ac3" or "eac3" or "alac" or "opus" or "flac" or "dts",
        FilmKind.Mov => codec is "aac" or "mp3" or "mp2" or "ac3" or "eac3" or "alac" or "amr_nb" or "amr_wb"
            or "pcm_s16le" or "pcm_s16be" or "pcm_s24le" or "pcm_s24be" or "pcm_s32le" or "pcm_s32be" or "pcm_mulaw" or "pcm_alaw",
        _ => codec is not ("amr_nb" or "amr_wb" or "aac_latm"),
    };

    private static string Input(int index) => string.Create(CultureInfo.InvariantCulture, $"1:{index}");

    private static string Text(TimeSpan time) =>
        ((time.Ticks / (decimal)TimeSpan.TicksPerSecond) - Tolerance).ToString("0.########", CultureInfo.InvariantCulture);
}
