using System.Globalization;
using System.Numerics;
using Steerlens.Kernels.Images;
using Steerlens.Pipeline.Frames;

namespace Steerlens.Pipeline.Video;

/// <summary>ffmpeg's arguments for writing a film and for rewriting it at the end.</summary>
internal static class FilmSinkArguments
{
    // A movie's own clock counts edits and durations; beyond this it would overflow early.
    private const long LargestMovieTimescale = 10_000_000;

    /// <summary>Frames as NUT on standard input, the original beside it, a film that plays up to any crash.</summary>
    /// <param name="options">What is written.</param>
    /// <param name="codec">The encoder.</param>
    /// <param name="kind">The kind of file.</param>
    /// <param name="target">The file, as ffmpeg is given it.</param>
    /// <param name="carried">Sound and subtitles; null for none.</param>
    internal static List<string> Encode(FilmSinkOptions options, string codec, FilmKind kind, string target, CarriedStreams? carried)
    {
        var format = options.Format;
        var arguments = new List<string> { "-v", "error", "-hide_banner", "-nostats", "-nostdin", "-y", "-copyts", "-thread_queue_size", "16" };
        if (ShiftSeconds(options) is var shift and > 0) arguments.AddRange(["-itsoffset", (-shift).ToString(CultureInfo.InvariantCulture)]);
        arguments.AddRange(["-f", "nut", "-i", "pipe:0"]);
        if (carried is not null) arguments.AddRange(carried.InputArguments());
        arguments.AddRange(["-map", "0:v:0"]);
        if (carried is not null) arguments.AddRange(carried.GrowArguments());
        arguments.AddRange(["-fps_mode:v", "passthrough", "-enc_time_base:v", string.Create(CultureInfo.InvariantCulture, $"{format.TimeBase.Numerator}:{format.TimeBase.Denominator}")]);
        arguments.AddRange(["-vf", Filters(options)]);
        arguments.AddRange(options.Encoder.Arguments(codec, KeyFrameDistance(format)));
        if (options.Origin != 0) arguments.AddRange(["-output_ts_offset", Seconds(-(Int128)options.Origin, format.TimeBase)]);
        arguments.AddRange(["-avoid_negative_ts", "disabled"]);
        if (kind != FilmKind.Matroska) arguments.AddRange(Timescales(options));
        arguments.AddRange([.. Growing(kind), "-flush_packets", "1", target]);
        return arguments;
    }

    /// <summary>The same packets in a file that players start at once and move about in.</summary>
    /// <param name="options">What is written.</param>
    /// <param name="kind">The kind of file.</param>
    /// <param name="partial">The film as it grew, as ffmpeg is given it.</param>
    /// <param name="target">The file, as ffmpeg is given it.</param>
    /// <param name="carried">Subtitles and chapters; null for none.</param>
    /// <param name="until">The end of the picture in the new film's time where sound and subtitles must not run on; null where they may.</param>
    internal static List<string> Rewrite(FilmSinkOptions options, FilmKind kind, string partial, string target, CarriedStreams? carried, TimeSpan? until)
    {
        var arguments = new List<string> { "-v", "error", "-hide_banner", "-nostats", "-nostdin", "-y", "-copyts", "-i", partial };
        var more = carried is { HasMoreAtTheEnd: true } ? carried : null;
        if (more is not null) arguments.AddRange(["-itsoffset", Seconds(-(Int128)more.Original.Origin, more.Original.Media.Video.TimeBase), .. more.InputArguments()]);
        arguments.AddRange(["-map", "0", "-c", "copy"]);
        if (CarriedStreams.Drop(from: null, until) is { } drop) arguments.AddRange(["-bsf:a", drop, "-bsf:s", drop]);
        if (more is not null) arguments.AddRange(more.EndArguments(until));
        arguments.AddRange(["-avoid_negative_ts", "disabled"]);
        if (kind != FilmKind.Matroska) arguments.AddRange([.. Timescales(options), "-movflags", "+faststart"]);
        arguments.AddRange(["-f", Muxer(kind), target]);
        return arguments;
    }

    /// <summary>A film that plays up to wherever its growth ends.</summary>
    internal static string[] Growing(FilmKind kind) =>
        kind == FilmKind.Matroska ? ["-f", Muxer(kind)] : ["-movflags", "+frag_keyframe+delay_moov", "-f", Muxer(kind)];

