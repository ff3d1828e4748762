using Steerlens.Kernels.Engines;
using Steerlens.Kernels.Occlusion;

namespace Steerlens.Kernels.Tests.Occlusion;

/// <summary>Counts what all threads of the process allocate, so nothing else may run beside it.</summary>
[CollectionDefinition(nameof(OcclusionAllocationTests), DisableParallelization = true)]
[Collection(nameof(OcclusionAllocationTests))]
public sealed class OcclusionAllocationTests
{
    [Fact]
    public void Occlude_AfterWarmUp_AllocatesNothingOnAnyThread()
    {
        var network = RandomNetwork.PilotNet(81);
        using var engine = new CpuEngine(network, 2);
        using var pass = engine.NewPass();
        var bank = WindowBank.Grid(66, 200, [15, 50], 8);
        var (input, fill, outputs) = (RandomNetwork.Values(82, network.Input.Length), new float[network.Input.Length], new float[bank.Count]);
        for (var frame = 0; frame < 10; frame++) Frame();
        var least = long.MaxValue;

        // The test runner itself writes a line now and then: the least of several rounds is the engine's own.
        for (var round = 0; round < 20 && least > 0; round++)
        {
            var before = GC.GetTotalAllocatedBytes(precise: true);
            Frame();
            least = Math.Min(least, GC.GetTotalAllocatedBytes(precise: true) - before);
        }

        Assert.Equal(0, least);

        void Frame()
        {
            engine.Forward(input, pass);
            engine.Occlude(pass, bank, fill, outputs);
        }
    }
}
