namespace Steerlens.EndToEnd.Tests.Films;

/// <summary>The brightness of a film's frames as stored, without any conversion of range; turned upright as players turn it.</summary>
/// <param name="Width">Samples in a row.</param>
/// <param name="Height">Rows.</param>
/// <param name="Frames">Each frame's rows.</param>
internal sealed record Luma(int Width, int Height, IReadOnlyList<byte[]> Frames)
{
    /// <summary>Decodes a film with planes of 8-bit 4:2:0.</summary>
    /// <param name="path">The film.</param>
    /// <param name="width">Samples in a row.</param>
    /// <param name="height">Rows.</param>
    /// <param name="filter">What is done to each picture first, in ffmpeg's words.</param>
    public static async Task<Luma> OfAsync(string path, int width, int height, string filter = "null")
    {
        var run = await Ffmpeg.RunAsync("-i", path, "-map", "0:V:0", "-vf", filter, "-fps_mode", "passthrough", "-f", "rawvideo", "-");
        var luma = width * height;
        var frame = luma + (2 * ((width + 1) / 2) * ((height + 1) / 2));
        Assert.True(run.Output.Length > 0 && run.Output.Length % frame == 0, $"{run.Output.Length} bytes are no frames of {width}x{height}");
        return new Luma(width, height, [.. Enumerable.Range(0, run.Output.Length / frame).Select(index => run.Output.AsSpan(index * frame, luma).ToArray())]);
    }

    /// <summary>The mean over all frames.</summary>
    public double Mean => Frames.Average(frame => frame.Average(value => value));

    /// <summary>The largest mean absolute difference of any frame to the same frame of another film, over the part that both have.</summary>
    public double LargestDifference(Luma other)
    {
        Assert.Equal(Frames.Count, other.Frames.Count);
        var (width, height) = (Math.Min(Width, other.Width), Math.Min(Height, other.Height));
        return Frames.Zip(other.Frames, (mine, theirs) =>
        {
            var sum = 0L;
            for (var y = 0; y < height; y++)
            {
                for (var x = 0; x < width; x++) sum += Math.Abs(mine[(y * Width) + x] - theirs[(y * other.Width) + x]);
            }

            return (double)sum / (width * height);
        }).Max();
    }
}
