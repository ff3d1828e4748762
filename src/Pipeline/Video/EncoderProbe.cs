using System.Collections.Concurrent;
using System.Globalization;
using Steerlens.Pipeline.Frames;

namespace Steerlens.Pipeline.Video;

/// <summary>Finds an encoder that works here for pictures of a size in a kind of file, by encoding some.</summary>
internal static class EncoderProbe
{
    private static readonly ConcurrentDictionary<string, FfmpegRun> Known = new(StringComparer.Ordinal);

    /// <summary>The encoder to use, and what to tell people where it is not the first choice.</summary>
    /// <exception cref="SteerlensException">What was asked for, or each of the usual encoders, is missing or refuses.</exception>
    internal static async Task<(string Codec, string? Note)> ResolveAsync(
        FfmpegTools tools, FilmSinkOptions options, FilmKind kind, CancellationToken cancellationToken)
    {
        var encoder = options.Encoder;
        var there = await tools.EncodersAsync(cancellationToken).ConfigureAwait(false);
        if (encoder.Codec is { } wanted && !there.Contains(wanted, StringComparer.Ordinal))
            throw new SteerlensException(ExitCode.BackEndUnavailable, $"ffmpeg {tools.Version} has no encoder '{wanted}'; it has {Some(there)}");
        RefuseNonsense(options);
        var refusals = new List<string>();
        foreach (var codec in Choices(options))
        {
            if (!there.Contains(codec, StringComparer.Ordinal))
            {
                refusals.Add($"{codec} is not built in");
                continue;
            }

            var run = await TryAsync(tools, options, encoder, codec, FilmSinkArguments.Growing(kind), cancellationToken).ConfigureAwait(false);
            if (run.ExitCode == 0)
                return (codec, refusals.Count == 0 ? null : $"encoding with {codec}: {string.Join(", ", refusals)}");
            if (encoder.IsParticular) await RefuseAsync(tools, options, codec, run.Reason, cancellationToken).ConfigureAwait(false);
            refusals.Add($"{codec} refuses {options.Format.Width}x{options.Format.Height}: {run.Reason}");
        }

        throw new SteerlensException(ExitCode.BackEndUnavailable, $"no encoder works: {string.Join("; ", refusals)}; ffmpeg {tools.Version} has {Some(there)}");
    }

    /// <summary>As above, for an mp4, or with transparency a mov, of a size.</summary>
    internal static Task<(string Codec, string? Note)> ResolveAsync(
        FfmpegTools tools, VideoEncoder encoder, bool alpha, int width, int height, CancellationToken cancellationToken)
    {
        var format = new FilmFormat(width, height, default, new Rational(1, 25), new Rational(25, 1), null);
        var options = new FilmSinkOptions { Path = alpha ? "film.mov" : "film.mp4", Format = format, Encoder = encoder, Alpha = alpha };
        return ResolveAsync(tools, options, alpha ? FilmKind.Mov : FilmKind.Mp4, cancellationToken);
    }

    // Whoever asks for a preset or a quality means the encoder that they are known from, and no other.
    private static IReadOnlyList<string> Choices(FilmSinkOptions options) => options switch
    {
        { Encoder.Codec: { } named } => [named],
        { Alpha: true } => VideoEncoder.UsualWithAlpha,
        { Encoder.IsParticular: true } => [VideoEncoder.Usual[0]],
        _ => VideoEncoder.Usual,
    };

    private static void RefuseNonsense(FilmSinkOptions options)
    {
        if (options.Encoder.Codec is not { } named) return;
        if (options.Alpha && !VideoEncoder.KeepsAlpha(named))
            throw new SteerlensException(ExitCode.Usage, $"{named} keeps no transparency: leave --encoder out, or give {string.Join(" or ", VideoEncoder.UsualWithAlpha)}");
        if (options.Encoder.Preset is not null && !VideoEncoder.HasPresets(named))
            throw new SteerlensException(ExitCode.Usage, $"{named} has no presets: leave --preset out");
        if (options.Encoder.Crf is not null && !VideoEncoder.HasQuality(named))
            throw new SteerlensException(ExitCode.Usage, $"{named} has no constant quality: leave --crf out");
    }