    // Named, because ffmpeg takes an .m4v for a music player's film, which holds less.
    private static string Muxer(FilmKind kind) => kind switch { FilmKind.Mp4 => "mp4", FilmKind.Mov => "mov", _ => "matroska" };

    /// <summary>
    /// Whole seconds that are added to each time stamp on the way to ffmpeg and taken off again there, because NUT has no negative ones. Whole
    /// seconds are a whole number of time base units after multiplying by its numerator, so nothing is rounded.
    /// </summary>
    internal static long ShiftSeconds(FilmSinkOptions options)
    {
        if (options.Origin >= 0) return 0;
        var unit = options.Format.TimeBase.Numerator;
        return ((long)Math.Ceiling(-options.Origin * options.Format.TimeBase.ToDouble() / unit) + 1) * unit;
    }

    private static string[] Timescales(FilmSinkOptions options)
    {
        var track = options.Format.TimeBase.Denominator;
        return
        [
            "-video_track_timescale", track.ToString(CultureInfo.InvariantCulture),
            "-movie_timescale", MovieTimescale(options, track).ToString(CultureInfo.InvariantCulture),
        ];
    }

    // Where a track begins is counted in the movie's clock. One that both the picture's and the sounds' clocks divide keeps every start exact.
    private static long MovieTimescale(FilmSinkOptions options, long track)
    {
        var scale = (BigInteger)track;
        foreach (var audio in options.Original?.Media.Audio ?? [])
        {
            if (audio.SampleRate <= 0) continue;
            var common = scale / BigInteger.GreatestCommonDivisor(scale, audio.SampleRate) * audio.SampleRate;
            if (common <= LargestMovieTimescale) scale = common;
        }

        // Without sound, or with a clock that fits none, a coarse clock would still round subtitles.
        while (scale < 1000) scale *= 10;
        return (long)scale;
    }

    // A key frame every two seconds: what a crash can lose, and how exactly players jump.
    private static int KeyFrameDistance(FilmFormat format) => (int)Math.Clamp(Math.Round(2 * (format.Rate?.ToDouble() ?? 25)), 1, 300);

    private static string Filters(FilmSinkOptions options)
    {
        var color = options.Format.Color;
        var tags = "setparams=" + string.Join(':', ColorOptions(options));
        if (!options.Alpha) return tags;

        // Editors take ProRes for limited range.
        var matrix = color.Matrix switch { YuvMatrix.Bt601 => "bt601", YuvMatrix.Bt709 => "bt709", _ => "bt2020" };
        return $"{tags},scale=in_range={(color.FullRange ? "full" : "limited")}:out_range=limited:in_color_matrix={matrix}:out_color_matrix={matrix}";
    }

    // The source's own tags, as far as they hold for the written planes; RGB sources and rendered scenes get those of their matrix.
    private static IEnumerable<string> ColorOptions(FilmSinkOptions options)
    {
        var color = options.Format.Color;
        yield return color.FullRange ? "range=full" : "range=limited";
        var video = options.Original?.Media.Video;
        var known = color.Matrix switch { YuvMatrix.Bt601 => "smpte170m", YuvMatrix.Bt709 => "bt709", _ => "bt2020nc" };
        if (video is null || video.IsRgb || video.Color.Matrix != color.Matrix)
        {
            yield return "colorspace=" + known;
            var primaries = color.Matrix == YuvMatrix.Bt2020 ? "bt2020" : known;
            yield return "color_primaries=" + primaries;
            yield return "color_trc=" + (color.Matrix == YuvMatrix.Bt2020 ? "bt2020-10" : known);
            yield break;
        }

        // A film without tags stays without: players then guess for the new film what they guessed for the old one.
        if (video.Tags.Matrix is { } matrix) yield return "colorspace=" + matrix;
        if (video.Tags.Primaries is { } tagged) yield return "color_primaries=" + tagged;
        if (video.Tags.Transfer is { } transfer) yield return "color_trc=" + transfer;
    }

    private static string Seconds(Int128 units, Rational timeBase)
    {
        var seconds = (decimal)units * timeBase.Numerator / timeBase.Denominator;
        return seconds.ToString("0.######", CultureInfo.InvariantCulture);
    }
}
