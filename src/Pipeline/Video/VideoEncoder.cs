using System.Globalization;

namespace Steerlens.Pipeline.Video;

/// <summary>How pictures are encoded.</summary>
public sealed record VideoEncoder
{
    /// <summary>ffmpeg's name of the encoder; null for the first of the usual ones that works here.</summary>
    public string? Codec { get; init; }

    /// <summary>The encoder's preset; null for <see cref="UsualPreset"/> where that exists, else the encoder's own choice.</summary>
    public string? Preset { get; init; }

    /// <summary>The constant quality, 0 (best) to 51; null for <see cref="UsualCrf"/>.</summary>
    public int? Crf { get; init; }

    /// <summary>The preset of x264 and x265 where none is asked for.</summary>
    public const string UsualPreset = "veryfast";

    /// <summary>The constant quality where none is asked for.</summary>
    public const int UsualCrf = 23;

    /// <summary>Whether anything was asked for, so that falling back to another encoder would not be what was asked.</summary>
    internal bool IsParticular => Codec is not null || Preset is not null || Crf is not null;

    /// <summary>What is tried where no encoder is named, in this order: the best known first, the one that every ffmpeg has last.</summary>
    internal static IReadOnlyList<string> Usual { get; } = ["libx264", "libopenh264", "mpeg4"];

    /// <summary>As <see cref="Usual"/>, for pictures with alpha.</summary>
    internal static IReadOnlyList<string> UsualWithAlpha { get; } = ["prores_ks", "qtrle"];

    /// <summary>ffmpeg's arguments for one encoder.</summary>
    /// <param name="codec">The encoder.</param>
    /// <param name="keyFrameDistance">Frames from one key frame to the next, at most.</param>
    internal IReadOnlyList<string> Arguments(string codec, int keyFrameDistance)
    {
        var crf = (Crf ?? UsualCrf).ToString(CultureInfo.InvariantCulture);
        string[] preset = Preset is { } named && HasPresets(codec) ? ["-preset", named] : [];
        var distance = keyFrameDistance.ToString(CultureInfo.InvariantCulture);
        string[] quality = codec switch
        {
            "libx264" => ["-preset", Preset ?? UsualPreset, "-crf", crf],
            "libx265" => ["-preset", Preset ?? UsualPreset, "-crf", crf, "-x265-params", "log-level=error", "-tag:v", "hvc1"],
            "libvpx-vp9" or "libaom-av1" => ["-crf", crf, "-b:v", "0"],
            "libsvtav1" => [.. preset, "-crf", crf],
            "h264_nvenc" or "hevc_nvenc" or "av1_nvenc" => [.. preset, "-cq", crf, "-b:v", "0"],
            "mpeg4" or "mjpeg" => ["-q:v", "3"],
            "prores_ks" => ["-profile:v", "4444", "-vendor", "apl0"],
            _ => preset,
        };
        return ["-c:v", codec, .. quality, "-g", distance, "-pix_fmt", PixelFormat(codec)];
    }

    /// <summary>Whether <see cref="Preset"/> reaches an encoder.</summary>
    internal static bool HasPresets(string codec) =>
        codec is "libx264" or "libx264rgb" or "libx265" or "libsvtav1" || codec.EndsWith("_nvenc", StringComparison.Ordinal) || codec.EndsWith("_qsv", StringComparison.Ordinal);

    /// <summary>Whether <see cref="Crf"/> reaches an encoder.</summary>
    internal static bool HasQuality(string codec) =>
        codec is "libx264" or "libx265" or "libvpx-vp9" or "libaom-av1" or "libsvtav1" or "h264_nvenc" or "hevc_nvenc" or "av1_nvenc";

    /// <summary>Whether what an encoder makes keeps transparency.</summary>
    internal static bool KeepsAlpha(string codec) => PixelFormat(codec) is "yuva444p10le" or "argb";

    /// <summary>The pixel format an encoder is given: what every player plays, or what carries alpha.</summary>
    internal static string PixelFormat(string codec) => codec switch
    {
        "prores_ks" => "yuva444p10le",
        "qtrle" => "argb",
        "mjpeg" => "yuvj420p",
        _ => "yuv420p",
    };
}
