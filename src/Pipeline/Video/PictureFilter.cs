namespace Steerlens.Pipeline.Video;

/// <summary>The ffmpeg filters between a decoded picture and the planes that come in: 8-bit 4:2:0, the colours' meaning unchanged.</summary>
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

        return filters.Count == 0 ? [] : ["-vf", string.Join(',', filters)];
    }
}
