using Steerlens.Kernels.Cuda;
using Steerlens.Kernels.Engines;
using Steerlens.Kernels.Occlusion;
using Steerlens.Kernels.Tests.Cuda.Emulator;
using Steerlens.Kernels.Tests.Occlusion;
using Steerlens.Models;
using Xunit.Abstractions;

namespace Steerlens.Kernels.Tests.Cuda;

/// <summary>The whole engine on the emulated device, against the scalar engine in float64.</summary>
public sealed class CudaEngineTests(ITestOutputHelper output)
{
    private const double Tolerance = 1e-5;

    [EmulatorTheory]
    [InlineData(true)]
    [InlineData(false)]
    public void AllCalls_RandomChains_EqualScalarEngine(bool isRising)
    {
        var (worst, chains) = (0d, 0);
        for (var seed = 0; seed < 40; seed++)
        {
            var chain = new RandomChain(seed);
            var device = new EmulatedCudaDevice(isRising);
            using (var engine = new CudaEngine(chain.Network, device))
            {
                worst = Math.Max(worst, Compare(engine, chain.Network, chain.Input, chain.Bank, chain.Fill, $"seed {seed}"));
                chains++;
            }

            Assert.Equal(0, device.Pieces);
        }

        output.WriteLine($"{chains} chains, largest error {worst:E2} of full scale");
    }

    [EmulatorTheory]
    [InlineData(true)]
    [InlineData(false)]
    public void AllCalls_RandomChainsWithPools_EqualScalarEngine(bool isRising)
    {
        var (worst, maxima, depthwise) = (0d, 0, 0);
        for (var seed = 100; seed < 140; seed++)
        {
            var chain = new RandomChain(seed, hasPools: true);
            maxima += chain.Network.Layers.Count(layer => layer is MaxPool);
            depthwise += chain.Network.Layers.Count(layer => layer is Convolution { Groups: > 1 });
            var device = new EmulatedCudaDevice(isRising);
            using (var engine = new CudaEngine(chain.Network, device)) worst = Math.Max(worst, Compare(engine, chain.Network, chain.Input, chain.Bank, chain.Fill, $"seed {seed}"));
            Assert.Equal(0, device.Pieces);
        }

        Assert.True(maxima > 10 && depthwise > 3, $"{maxima} maxima and {depthwise} depthwise convolutions are too few");
        output.WriteLine($"{maxima} maxima, {depthwise} depthwise convolutions, largest error {worst:E2} of full scale");
    }

    /// <summary>Runs every call on both engines; returns the largest error, each divided by the largest value.</summary>
    private static double Compare(IEngine engine, Network network, float[] input, WindowBank bank, float[] fill, string what)
    {
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
