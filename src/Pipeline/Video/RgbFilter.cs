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

    private static string Read(YuvColor color)
    {
        var matrix = color.Matrix switch { YuvMatrix.Bt601 => "bt601", YuvMatrix.Bt709 => "bt709", _ => "bt2020" };
        return $"scale=in_color_matrix={matrix}:in_range={(color.FullRange ? "full" : "limited")}:flags=bicubic+accurate_rnd+full_chroma_int";
    }
}
