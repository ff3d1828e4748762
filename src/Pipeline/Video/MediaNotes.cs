namespace Steerlens.Pipeline.Video;

/// <summary>What people should know about a film before it is worked on.</summary>
internal static class MediaNotes
{
    /// <summary>What comes out other than it is in the file.</summary>
    internal static IReadOnlyList<string> ChangesOf(MediaInfo media)
    {
        var video = media.Video;
        var notes = new List<string>();
        if (video.IsHdr) notes.Add($"high dynamic range ({video.Tags.Transfer}) comes in as 8-bit 4:2:0 without tone mapping: colours look flat");
        else if (video.BitDepth > 8) notes.Add($"{video.BitDepth}-bit {video.PixelFormat} comes in as 8-bit 4:2:0");
        else if (video.PixelFormat is not ("yuv420p" or "yuvj420p")) notes.Add($"{video.PixelFormat} comes in as 8-bit 4:2:0");
        if (HasAlpha(video.PixelFormat)) notes.Add("transparency is left out: the picture shows what lies under it");
        if (video.Rotation != 0) notes.Add($"turned by {video.Rotation} degrees: frames are {video.FrameWidth}x{video.FrameHeight}");
        if (video.StoredWidth % 2 != 0 || video.StoredHeight % 2 != 0)
            notes.Add($"the odd size {video.StoredWidth}x{video.StoredHeight} is padded to {video.FrameWidth}x{video.FrameHeight}");
        foreach (var other in media.OtherStreams) notes.Add($"a stream of {other} is not copied");
        return notes;
    }

    private static bool HasAlpha(string pixelFormat) =>
        pixelFormat.StartsWith("yuva", StringComparison.Ordinal) || pixelFormat.StartsWith("gbrap", StringComparison.Ordinal) || pixelFormat.StartsWith("ya", StringComparison.Ordinal)
        || pixelFormat.Contains("rgba", StringComparison.Ordinal) || pixelFormat.Contains("bgra", StringComparison.Ordinal) || pixelFormat is "argb" or "abgr";

    /// <summary>What is worth knowing and stays as it is.</summary>
    internal static IReadOnlyList<string> FactsOf(MediaInfo media)
    {
        var video = media.Video;
        var notes = new List<string>();
        if (video.Tags.Matrix is null && !video.IsRgb) notes.Add($"no colour matrix given: {video.Color.MatrixName} is assumed");
        if (video.Color.FullRange && !video.IsRgb) notes.Add("full range is kept");
        if (video.Rate is null) notes.Add("no frame rate given");
        else if (!video.IsConstantRate && video.AverageRate is not null) notes.Add("the frame rate varies: each frame keeps its own time");
        if (video.IsInterlaced) notes.Add("interlaced: the two fields of a frame are taken as one picture");
        return notes;
    }
}
