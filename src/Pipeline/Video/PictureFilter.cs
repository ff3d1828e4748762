namespace Steerlens.Pipeline.Video;

/// <summary>The ffmpeg filters between a decoded picture and the planes that come in: 8-bit 4:2:0, the colours' meaning unchanged, even sizes.</summary>
internal static class PictureFilter
{
    /// <summary><c>-vf</c> and its filters, or nothing.</summary>
    /// <param name="video">What is decoded.</param>
    /// <param name="fullRangeRgb">Whether RGB becomes full-range rather than limited-range YUV.</param>
    internal static string[] Arguments(VideoStream video, bool fullRangeRgb = false)
    {
        var filters = new List<string>();
        if (video.IsRgb)
        {
            var matrix = video.Color.Matrix == Kernels.Images.YuvMatrix.Bt601 ? "bt601" : "bt709";
            filters.Add($"scale=out_range={(fullRangeRgb ? "full" : "limited")}:out_color_matrix={matrix}");
            filters.Add("format=yuv420p");
        }
        else if (video.PixelFormat is not "yuv420p")
        {
            // Left to itself, the conversion would squeeze full range into limited range.
            var range = video.Color.FullRange ? "full" : "limited";
            filters.Add($"scale=in_range={range}:out_range={range}");
            filters.Add("format=yuv420p");
        }

        if (video.StoredWidth % 2 != 0 || video.StoredHeight % 2 != 0)
        {
            // The added row or column repeats its neighbour, so that no dark edge shimmers in the encoder.
            var (right, bottom) = (video.FrameWidth - Turned(video).Width, video.FrameHeight - Turned(video).Height);
            filters.Add($"pad={video.FrameWidth}:{video.FrameHeight}:0:0");
            filters.Add($"fillborders=right={right}:bottom={bottom}:mode=smear");
        }

        return filters.Count == 0 ? [] : ["-vf", string.Join(',', filters)];
    }

    private static (int Width, int Height) Turned(VideoStream video) =>
        video.Rotation is 90 or 270 ? (video.StoredHeight, video.StoredWidth) : (video.StoredWidth, video.StoredHeight);
}
