using System.Collections.Concurrent;
using System.Globalization;

namespace Steerlens.Pipeline.Video;

/// <summary>Finds an encoder that works here for pictures of a size, by encoding some.</summary>
internal static class EncoderProbe
{
    private static readonly ConcurrentDictionary<string, FfmpegRun> Known = new(StringComparer.Ordinal);

    /// <summary>The encoder to use, and what to tell people where it is not the first choice.</summary>
    /// <exception cref="SteerlensException">The named one, or each of the usual ones, is missing or refuses.</exception>
    internal static async Task<(string Codec, string? Note)> ResolveAsync(
        FfmpegTools tools, VideoEncoder encoder, bool alpha, int width, int height, CancellationToken cancellationToken)
    {
        var choices = encoder.Codec is { } named ? [named] : alpha ? VideoEncoder.UsualWithAlpha : VideoEncoder.Usual;
        var there = await tools.EncodersAsync(cancellationToken).ConfigureAwait(false);
        if (encoder.Codec is { } wanted && !there.Contains(wanted, StringComparer.Ordinal))
            throw new SteerlensException(ExitCode.BackEndUnavailable, $"ffmpeg {tools.Version} has no encoder '{wanted}'; it has {Some(there)}");
        var refusals = new List<string>();
        foreach (var codec in choices)
        {
            if (!there.Contains(codec, StringComparer.Ordinal))
            {
                refusals.Add($"{codec} is not built in");
                continue;
            }

            var run = await TryAsync(tools, encoder, codec, width, height, cancellationToken).ConfigureAwait(false);
            if (run.ExitCode == 0)
                return (codec, refusals.Count == 0 ? null : $"encoding with {codec}: {string.Join(", ", refusals)}");
            refusals.Add($"{codec} refuses {width}x{height}: {run.Reason}");
        }

        throw new SteerlensException(ExitCode.BackEndUnavailable, $"No encoder works: {string.Join("; ", refusals)}; ffmpeg {tools.Version} has {Some(there)}");
    }

    // Hardware encoders are listed where they were built in, whether or not the hardware is there; only encoding tells.
    private static async Task<FfmpegRun> TryAsync(
        FfmpegTools tools, VideoEncoder encoder, string codec, int width, int height, CancellationToken cancellationToken)
    {
        var arguments = (string[])
        [
            "-v", "error", "-hide_banner", "-nostats", "-nostdin", "-f", "lavfi",
            "-i", string.Create(CultureInfo.InvariantCulture, $"color=c=gray:s={width}x{height}:r=25"),
            "-frames:v", "12", .. encoder.Arguments(codec, 25), "-f", "null", "-",
        ];
        var key = tools.Ffmpeg + '\n' + string.Join('\n', arguments);
        if (Known.TryGetValue(key, out var known)) return known;
        return Known[key] = await FfmpegTools.RunAsync(tools.Ffmpeg, arguments, cancellationToken).ConfigureAwait(false);
    }

    private static string Some(IReadOnlyList<string> there)
    {
        string[] known = ["libx264", "libx265", "libopenh264", "h264_nvenc", "hevc_nvenc", "h264_qsv", "h264_videotoolbox", "libsvtav1", "libvpx-vp9", "mpeg4", "prores_ks", "qtrle"];
        var names = known.Where(name => there.Contains(name, StringComparer.Ordinal)).ToList();
        return names.Count == 0 ? "none that is of use here" : string.Join(", ", names);
    }
}
