using Steerlens.Kernels.Cuda;
using Steerlens.Kernels.Tests.Cuda.Emulator;
using Steerlens.Kernels.Tests.Engines;
using Steerlens.Kernels.Tests.Occlusion;
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
}
