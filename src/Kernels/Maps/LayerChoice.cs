using Steerlens.Models;

namespace Steerlens.Kernels.Maps;

/// <summary>Finds the layer that a map looks at by the name that people write.</summary>
public static class LayerChoice
{
    private const string Before = ":pre";
    private const string Default = "conv3";

    /// <summary>The layer of a name.</summary>
    /// <param name="network">The network.</param>
    /// <param name="name">
    /// A layer's name: a convolution stands for its activation's output, <c>NAME:pre</c> for what goes into that. Null for conv3, or
    /// else the last convolution with more than one row.
    /// </param>
    /// <returns>An index into <see cref="Network.Layers"/>.</returns>
    /// <exception cref="MapOptionException">No such layer, or it has no rows and columns; the message lists those that have.</exception>
    public static int Resolve(Network network, string? name)
    {
        ArgumentNullException.ThrowIfNull(network);
        if (name is null) return AfterActivation(network, DefaultLayer(network));
        var isBefore = name.EndsWith(Before, StringComparison.Ordinal);
        var wanted = isBefore ? name[..^Before.Length] : name;
        if (network.TryFindLayer(wanted, out var layer) && network.Layers[layer].Output is not { Height: 1, Width: 1 })
            return isBefore ? layer : AfterActivation(network, layer);
        var names = string.Join(", ", Spatial(network).Select(index => network.Layers[index].Name));
        throw new MapOptionException($"The network has no layer '{wanted}' with rows and columns; it has {(names.Length > 0 ? names : "none: use the occlusion map")}.");
    }

    /// <summary>The layers of several names; all convolutions' activations where there are none.</summary>
    /// <exception cref="MapOptionException">As for <see cref="Resolve"/>.</exception>
    public static int[] ResolveAll(Network network, IReadOnlyList<string>? names)
    {
        ArgumentNullException.ThrowIfNull(network);
        if (names is not null) return [.. names.Select(name => Resolve(network, name)).Distinct()];
        var convolutions = Spatial(network).Where(layer => network.Layers[layer] is Convolution).ToArray();
        return convolutions.Length > 0 ? [.. convolutions.Select(layer => AfterActivation(network, layer))] : throw NoConvolution(network);
    }

    /// <summary>The layer whose output is what a layer's activation makes of it; the layer itself where it has none.</summary>
    public static int AfterActivation(Network network, int layer)
    {
        ArgumentNullException.ThrowIfNull(network);
        if (network.Layers[layer] is Activation) return layer;
        for (var index = layer + 1; index < network.Layers.Count; index++)
        {
            if (network.Layers[index] is Activation && network.Layers[index].Inputs[0] == layer) return index;
        }

        return layer;
    }

    /// <summary>The layer of a name, before its activation; null for the default layer's.</summary>
    /// <exception cref="MapOptionException">As for <see cref="Resolve"/>.</exception>
    internal static int BeforeActivation(Network network, string? name)
    {
        if (name is null) return DefaultLayer(network);
        return name.EndsWith(Before, StringComparison.Ordinal) ? Resolve(network, name) : Resolve(network, name + Before);
    }

    /// <summary>What to say of a network without a convolution that has rows or columns.</summary>
    internal static MapOptionException NoConvolution(Network network) => new(
        (network.Layers.Any(layer => layer is Convolution)
            ? "each convolution of the network reads its whole input at once and has neither rows nor columns"
            : "the network has no convolution")
        + ", so there is no layer for this map: use occlusion, saliency or integrated-gradients");

    private static int DefaultLayer(Network network)
    {
        var candidates = Spatial(network).Where(index => network.Layers[index] is Convolution).ToArray();
        if (candidates.Length == 0) throw NoConvolution(network);
        if (network.TryFindLayer(Default, out var usual) && candidates.Contains(usual)) return usual;

        // A layer of one row can only show columns, so prefer the last one that has rows.
        return candidates.LastOrDefault(index => network.Layers[index].Output.Height > 1, candidates[^1]);
    }

    private static IEnumerable<int> Spatial(Network network) =>
        Enumerable.Range(0, network.Layers.Count).Where(index => network.Layers[index].Output is not { Height: 1, Width: 1 });
}
