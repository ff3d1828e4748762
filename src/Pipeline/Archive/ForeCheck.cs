using Steerlens.Kernels.Engines;
using Steerlens.Models;
using Steerlens.Pipeline.Annotation;
using Steerlens.Pipeline.Commands.Options;
using Steerlens.Pipeline.Compositing;
using Steerlens.Pipeline.Stages;
using Steerlens.Pipeline.Video;

namespace Steerlens.Pipeline.Archive;

/// <summary>
/// Tries what every film of an archive needs: ffmpeg, an encoder, the device, the map, the other trainings. Run before the first film, so that a wrong name is one refusal and not one for
/// each film; and again where a film found something missing, to tell what that film alone is refused from what is gone for all.
/// </summary>
internal sealed class ForeCheck(Network network, AnnotateOptions options)
{
    // Any size that every encoder takes.
    private const int Width = 1280, Height = 720;

    /// <summary>Tries all of it.</summary>
    /// <param name="anew">Whether ffmpeg is looked for anew: it may have gone.</param>
    /// <param name="cancellationToken">Waits no longer.</param>
    /// <exception cref="SteerlensException">Something is missing or refuses what was asked for.</exception>
    /// <exception cref="NetworkFormatException">A network that stands beside the chosen one can't be used.</exception>
    public async Task RunAsync(bool anew, CancellationToken cancellationToken)
    {
        var tools = anew
            ? await FfmpegTools.FindAsync(Environment.GetEnvironmentVariable(FfmpegTools.FolderVariable), Environment.GetEnvironmentVariable("PATH"), cancellationToken)
            : await FfmpegTools.FindAsync(cancellationToken);
        await EncoderProbe.ResolveAsync(tools, AnnotateRunner.EncoderOf(options.Encoding), options.Drawing.Layout == Layout.Overlay, Width, Height, cancellationToken);


        // Without a wish the processor takes over wherever a device fails.
        using var engine = options.Device.Kind is DeviceKind.Cuda or DeviceKind.BackEnd
            ? EngineChoice.Create(network, options.Device, options.Threads, [], _ => { })
            : EngineChoice.Create(network, threads: 1);
        (await DoubtChoice.LoadAsync(options.Doubt, options.Network, engine, options.Map.Output, [], cancellationToken))?.Dispose();
        new ExplainStage(engine, options.Map).Dispose();
    }
}
