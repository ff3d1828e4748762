using Steerlens.Kernels.Engines;
using Steerlens.Models;
using Steerlens.Pipeline.Annotation;
using Steerlens.Pipeline.Commands.Options;
using Steerlens.Pipeline.ContractSearch;
using Steerlens.Pipeline.Diagnosis;
using Steerlens.Pipeline.Outputs;
using Steerlens.Pipeline.Video;

namespace Steerlens.Pipeline.Inspection;

/// <summary>Runs <c>steerlens inspect</c>.</summary>
internal static class InspectRunner
{
    /// <summary>Runs the command to its end.</summary>
    /// <exception cref="SteerlensException">Something can't be read, found or written; nothing is then under an output's name.</exception>
    public static async Task RunAsync(InspectOptions options, CommandConsole console, CancellationToken cancellationToken)
    {
        EngineChoice.RequireVectors();
        var notes = new List<string>();
        var network = await NetworkChoice.LoadAsync(options.Network, output: "all", notes, cancellationToken);
        var twin = options.Twin ? UntrainedTwin.Beside(network) : null;
        if (options.Weights is { } weights)
        {
            await StillPicture.WriteAsync(weights, WeightSheet.Draw(network, twin), alpha: null, options.Overwrite, cancellationToken);
            console.WriteLine($"weights -> {weights}");
        }

        if (options.Against is not null)
        {
            await ContractSearchRunner.RunAsync(network, options, console, cancellationToken);
            return;
        }

        if (options.Activations is not null) await ActivationRunner.RunAsync(network, twin, Engine, options, console, cancellationToken);
        if (options.Filters is not null) await FilterRunner.RunAsync(network, twin, Engine, options, console, cancellationToken);
        if (options is { Weights: null, Activations: null, Filters: null })
        {
            await console.Output.WriteAsync(Table(network, options));
            await console.Output.FlushAsync(cancellationToken);
            return;
        }

        foreach (var note in notes) console.Note(note);

        IEngine Engine(Network asked) =>
            EngineChoice.Create(asked, options.Device, new CpuEngineOptions { Threads = options.Threads, Sharing = StateSharing.Never }, notes, console.Note);
    }

    private static string Table(Network network, InspectOptions options)
    {
        var layers = LayerFacts.Of(network);
        var occlusion = NetworkFacts.OcclusionOf(network);
        if (options.Json) return LayerTable.ToJson(network, layers, options.Network.File, options.Network.StillAssumed(network.Contract), occlusion);
        var report = new Report();
        NetworkFacts.AddTo(report, network, options.Network).Add("occlusion", "occlusion", occlusion);
        return report.ToText() + "\n" + LayerTable.ToText(network, layers);
    }
}
