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
            var below = Candidates(network, index).Max(input => depths[input + 1]);
            depths[index + 1] = below + (network.Layers[index] is Convolution ? 1 : 0);
            if (network.Layers[index] is Convolution && (last < 0 || Rank(network, depths, index).CompareTo(Rank(network, depths, last)) >= 0)) last = index;
        }

        var path = new List<int>();
        for (var layer = last; layer >= 0; layer = Candidates(network, layer).MaxBy(input => depths[input + 1])) path.Add(layer);
        return path;
    }

    /// <summary>The inputs that the way may take: where branches join, those with the result's rows and columns, as a gate's single position leads nowhere.</summary>
    private static IEnumerable<int> Candidates(Network network, int layer)
    {
        var output = network.ShapeOf(layer);
        var alike = network.Layers[layer].Inputs.Where(input => (network.ShapeOf(input).Height, network.ShapeOf(input).Width) == (output.Height, output.Width)).ToArray();
        return network.Layers[layer].Inputs.Count > 1 && alike.Length > 0 ? alike : network.Layers[layer].Inputs;
    }

    /// <summary>Layers with rows or columns first, then those with more convolutions below them.</summary>
    private static (bool HasPlaces, int Depth) Rank(Network network, int[] depths, int layer) =>
        (network.ShapeOf(layer) is not { Height: 1, Width: 1 }, depths[layer + 1]);
}
