using FsCheck;
using FsCheck.Fluent;
using Steerlens.Kernels.Engines;
using Steerlens.Kernels.Occlusion;
using Steerlens.Models;

namespace Steerlens.Kernels.Tests.Occlusion;

/// <summary>Occlusion by states beside full re-inference in float64.</summary>
public sealed class StateOcclusionTests
{
    private const double Tolerance = 1e-5;

    [Fact]
    public void Occlude_AnyChainBankFillAndEdge_EqualsFullInference()
    {
        var checkedWindows = 0;
        Prop.ForAll(ArbMap.Default.ArbFor<int>(), seed =>
        {
            var chain = new RandomChain(seed);
            var expected = Reference(chain);
            foreach (var set in InstructionSets.Available)
            {
                foreach (var sharing in new[] { StateSharing.Always, StateSharing.Never })
                {
                    var options = new CpuEngineOptions { Threads = 1 + (Math.Abs(seed % 3)), Instructions = set, Sharing = sharing, SkipsZeros = seed % 5 != 0 };
                    using var engine = new CpuEngine(chain.Network, options);
                    if (sharing == StateSharing.Always) Assert.Equal(0, engine.Describe(chain.Bank).RectangleWindows);
                    var actual = Run(engine, chain);
                    AssertClose(expected, actual, $"seed {seed}, {set}, {sharing}");
                    checkedWindows += chain.Bank.Count;
                }
            }
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(60));
        Assert.True(checkedWindows > 1000, $"only {checkedWindows} windows were checked");
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Occlude_PilotNet_EveryWidthEqualsFullInference(int threads)
    {
        var network = RandomNetwork.PilotNet(51);
        var bank = WindowBank.Grid(66, 200, [15, 50], 40, BankEdges.Clipped);
        var (input, fill) = (RandomNetwork.Values(52, network.Input.Length), new float[network.Input.Length]);
        var expected = new float[bank.Count];
        using (var reference = new ScalarEngine(network))
        using (var pass = reference.NewPass())
        {
            reference.Forward(input, pass);
            reference.Occlude(pass, bank, fill, expected);
        }

        foreach (var set in InstructionSets.Available)
        {
            using var engine = new CpuEngine(network, new CpuEngineOptions { Threads = threads, Instructions = set, Sharing = StateSharing.Always });
            var actual = Run(engine, bank, input, fill);
            AssertClose(expected, actual, $"{set}");
        }
    }

    [Fact]
    public void Occlude_RepeatedOnAnyThreads_SameBits()
    {
        var network = RandomNetwork.PilotNet(61);
        var bank = WindowBank.Grid(66, 200, [15, 50], 8);
        var (input, fill) = (RandomNetwork.Values(62, network.Input.Length), RandomNetwork.Values(63, network.Input.Length));
        float[]? first = null;
        for (var threads = 1; threads <= 3; threads++)
        {
            using var engine = new CpuEngine(network, threads);
            Assert.Equal(2, engine.Describe(bank).Grids);
            for (var repeat = 0; repeat < 3; repeat++)
            {
                var outputs = Run(engine, bank, input, fill);
                Assert.All(outputs, value => Assert.True(float.IsFinite(value)));
                first ??= outputs;
                Assert.Equal(first, outputs);
            }
        }
    }

    [Fact]
    public void Occlude_ZerosSkippedOrNot_SameBits()
    {
        var network = RandomNetwork.PilotNet(64);
        var bank = WindowBank.Grid(66, 200, [15], 8);
        var (input, fill) = (RandomNetwork.Values(65, network.Input.Length), new float[network.Input.Length]);
        using var skipping = new CpuEngine(network, new CpuEngineOptions { Threads = 1 });
        using var dense = new CpuEngine(network, new CpuEngineOptions { Threads = 1, SkipsZeros = false });
        Assert.Equal(Run(dense, bank, input, fill), Run(skipping, bank, input, fill));
        Assert.Equal(dense.Describe(bank).MultiplyAdds, dense.LastSteps.Sum(step => step.MultiplyAdds));
        Assert.InRange(skipping.LastSteps.Sum(step => step.MultiplyAdds), 1, dense.LastSteps.Sum(step => step.MultiplyAdds) - 1);
    }

    [Fact]
    public void Describe_SameBank_IsTheSameObject()
    {
        using var engine = new CpuEngine(RandomNetwork.PilotNet(71), 1);
        var (bank, other) = (WindowBank.Grid(66, 200, [15], 8), WindowBank.Grid(66, 200, [15], 8));
        var report = engine.Describe(bank);
        Assert.NotSame(report, engine.Describe(other));
        Assert.Same(report, engine.Describe(bank));
        Assert.Equal(bank.Count, report.StateWindows);
        Assert.True(report.Bytes > 0 && report.BuildTime > TimeSpan.Zero && report.MultiplyAdds > 0);
    }

    [Fact]
    public void Occlude_BankAfterBank_EachAsAlone()
    {
        var network = RandomNetwork.PilotNet(72);
        var (input, fill) = (RandomNetwork.Values(73, network.Input.Length), new float[network.Input.Length]);
        WindowBank[] banks = [WindowBank.Grid(66, 200, [50], 16), WindowBank.Grid(66, 200, [15], 8), WindowBank.Grid(66, 200, [15, 50], 16, BankEdges.Clipped, 5), WindowBank.Grid(66, 200, [30], 16), WindowBank.Grid(66, 200, [9], 16)];
        using var engine = new CpuEngine(network, 2);
        foreach (var bank in banks.Concat(banks.Reverse()))
        {
            using var fresh = new CpuEngine(network, 2);
            Assert.Equal(Run(fresh, bank, input, fill), Run(engine, bank, input, fill));
        }
    }

    [Fact]
    public void Describe_LonelyWindowsOrLittleMemory_SaysWhyRectangles()
    {
        var network = RandomNetwork.PilotNet(74);
        using var engine = new CpuEngine(network, 1);
        var lonely = engine.Describe(WindowBank.Of(66, 200, [new Window(3, 4, 9, 8)]));
        Assert.Equal((0, 1), (lonely.StateWindows, lonely.RectangleWindows));
        Assert.Contains("one by one", lonely.ToString(), StringComparison.Ordinal);

        using var small = new CpuEngine(network, new CpuEngineOptions { Threads = 1, MostPlanBytes = 1 << 16 });
        var report = small.Describe(WindowBank.Grid(66, 200, [15], 4));
        Assert.Equal(0, report.StateWindows);
        Assert.Contains("MiB", report.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Occlude_GridWithHoles_IsStillComputedByStates()
    {
        var network = RandomNetwork.PilotNet(75);
        var random = new Random(76);
        var full = WindowBank.Grid(66, 200, [20], 8);
        var holed = WindowBank.Of(66, 200, [.. full.Windows.Where(_ => random.Next(10) > 0)]);
        var (input, fill) = (RandomNetwork.Values(77, network.Input.Length), new float[network.Input.Length]);
        using var engine = new CpuEngine(network, 1);
        Assert.Equal((1, 0), (engine.Describe(holed).Grids, engine.Describe(holed).RectangleWindows));
        var whole = Run(engine, full, input, fill);
        var some = Run(engine, holed, input, fill);
        var byWindow = full.Windows.Select((window, index) => (window, index)).ToDictionary(pair => pair.window, pair => whole[pair.index]);
        Assert.Equal(holed.Windows.Select(window => byWindow[window]), some);
    }

    [Fact]
    public void Occlude_BranchedNetwork_FallsBackAndSaysWhy()
    {
        // The second convolution is read by nobody: the last layer reads the first.
        var first = new Convolution("conv1", [Network.InputIndex], new TensorShape(5, 5, 2), (2, 2), (1, 1), (0, 0), RandomNetwork.Values(1, 8), [0.1f, 0.2f]);
        var unread = first with { Name = "conv2", Inputs = [0], Output = new TensorShape(4, 4, 2), Weights = RandomNetwork.Values(2, 16) };
        var last = new Dense("dense", [0], TensorShape.Vector(1), RandomNetwork.Values(3, 50), [0]);
        var network = new Network("branched", new TensorShape(6, 6, 1), [first, unread, last], new InputContract());
        var bank = WindowBank.Grid(6, 6, [2], 1);
        var (input, fill, expected) = (RandomNetwork.Values(4, 36), new float[36], new float[bank.Count]);
        using var reference = new ScalarEngine(network);
        using var pass = reference.NewPass();
        reference.Forward(input, pass);
        reference.Occlude(pass, bank, fill, expected);
        using var engine = new CpuEngine(network, 1);
        AssertClose(expected, Run(engine, bank, input, fill), "branched");
        Assert.Contains("'dense'", engine.Describe(bank).Reason, StringComparison.Ordinal);
    }

    private static float[] Reference(RandomChain chain)
    {
        var expected = new float[chain.Bank.Count * chain.Network.OutputCount];
        using var engine = new ScalarEngine(chain.Network);
        using var pass = engine.NewPass();
        engine.Forward(chain.Input, pass);
        engine.Occlude(pass, chain.Bank, chain.Fill, expected);
        return expected;
    }

    private static float[] Run(CpuEngine engine, RandomChain chain) => Run(engine, chain.Bank, chain.Input, chain.Fill);

    private static float[] Run(CpuEngine engine, WindowBank bank, float[] input, float[] fill)
    {
        var outputs = new float[bank.Count * engine.Network.OutputCount];
        using var pass = engine.NewPass();
        engine.Forward(input, pass);
        engine.Occlude(pass, bank, fill, outputs);
        return outputs;
    }

    private static void AssertClose(float[] expected, float[] actual, string where)
    {
        // Values inside these networks are about 1, and an output may be a small difference of them: float32 can't do better than that.
        var scale = Math.Max(0.5, expected.Length == 0 ? 0 : expected.Max(Math.Abs));
        for (var index = 0; index < expected.Length; index++)
            Assert.True(Math.Abs(expected[index] - actual[index]) <= Tolerance * scale, $"{where}, value {index}: {actual[index]} instead of {expected[index]} (full scale {scale})");
    }
}
