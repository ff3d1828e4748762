using System.Globalization;

namespace Steerlens.Pipeline.Video;

/// <summary>
/// The sound and subtitles that go from the original into the new film: copied where the new file can hold them, converted or left out with a
/// note where it can't. Sound goes in while the film grows. Subtitles and chapters of an mp4 or mov go in when it is rewritten at the end: a film
/// that grows in fragments forgets how long a subtitle lasts.
/// </summary>
internal sealed class CarriedStreams
{
    // Times are compared as doubles; packets never lie this close to each other.
    private const decimal Tolerance = 0.0000005m;

    private static readonly TimeSpan Margin = TimeSpan.FromSeconds(2);

    private readonly FilmKind _kind;
    private readonly List<string> _sound = [];
    private readonly List<(SubtitleStream Stream, string Codec)> _titles = [];
    private readonly List<string> _notes = [];

    internal CarriedStreams(FilmOriginal original, FilmKind kind)
    {
        Original = original;
        _kind = kind;
        var media = original.Media;
        var drop = Drop(original.From, original.Until);
        for (var i = 0; i < media.Audio.Count; i++) AddAudio(media, media.Audio[i], i, kind, drop);
        foreach (var subtitle in media.Subtitles)
        {
            if (SubtitleCodec(subtitle, kind) is { } codec) _titles.Add((subtitle, codec));
            else _notes.Add($"subtitle stream {subtitle.Index} ({subtitle.Codec}) is left out: {Name(kind)} can't hold it");
        }
    }

    /// <summary>The film they come from.</summary>
    internal FilmOriginal Original { get; }

    /// <summary>What is not as it was.</summary>
    internal IReadOnlyList<string> Notes => _notes;

    /// <summary>Whether the rewriting at the end needs the original again.</summary>
    internal bool HasMoreAtTheEnd => _kind != FilmKind.Matroska && (_titles.Count > 0 || Original.Media.ChapterCount > 0);

    /// <summary>What goes behind the inputs, the original being the second, while the film grows.</summary>
    internal IReadOnlyList<string> GrowArguments()
    {
        var arguments = new List<string>(_sound);
        if (_kind == FilmKind.Matroska) arguments.AddRange(TitleArguments(Drop(Original.From, Original.Until)));
        arguments.AddRange(["-map_metadata", "1", "-map_chapters", _kind == FilmKind.Matroska ? "1" : "-1"]);
        return arguments;
    }

    /// <summary>What goes behind the inputs, the original being the second, when the film is rewritten.</summary>
    /// <param name="until">The end of the picture in the new film's time where subtitles must not run on; null where they may.</param>
    internal IReadOnlyList<string> EndArguments(TimeSpan? until)
    {
        var from = Original.From is null ? (TimeSpan?)null : TimeSpan.Zero;
        return [.. TitleArguments(Drop(from, until)), "-map_metadata", "0", "-map_chapters", "1"];
    }

    /// <summary>The original as an input: only roughly the part that is needed, the exact part is chosen packet by packet.</summary>
    internal List<string> InputArguments()
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
        _sound.AddRange(["-map", Input(audio.Index)]);
        if (CanHold(kind, audio.Codec))
        {
            _sound.AddRange([$"-c:a:{stream}", "copy"]);

            // MPEG-TS frames its AAC for broadcasting; files hold it bare.
            var bare = audio.Codec is "aac" && (media.IsContainer("mpegts") || media.IsContainer("aac"));
            var filters = string.Join(',', new[] { bare ? "aac_adtstoasc" : null, drop }.Where(filter => filter is not null));
            if (filters.Length > 0) _sound.AddRange([$"-bsf:a:{stream}", filters]);
            return;
        }

        _notes.Add($"audio stream {audio.Index} ({audio.Codec}) becomes aac: {(IsRare(kind, audio.Codec) ? $"few players play it in {Name(kind)}" : $"{Name(kind)} can't hold it")}");
        _sound.AddRange([$"-c:a:{stream}", "aac"]);
        var (from, until) = (Original.From, Original.Until);
        if (from is null && until is null) return;
        var trim = new[] { from is { } first ? "start=" + Text(first) : null, until is { } end ? "end=" + Text(end) : null };
        _sound.AddRange([$"-filter:a:{stream}", "atrim=" + string.Join(':', trim.Where(part => part is not null))]);
    }

    private IEnumerable<string> TitleArguments(string? drop)
    {
        for (var i = 0; i < _titles.Count; i++)
        {
            var number = i.ToString(CultureInfo.InvariantCulture);
            foreach (var argument in (string[])["-map", Input(_titles[i].Stream.Index), $"-c:s:{number}", _titles[i].Codec]) yield return argument;
            if (drop is null) continue;
            yield return $"-bsf:s:{number}";
            yield return drop;
        }
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
        FilmKind.Mp4 => codec is "aac" or "mp3" or "mp2" or "ac3" or "eac3" or "alac" or "opus" or "dts",
        FilmKind.Mov => codec is "aac" or "mp3" or "mp2" or "ac3" or "eac3" or "alac" or "dts" or "amr_nb" or "amr_wb" or "pcm_u8" or "pcm_s8"
            or "pcm_s16le" or "pcm_s16be" or "pcm_s24le" or "pcm_s24be" or "pcm_s32le" or "pcm_s32be" or "pcm_f32le" or "pcm_f32be" or "pcm_f64le" or "pcm_f64be"
            or "pcm_mulaw" or "pcm_alaw",

        // Matroska names plain samples as WAV does, which knows few of them.
        _ when codec.StartsWith("pcm_", StringComparison.Ordinal) => codec is "pcm_u8" or "pcm_s16le" or "pcm_s16be" or "pcm_s24le" or "pcm_s24be"
            or "pcm_s32le" or "pcm_s32be" or "pcm_f32le" or "pcm_f64le" or "pcm_mulaw" or "pcm_alaw",
        _ => codec is not ("amr_nb" or "amr_wb" or "aac_latm"),
    };

    // ffmpeg can write these into an mp4, the one of them only when it is pressed; hardly anything else reads them there.
    private static bool IsRare(FilmKind kind, string codec) => kind == FilmKind.Mp4 && codec is ("flac" or "vorbis" or "truehd");

    private static string Name(FilmKind kind) => kind switch { FilmKind.Mp4 => "an mp4", FilmKind.Mov => "a mov", _ => "an mkv" };

    private static string Input(int index) => string.Create(CultureInfo.InvariantCulture, $"1:{index}");

    private static string Text(TimeSpan time) =>
        ((time.Ticks / (decimal)TimeSpan.TicksPerSecond) - Tolerance).ToString("0.########", CultureInfo.InvariantCulture);
}
