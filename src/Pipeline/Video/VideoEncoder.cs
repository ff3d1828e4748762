using System.Globalization;

namespace Steerlens.Pipeline.Video;

/// <summary>How pictures are encoded.</summary>
public sealed record VideoEncoder
{
    /// <summary>ffmpeg's name of the encoder; null for the first of the usual ones that works here.</summary>
    public string? Codec { get; init; }

    /// <summary>The encoder's preset, for those that have presets.</summary>
    public string Preset { get; init; } = "veryfast";

    /// <summary>The constant quality, for those that have one: 0 (best) to 51.</summary>
    public int Crf { get; init; } = 23;

    /// <summary>What is tried where no encoder is named, in this order: the best known first, the one that every ffmpeg has last.</summary>
    internal static IReadOnlyList<string> Usual { get; } = ["libx264", "libopenh264", "mpeg4"];

    /// <summary>As <see cref="Usual"/>, for pictures with alpha.</summary>
    internal static IReadOnlyList<string> UsualWithAlpha { get; } = ["prores_ks", "qtrle"];

    /// <summary>ffmpeg's arguments for one encoder.</summary>
    /// <param name="codec">The encoder.</param>
    /// <param name="keyFrameDistance">Frames from one key frame to the next, at most.</param>
    internal IReadOnlyList<string> Arguments(string codec, int keyFrameDistance)
    {
        var crf = Crf.ToString(CultureInfo.InvariantCulture);
        var distance = keyFrameDistance.ToString(CultureInfo.InvariantCulture);
        string[] quality = codec switch
        {
            "libx264" => ["-preset", Preset, "-crf", crf],
            "libx265" => ["-preset", Preset, "-crf", crf, "-x265-params", "log-level=error", "-tag:v", "hvc1"],
            "libvpx-vp9" or "libaom-av1" => ["-crf", crf, "-b:v", "0"],
            "libsvtav1" => ["-crf", crf],
            "h264_nvenc" or "hevc_nvenc" or "av1_nvenc" => ["-cq", crf, "-b:v", "0"],
            "mpeg4" or "mjpeg" => ["-q:v", "3"],
            "prores_ks" => ["-profile:v", "4444", "-vendor", "apl0"],
            _ => [],
        };
        return ["-c:v", codec, .. quality, "-g", distance, "-pix_fmt", PixelFormat(codec)];
    }

    /// <summary>The pixel format an encoder is given: what every player plays, or what carries alpha.</summary>
    internal static string PixelFormat(string codec) => codec switch
    {
        "prores_ks" => "yuva444p10le",
        "qtrle" => "argb",
        "mjpeg" => "yuvj420p",
        _ => "yuv420p",
    };
}
