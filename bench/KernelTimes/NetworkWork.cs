using Steerlens.Models;

namespace Steerlens.Bench.KernelTimes;

/// <summary>How many multiply-adds a network is made of.</summary>
internal static class NetworkWork
{
    /// <summary>Multiply-adds of one forward pass.</summary>
    public static double Forward(Network network) => Above(network, Network.InputIndex);

    /// <summary>Multiply-adds of the layers above one; a gradient with respect to what that layer put out takes as many.</summary>
    /// <param name="network">The network.</param>
    /// <param name="layer">An index into its layers, or <see cref="Network.InputIndex"/>.</param>
    public static double Above(Network network, int layer)
    {
        var sum = 0d;
        for (var index = layer + 1; index < network.Layers.Count; index++)
        {
            sum += network.Layers[index] switch
            {
                Convolution convolution => (double)convolution.Output.Height * convolution.Output.Width * convolution.Weights.Length,
                Dense dense => dense.Weights.Length,
                _ => 0,
            };
        }

        return sum;
    }
}
