using Steerlens.Kernels.Engines;
using Steerlens.Kernels.Tests.Cuda;
using Steerlens.Kernels.Tests.Occlusion;
using Steerlens.Models;

namespace Steerlens.Kernels.Tests.Engines;

/// <summary>What every engine must do on random chains: every call beside the scalar engine in float64.</summary>
internal static class ChainSuite
{
    private const double Tolerance = 1e-5;

    /// <summary>Runs every call on both engines; returns the largest error, each divided by the largest value.</summary>
    public static double Compare(IEngine engine, RandomChain chain, string what)
    {
        var (network, input, bank, fill) = (chain.Network, chain.Input, chain.Bank, chain.Fill);
        var worst = 0d;
        using var scalar = new ScalarEngine(network);
        using var pass = engine.NewPass();
        using var expected = scalar.NewPass();
        engine.Forward(input, pass);
        scalar.Forward(input, expected);
        for (var layer = Network.InputIndex; layer < network.Layers.Count; layer++)
        {
            var (actual, truth) = (new float[network.ShapeOf(layer).Length], new float[network.ShapeOf(layer).Length]);
            engine.CopyActivation(pass, layer, actual);
            scalar.CopyActivation(expected, layer, truth);
            worst = Math.Max(worst, FullScaleError.Of(truth, actual, Tolerance, $"{what}, layer {layer} of {network.Layers.Count}"));
        }

        float[] weights = [.. Enumerable.Range(0, network.OutputCount).Select(index => 1f / (index + 1))];
        foreach (var rule in Enum.GetValues<BackwardRule>())
        {
            for (var layer = Network.InputIndex; layer < network.Layers.Count; layer++)
            {
                var (actual, truth) = (new float[network.ShapeOf(layer).Length], new float[network.ShapeOf(layer).Length]);
                engine.Backward(pass, weights, layer, actual, rule);
                scalar.Backward(expected, weights, layer, truth, rule);
                worst = Math.Max(worst, FullScaleError.Of(truth, actual, Tolerance, $"{what}, gradient of layer {layer}, {rule}"));
            }
        }

        var (outputs, correct) = (new float[bank.Count * network.OutputCount], new float[bank.Count * network.OutputCount]);
        engine.Occlude(pass, bank, fill, outputs);
        scalar.Occlude(expected, bank, fill, correct);
        return Math.Max(worst, FullScaleError.Of(correct, outputs, Tolerance, $"{what}, {bank.Count} windows"));
    }
}
