using Steerlens.Pipeline.FFMpegCore;

namespace Steerlens.Pipeline.Video;

/// <content>Builds with FFMpegCore have it.</content>
internal static partial class FfmpegRunners
{
    static partial void AddTo(List<IFfmpegRunner> runners) => runners.Add(new FFMpegCoreRunner());
}
