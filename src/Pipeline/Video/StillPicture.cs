using Steerlens.Kernels.Images;
using Steerlens.Pipeline.Frames;

namespace Steerlens.Pipeline.Video;

/// <summary>Reads and writes one picture.</summary>
public static class StillPicture
{
    /// <summary>
    /// Reads a picture as 8-bit YUV 4:2:0, padded to even sizes; of a film, its first frame. RGB pictures become full-range YUV, so that no
    /// level is lost.
    /// </summary>
    /// <exception cref="SteerlensException">It can't be read, with the reason.</exception>
    public static async Task<YuvImage> ReadAsync(string path, CancellationToken cancellationToken = default)
    {
        var tools = await FfmpegTools.FindAsync(cancellationToken).ConfigureAwait(false);
        var media = await MediaProbe.ReadAsync(path, cancellationToken).ConfigureAwait(false);
        var video = media.Video;
        string[] arguments =
        [
            "-v", "error", "-hide_banner", "-nostats", "-nostdin", .. InputFile.Arguments(path), "-map", $"0:{video.Index}", "-frames:v", "1",
            .. PictureFilter.Arguments(video, fullRangeRgb: true), "-c:v", "rawvideo", "-pix_fmt", "yuv420p", "-f", "nut", "pipe:1",
        ];
        var feed = await PictureFeed.OpenAsync(tools.Ffmpeg, arguments, _ => FrameChoice.Take, feed: null, cancellationToken).ConfigureAwait(false);
        await using (feed.ConfigureAwait(false))
        {
            if (feed.Stream is not null)
            {
                var color = video.IsRgb ? video.Color with { FullRange = true } : video.Color;
                var picture = new YuvImage(feed.Width, feed.Height, color);
                if (await feed.ReadAsync(picture.Bytes, cancellationToken).ConfigureAwait(false)) return picture;
            }

            var exitCode = await feed.EndAsync().ConfigureAwait(false);
            throw new SteerlensException(ExitCode.InputUnreadable, $"'{path}' can't be read as a picture: {FfmpegReason.From(feed.Complaints, exitCode)}");
        }
    }

    /// <summary>Writes a picture as PNG or JPEG, by the name's extension; under its final name only when it is complete.</summary>
    /// <param name="path">Ends in <c>.png</c>, <c>.jpg</c> or <c>.jpeg</c>.</param>
    /// <param name="picture">The picture.</param>
    /// <param name="alpha">Transparency, H x W without gaps, 0..255; PNG only; null for none.</param>
    /// <param name="overwrite">Whether an existing file is replaced.</param>
    /// <param name="cancellationToken">Stops the work; nothing is left behind.</param>
    /// <exception cref="SteerlensException">It exists or can't be written, with the reason.</exception>
    public static async Task WriteAsync(string path, YuvImage picture, Plane? alpha = null, bool overwrite = false, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(picture);
        var tools = await FfmpegTools.FindAsync(cancellationToken).ConfigureAwait(false);
        var file = OutputFile.PreparePicture(path, overwrite);
        try
        {
            var jpeg = !Path.GetExtension(path).Equals(".png", StringComparison.OrdinalIgnoreCase);
            if (jpeg && alpha is not null) throw new SteerlensException(ExitCode.Usage, $"'{path}' can't hold transparency: write a .png");
            string[] arguments =
            [
                "-v", "error", "-hide_banner", "-nostats", "-nostdin", "-y", "-f", "nut", "-i", "pipe:0", "-frames:v", "1",
                "-vf", jpeg ? RgbFilter.ToJpeg(picture.Color) : RgbFilter.ToRgb(picture.Color, alpha is not null),
                .. jpeg ? (string[])["-c:v", "mjpeg", "-q:v", "2"] : ["-c:v", "png"],
                "-f", "image2", "-update", "1", FfmpegTools.Address(file.Partial),
            ];
            var stream = new NutStream(picture.Width, picture.Height, alpha is null ? NutStream.Yuv420 : NutStream.Yuva420, new Rational(1, 25), new Rational(1, 1));
            var drain = new PictureDrain(tools.Ffmpeg, arguments, stream, path);
            await using (drain.ConfigureAwait(false))
            {
                await drain.WriteAsync(picture, alpha, 0).ConfigureAwait(false);
                await drain.CompleteAsync(cancellationToken).ConfigureAwait(false);
            }

            file.Publish(file.Partial);
        }
        finally
        {
            file.Clean();
        }
    }

    /// <summary>A picture as a PNG file's bytes, without a file.</summary>
    /// <exception cref="SteerlensException">ffmpeg fails, with its reason.</exception>
    internal static Task<byte[]> EncodePngAsync(YuvImage picture, CancellationToken cancellationToken) =>
        EncodeAsync(picture, [RgbFilter.ToRgb(picture.Color, alpha: false), "-c:v", "png"], cancellationToken);

    /// <summary>A picture as a small JPEG file's bytes, without a file.</summary>
    /// <exception cref="SteerlensException">ffmpeg fails, with its reason.</exception>
    internal static Task<byte[]> EncodeJpegAsync(YuvImage picture, CancellationToken cancellationToken) =>
        EncodeAsync(picture, [RgbFilter.ToJpeg(picture.Color), "-c:v", "mjpeg", "-q:v", "5"], cancellationToken);

    private static async Task<byte[]> EncodeAsync(YuvImage picture, string[] filterAndCodec, CancellationToken cancellationToken)
    {
        var tools = await FfmpegTools.FindAsync(cancellationToken).ConfigureAwait(false);
        string[] arguments =
        [
            "-v", "error", "-hide_banner", "-nostats", "-nostdin", "-f", "nut", "-i", "pipe:0", "-frames:v", "1",
            "-vf", .. filterAndCodec, "-f", "image2pipe", "pipe:1",
        ];
        var process = FfmpegProcess.Start(tools.Ffmpeg, arguments, writes: true, reads: true);
        await using (process.ConfigureAwait(false))
        {
            using var bytes = new MemoryStream();
            var reading = process.Output.CopyToAsync(bytes, cancellationToken);
            await Task.Run(() => Feed(process, picture), cancellationToken).ConfigureAwait(false);
            await reading.ConfigureAwait(false);
            var exitCode = await process.WaitAsync(cancellationToken).ConfigureAwait(false);
            return exitCode == 0 && bytes.Length > 0
                ? bytes.ToArray()
                : throw new SteerlensException(ExitCode.BackEndUnavailable, $"the picture can't be encoded: {FfmpegReason.From(process.Complaints, exitCode)}");
        }
    }

    private static void Feed(FfmpegProcess process, YuvImage picture)
    {
        try
        {
            using var input = process.Input;
            new NutWriter(input, new NutStream(picture.Width, picture.Height, NutStream.Yuv420, new Rational(1, 25), new Rational(1, 1))).Write(0, picture.Bytes);
        }
        catch (IOException)
        {
            // ffmpeg has ended; its exit code and its complaints tell.
        }
    }
}
