using Steerlens.Kernels.Cuda;
using Steerlens.Kernels.Tests.Cuda.Emulator;
using Steerlens.Kernels.Tests.Engines;
using Steerlens.Kernels.Tests.Occlusion;
using Steerlens.Models;
using Xunit.Abstractions;

namespace Steerlens.Kernels.Tests.Cuda;

/// <summary>The whole engine on the emulated device, against the scalar engine in float64.</summary>
public sealed class CudaEngineTests(ITestOutputHelper output)
{
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
                worst = Math.Max(worst, ChainSuite.Compare(engine, chain, $"seed {seed}"));
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
            using (var engine = new CudaEngine(chain.Network, device)) worst = Math.Max(worst, ChainSuite.Compare(engine, chain, $"seed {seed}"));
            Assert.Equal(0, device.Pieces);
        }

        Assert.True(maxima > 10 && depthwise > 3, $"{maxima} maxima and {depthwise} depthwise convolutions are too few");
        output.WriteLine($"{maxima} maxima, {depthwise} depthwise convolutions, largest error {worst:E2} of full scale");
    }
}
