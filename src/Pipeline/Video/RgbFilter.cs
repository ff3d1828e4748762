using Steerlens.Kernels.Images;

namespace Steerlens.Pipeline.Video;

/// <summary>The ffmpeg filters from the planes that go out to the pixels of pictures.</summary>
internal static class RgbFilter
{
    /// <summary>To RGB, or RGB with alpha.</summary>
    internal static string ToRgb(YuvColor color, bool alpha) => $"{Read(color)},format={(alpha ? "rgba" : "rgb24")}";

    /// <summary>To what JPEG means by YUV: BT.601, full range.</summary>
    internal static string ToJpeg(YuvColor color) => color is { Matrix: YuvMatrix.Bt601, FullRange: true }
        ? "setparams=range=full:colorspace=bt470bg,format=yuvj420p"
        : $"{Read(color)},format=gbrp,scale=out_color_matrix=bt601:out_range=full,format=yuvj420p";

    /// <summary>As <see cref="ToJpeg"/>, in one step and several times quicker: chroma keeps its resolution on the way.</summary>
    internal static string ToLiveJpeg(YuvColor color) => color is { Matrix: YuvMatrix.Bt601, FullRange: true }
        ? ToJpeg(color)
        : $"scale=in_color_matrix={Matrix(color)}:in_range={Range(color)}:out_color_matrix=bt601:out_range=full:flags=fast_bilinear,format=yuvj420p";

    private static string Matrix(YuvColor color) => color.Matrix switch { YuvMatrix.Bt601 => "bt601", YuvMatrix.Bt709 => "bt709", _ => "bt2020" };

    private static string Range(YuvColor color) => color.FullRange ? "full" : "limited";

    private static string Read(YuvColor color) => $"scale=in_color_matrix={Matrix(color)}:in_range={Range(color)}:flags=bicubic+accurate_rnd+full_chroma_int";
}
