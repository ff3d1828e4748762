using Steerlens.Kernels.Maps;
using Steerlens.Models;

namespace Steerlens.Pipeline.Inspection;

/// <summary>Finds the layers to inspect by the names that people write; dense layers count, too.</summary>
internal static class InspectedLayers
{
    private const string Before = ":pre";

    /// <summary>The layers of several names, each its activation's output unless <c>:pre</c> follows; all convolutions where there are none.</summary>
    /// <exception cref="SteerlensException">There is no such layer; the message lists those that there are.</exception>
    public static int[] Find(Network network, IReadOnlyList<string> names)
    {
        if (names.Count > 0) return [.. names.Select(name => Find(network, name)).Distinct()];
        var convolutions = Enumerable.Range(0, network.Layers.Count).Where(index => network.Layers[index] is Convolution).ToArray();
        if (convolutions.Length == 0) throw new SteerlensException(ExitCode.Usage, $"the network '{network.Name}' has no convolution: name layers with --layers, it has {NamesOf(network)}");
        return [.. convolutions.Select(index => LayerChoice.AfterActivation(network, index))];
    }

    /// <summary>The layer of a name, before its activation.</summary>
    /// <exception cref="SteerlensException">As for the other.</exception>
    public static int FindBefore(Network network, string name)
    {
        var layer = Index(network, WithoutBefore(name));
        return network.Layers[layer] is Activation activation && activation.Inputs[0] != Network.InputIndex ? activation.Inputs[0] : layer;
    }

    /// <summary>What people call a layer: its own name, with <c>after relu</c> where it is the activation of another, and <c>before relu</c> where one follows.</summary>
    public static string TitleOf(Network network, int layer)
    {
        if (network.Layers[layer] is not Activation activation)
        {
            var after = LayerChoice.AfterActivation(network, layer);
            return network.Layers[layer].Name + (after != layer && network.Layers[after] is Activation next ? $" before {next.Kind.ToString().ToLowerInvariant()}" : "");
        }

        var below = activation.Inputs[0];
        return below == Network.InputIndex ? activation.Name : $"{network.Layers[below].Name} after {activation.Kind.ToString().ToLowerInvariant()}";
    }

    private static int Find(Network network, string name)
    {
        var layer = Index(network, WithoutBefore(name));
        return name.EndsWith(Before, StringComparison.Ordinal) ? layer : LayerChoice.AfterActivation(network, layer);
    }

    private static string WithoutBefore(string name) => name.EndsWith(Before, StringComparison.Ordinal) ? name[..^Before.Length] : name;

    private static int Index(Network network, string name) => network.TryFindLayer(name, out var layer)
        ? layer
        : throw new SteerlensException(ExitCode.Usage, $"the network '{network.Name}' has no layer '{name}': it has {NamesOf(network)}");

    private static string NamesOf(Network network) => string.Join(", ", LayerFacts.Of(network).Select(layer => layer.Name));
}
