using Steerlens.Models;

namespace Steerlens.Kernels.Maps;

/// <summary>The way through a network that has the most convolutions; of a chain it is the chain, of a residual network its main branches.</summary>
internal static class ConvolutionPath
{
    /// <summary>The layers from the last convolution down to the input; none where there is no convolution.</summary>
    public static IReadOnlyList<int> Of(Network network)
    {
        var depths = new int[network.Layers.Count + 1];
        var last = -1;
        for (var index = 0; index < network.Layers.Count; index++)
        {
            var below = network.Layers[index].Inputs.Max(input => depths[input + 1]);
            depths[index + 1] = below + (network.Layers[index] is Convolution ? 1 : 0);
            if (network.Layers[index] is Convolution && (last < 0 || Rank(network, depths, index).CompareTo(Rank(network, depths, last)) >= 0)) last = index;
        }

        var path = new List<int>();
        for (var layer = last; layer >= 0; layer = network.Layers[layer].Inputs.MaxBy(input => depths[input + 1])) path.Add(layer);
        return path;
    }

    /// <summary>Layers with rows or columns first, then those with more convolutions below them.</summary>
    private static (bool HasPlaces, int Depth) Rank(Network network, int[] depths, int layer) =>
        (network.ShapeOf(layer) is not { Height: 1, Width: 1 }, depths[layer + 1]);
}
