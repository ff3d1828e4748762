using Steerlens.Pipeline.Video;

namespace Steerlens.Pipeline.FFMpegCore;

/// <summary>Starts ffmpeg through FFMpegCore, with pictures over its named pipes.</summary>
internal sealed class FFMpegCoreRunner : IFfmpegRunner
{
    /// <inheritdoc/>
    public string Name => "ffmpegcore";

    /// <inheritdoc/>
    public IFfmpegRun Start(string ffmpeg, IReadOnlyList<string> arguments, bool writes, bool reads, string? folder)
    {
        ArgumentNullException.ThrowIfNull(arguments);

        // FFMpegCore reads ffmpeg's own standard output as text: a film that goes there needs a process of ours.
        if (!reads && arguments[^1] is "pipe:1") return FfmpegProcess.Start(ffmpeg, arguments, writes, reads, folder);
        return new FFMpegCoreRun(ffmpeg, arguments, writes ? new FrameSource() : null, reads ? new FrameSink() : null, folder);
    }
}
