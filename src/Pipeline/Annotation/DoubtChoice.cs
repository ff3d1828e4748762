using Steerlens.Kernels.Engines;
using Steerlens.Kernels.Familiarity;
using Steerlens.Kernels.Maps;
using Steerlens.Models;
using Steerlens.Pipeline.Commands.Options;
using Steerlens.Pipeline.Stages;

namespace Steerlens.Pipeline.Annotation;

/// <summary>Decides what stands beside a network to say how sure its angle is.</summary>
internal static class DoubtChoice
{
    private static readonly string[] InputKeys = ["steerlens.crop", "steerlens.fit", "steerlens.color", "steerlens.scale", "steerlens.offset"];

    /// <summary>Loads the other trainings; null where nothing is to be told.</summary>
    /// <param name="doubt">What was asked for.</param>
    /// <param name="choice">The network that was asked for.</param>
    /// <param name="engine">Runs it.</param>
    /// <param name="output">Which of its outputs was asked for.</param>
    /// <param name="notes">Gets what a person should know.</param>
    /// <param name="cancellationToken">Waits no longer.</param>
    /// <exception cref="SteerlensException">There are no other trainings, or one does not take the network's input.</exception>
    /// <exception cref="NetworkFormatException">A file can't be used.</exception>
    public static async Task<AngleDoubt?> LoadAsync(
        DoubtOptions doubt, NetworkOptions choice, IEngine engine, string? output, List<string> notes, CancellationToken cancellationToken)
    {
        var isDefault = choice.File is null or DefaultNetwork.Name;
        if (doubt.Spread == false) return null;
        if (doubt.Ensemble.Count == 0 && !isDefault)
        {
            return doubt.Spread is null
                ? null
                : throw new SteerlensException(ExitCode.Usage, $"--spread on compares other trainings of a network, and none are known of '{choice.File}': name them with --ensemble FILE,FILE");
        }

        // An output that there is not is told of the network that was asked for, not of one that stands beside it.
        _ = OutputChoice.Resolve(engine.Network, output);
        var names = doubt.Ensemble.Count > 0 ? doubt.Ensemble : ShippedNetworks.SeedNames;
        var siblings = new List<Network>();
        foreach (var name in names)
        {
            var sibling = await NetworkChoice.LoadAsync(choice with { File = name }, output ?? "0", notes, cancellationToken);
            RequireSameInput(engine.Network, sibling, name);
            siblings.Add(sibling);
        }

        var statistics = isDefault ? ShippedNetworks.StatisticsOf(DefaultNetwork.Name) : null;
        return new AngleDoubt(siblings, output, statistics is null ? null : new FamiliarityMeter(engine, statistics));
    }

    private static void RequireSameInput(Network network, Network sibling, string name)
    {
        if (sibling.Input != network.Input)
            throw new SteerlensException(ExitCode.Usage, $"--ensemble '{name}' takes an input of {sibling.Input}, and '{network.Name}' one of {network.Input}: name trainings of the same network");
        var own = InputContractMetadata.Write(network.Contract).Where(entry => InputKeys.Contains(entry.Key, StringComparer.Ordinal)).ToDictionary(StringComparer.Ordinal);
        var other = InputContractMetadata.Write(sibling.Contract).FirstOrDefault(entry => own.TryGetValue(entry.Key, out var value) && !string.Equals(value, entry.Value, StringComparison.Ordinal));
        if (other.Key is { } key)
            throw new SteerlensException(ExitCode.Usage, $"--ensemble '{name}' makes its input differently ({key} {other.Value}, not {own[key]}): name trainings with the same input contract");
    }
}