    /// <summary>Finds out by leaving one thing after the other away what an encoder objects to, where that is something that was asked for.</summary>
    private static async Task RefuseAsync(FfmpegTools tools, FilmSinkOptions options, string codec, string reason, CancellationToken cancellationToken)
    {
        var encoder = options.Encoder;
        if (await WorksAsync(encoder, []).ConfigureAwait(false))
        {
            var others = new List<string>();
            foreach (var (name, kind) in ((string, FilmKind)[])[(".mp4", FilmKind.Mp4), (".mov", FilmKind.Mov), (".mkv", FilmKind.Matroska)])
            {
                if (await WorksAsync(encoder, FilmSinkArguments.Growing(kind)).ConfigureAwait(false)) others.Add(name);
            }

            var advice = others.Count == 0 ? "give another encoder" : $"write a {string.Join(" or ", others)}, or give another encoder";
            throw new SteerlensException(ExitCode.Usage, $"'{options.Path}' can't hold what {codec} makes ({reason}): {advice}");
        }

        if (encoder.Preset is { } preset && await WorksAsync(encoder with { Preset = null }, []).ConfigureAwait(false))
            throw new SteerlensException(ExitCode.Usage, $"{codec} has no such preset as '{preset}' ({reason}): leave --preset out or give {PresetsOf(codec)}");
        if (encoder.Crf is { } crf && await WorksAsync(encoder with { Crf = null }, []).ConfigureAwait(false))
            throw new SteerlensException(ExitCode.Usage, $"{codec} refuses --crf {crf} ({reason}): leave it out or give another");

        async Task<bool> WorksAsync(VideoEncoder changed, string[] muxer) =>
            (await TryAsync(tools, options, changed, codec, muxer.Length > 0 ? muxer : ["-f", "null"], cancellationToken).ConfigureAwait(false)).ExitCode == 0;
    }

    // Hardware encoders are listed where they were built in, whether or not the hardware is there; only encoding tells.
    private static async Task<FfmpegRun> TryAsync(
        FfmpegTools tools, FilmSinkOptions options, VideoEncoder encoder, string codec, string[] muxer, CancellationToken cancellationToken)
    {
        var arguments = (string[])
        [
            "-v", "error", "-hide_banner", "-nostats", "-nostdin", "-y", "-f", "lavfi",
            "-i", string.Create(CultureInfo.InvariantCulture, $"color=c=gray:s={options.Format.Width}x{options.Format.Height}:r=25"),
            "-frames:v", "12", .. encoder.Arguments(codec, 25), .. muxer, OperatingSystem.IsWindows() ? "NUL" : "/dev/null",
        ];
        var key = tools.Ffmpeg + '\n' + string.Join('\n', arguments);
        if (Known.TryGetValue(key, out var known)) return known;
        return Known[key] = await FfmpegTools.RunAsync(tools.Ffmpeg, arguments, cancellationToken).ConfigureAwait(false);
    }

    private static string PresetsOf(string codec) => codec switch
    {
        "libsvtav1" => "a number from 0 to 13",
        _ when codec.EndsWith("_nvenc", StringComparison.Ordinal) => "one from p1 to p7",
        _ => "one such as ultrafast, veryfast, medium or slow",
    };

    private static string Some(IReadOnlyList<string> there)
    {
        string[] known = ["libx264", "libx265", "libopenh264", "h264_nvenc", "hevc_nvenc", "h264_qsv", "h264_videotoolbox", "libsvtav1", "libvpx-vp9", "mpeg4", "prores_ks", "qtrle"];
        var names = known.Where(name => there.Contains(name, StringComparer.Ordinal)).ToList();
        return names.Count == 0 ? "none that is of use here" : string.Join(", ", names);
    }
}
