using Steerlens.Kernels.Engines;
using Steerlens.Kernels.Maps;
using Steerlens.Pipeline.Annotation;
using Steerlens.Pipeline.Frames;
using Steerlens.Pipeline.Stages;

namespace Steerlens.Pipeline.Live.Session;

/// <summary>Makes a session's stages for settings and pictures, or says why they can't be had.</summary>
/// <param name="start">What the command line asked for.</param>
/// <param name="shelf">The networks.</param>
/// <param name="source">The source's name.</param>
internal sealed class StageMaker(LiveStart start, NetworkShelf shelf, string source)
{
    /// <summary>Makes stages, beside others that go on.</summary>
    /// <param name="other">The stages in use, which share what is the same; null for none.</param>
    /// <param name="settings">The settings.</param>
    /// <param name="format">The source's pictures.</param>
    /// <param name="cancellationToken">Waits no longer.</param>
    /// <exception cref="SteerlensException">A setting makes no sense, or the network refuses it.</exception>
    public Task<LiveStages> MakeAsync(LiveStages? other, LiveSettings settings, FilmFormat format, CancellationToken cancellationToken) => Task.Run(
        async () =>
        {
            try
            {
                return await LiveStages.MakeAsync(other, settings, format, start, shelf, network => NetworkChoice.CautionFor(network, source), cancellationToken);
            }
            catch (MapOptionException exception)
            {
                throw new SteerlensException(ExitCode.Usage, exception.Message, exception);
            }
        },
        cancellationToken);

    /// <summary>Refuses what no picture is needed to refuse.</summary>
    /// <exception cref="SteerlensException">A setting makes no sense, or the network refuses it.</exception>
    public async Task RequireSenseAsync(LiveSettings settings, CancellationToken cancellationToken)
    {
        var network = await shelf.ReadAsync(settings.Network, cancellationToken);
        using var engine = start.Device.Kind == DeviceKind.Cuda
            ? EngineChoice.Create(network, start.Device, threads: 1, [], start.Note)
            : EngineChoice.Create(network, threads: 1);
        new ExplainStage(engine, settings.MapOf(start.Map)).Dispose();
    }
}
