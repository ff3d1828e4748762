namespace Steerlens.Models;

/// <summary>
/// A network of the same form whose weights are random again. What a map shows of the twin, it does not owe to training
/// (Adebayo et al. 2018, "Sanity Checks for Saliency Maps").
/// </summary>
public static class UntrainedTwin
{
    /// <summary>What precedes a network's name where its twin is meant: <c>untrained:pilotnet</c>.</summary>
    public const string Prefix = "untrained:";

    private const string Title = "untrained ";
    private const int OtherSeed = 2;

    /// <summary>Draws the weights of a network's layers anew; biases become 0.</summary>
    /// <param name="network">The trained network; not changed.</param>
    /// <param name="seed">The same seed draws the same weights.</param>
    /// <param name="layers">How many of the layers with weights are drawn anew, counted from the output down; null for all.</param>
    /// <returns>The twin, named <c>untrained NAME</c>; its contract no longer says what it was trained on.</returns>
    public static Network Of(Network network, int seed = 1, int? layers = null)
    {
        ArgumentNullException.ThrowIfNull(network);
        ArgumentOutOfRangeException.ThrowIfNegative(layers ?? 0);
        var remaining = layers ?? int.MaxValue;
        var twin = network.Layers.ToArray();
        for (var index = twin.Length - 1; index >= 0 && remaining > 0; index--)
        {
            // Each layer has a random sequence of its own, so that drawing one more layer leaves the others as they are.
            var random = new Random(HashCode(seed, index));
            switch (twin[index])
            {
                case Convolution convolution:
                    twin[index] = convolution with { Weights = Draw(random, convolution.Weights.Length, convolution.Weights.Length / convolution.Output.Channels), Bias = new float[convolution.Bias.Length] };
                    remaining--;
                    break;
                case Dense dense:
                    twin[index] = dense with { Weights = Draw(random, dense.Weights.Length, dense.Weights.Length / dense.Output.Length), Bias = new float[dense.Bias.Length] };
                    remaining--;
                    break;
            }
        }

        return new Network(Title + network.Name, network.Input, twin, network.Contract with { TrainedOn = "" });
    }

    /// <summary>The twin to put beside a network: one with other random weights, and a name that says so, where the network is a twin already.</summary>
    public static Network Beside(Network network)
    {
        ArgumentNullException.ThrowIfNull(network);
        if (!network.Name.StartsWith(Title, StringComparison.Ordinal)) return Of(network);
        var other = Of(network, OtherSeed);
        return new Network($"{network.Name}, seed {OtherSeed}", other.Input, other.Layers, other.Contract);
    }

    /// <summary>The number of layers with weights: the most that can be drawn anew.</summary>
    public static int LayersOf(Network network)
    {
        ArgumentNullException.ThrowIfNull(network);
        return network.Layers.Count(layer => layer is Convolution or Dense);
    }

    private static int HashCode(int seed, int index) => unchecked((seed * 486187739) + index);

    /// <summary>Normal with variance 2 / inputs, which keeps the size of activations through ReLU layers (He et al. 2015).</summary>
    private static float[] Draw(Random random, int count, int inputs)
    {
        var deviation = Math.Sqrt(2d / inputs);
        var weights = new float[count];
        for (var index = 0; index < count; index++)
        {
            var radius = Math.Sqrt(-2 * Math.Log(1 - random.NextDouble()));
            weights[index] = (float)(deviation * radius * Math.Cos(2 * Math.PI * random.NextDouble()));
        }

        return weights;
    }
}
