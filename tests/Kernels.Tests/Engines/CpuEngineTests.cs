using Steerlens.Kernels.Engines;
using Steerlens.Kernels.Occlusion;
using Steerlens.Models;

namespace Steerlens.Kernels.Tests.Engines;

/// <summary>The fast engine beside the float64 specification, on every instruction set of the machine.</summary>
public sealed class CpuEngineTests
{
    public static TheoryData<string, InstructionSet> Cases()
    {
        var data = new TheoryData<string, InstructionSet>();
        foreach (var name in EngineSuite.Names)
        {
            foreach (var set in InstructionSets.Available) data.Add(name, set);
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Forward_RandomInput_EveryLayerEqualsScalar(string name, InstructionSet set)
    {
        using var engine = new CpuEngine(EngineSuite.NetworkOf(name), 2, set);
        EngineSuite.CheckForward(engine);
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Backward_RandomInput_EveryLayerEqualsScalar(string name, InstructionSet set)
    {
        using var engine = new CpuEngine(EngineSuite.NetworkOf(name), 2, set);
        EngineSuite.CheckBackward(engine, BackwardRule.Plain);
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Backward_Guided_EveryLayerEqualsScalar(string name, InstructionSet set)
    {
        using var engine = new CpuEngine(EngineSuite.NetworkOf(name), 2, set);
        EngineSuite.CheckBackward(engine, BackwardRule.Guided);
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Occlude_RandomWindows_EqualsOneWindowAtATime(string name, InstructionSet set)
    {
        using var engine = new CpuEngine(EngineSuite.NetworkOf(name), 2, set);
        EngineSuite.CheckOcclusion(engine);
    }

    [Fact]
    public void Occlude_AnyThreadCountAndOrder_SameNumbers()
    {
        var network = RandomNetwork.PilotNet(21);
        var input = RandomNetwork.Values(22, network.Input.Length);
        var fill = new float[network.Input.Length];
        var bank = WindowBank.Grid(66, 200, [15, 50], 8);
        var outputs = new float[bank.Count];
        using (var engine = new CpuEngine(network, 1))
        using (var pass = engine.NewPass())
        {
            engine.Forward(input, pass);
            engine.Occlude(pass, bank, fill, outputs);
        }

        var order = Enumerable.Range(0, bank.Count).ToArray();
        new Random(5).Shuffle(order);
        var shuffled = WindowBank.Of(66, 200, [.. order.Select(index => bank.Windows[index])]);
        var others = new float[bank.Count];
        using var threaded = new CpuEngine(network, 3);
        using var threadedPass = threaded.NewPass();
        threaded.Forward(input, threadedPass);
        threaded.Occlude(threadedPass, shuffled, fill, others);
        for (var index = 0; index < order.Length; index++) Assert.Equal(outputs[order[index]], others[index]);
    }

    [Fact]
    public void Forward_WhileAnotherThreadAsksAboutAnEarlierFrame_SameNumbers()
    {
        using var engine = new CpuEngine(RandomNetwork.PilotNet(61), 2);
        EngineSuite.CheckTwoThreads(engine);
    }

    [Fact]
    public void Backward_AnyThreadCountAndRepetition_SameNumbers()
    {
        var network = RandomNetwork.PilotNet(51);
        var input = RandomNetwork.Values(52, network.Input.Length);
        var expected = new float[network.Input.Length];
        foreach (var threads in (int[])[1, 3])
        {
            using var engine = new CpuEngine(network, threads);
            using var pass = engine.NewPass();
            engine.Forward(input, pass);
            for (var repetition = 0; repetition < 3; repetition++)
            {
                var gradient = new float[network.Input.Length];
                engine.Backward(pass, [1f], Network.InputIndex, gradient);
                if (threads == 1 && repetition == 0) gradient.CopyTo(expected, 0);
                Assert.Equal(expected, gradient);
            }
        }
    }

    [Fact]
    public void Occlude_AfterWarmUp_AllocatesNothing()
    {
        var network = RandomNetwork.PilotNet(31);
        using var engine = new CpuEngine(network, 2);
        using var pass = engine.NewPass();
        var bank = WindowBank.Grid(66, 200, [15], 16);
        var (input, fill, outputs) = (RandomNetwork.Values(32, network.Input.Length), new float[network.Input.Length], new float[bank.Count]);
        var gradient = new float[network.Input.Length];
        var means = new float[31 * 98];
        float[] weights = [1];
        void Frame()
        {
            engine.Forward(input, pass);
            engine.ChannelMeans(pass, 0, means);
            engine.Occlude(pass, bank, fill, outputs);
            engine.Backward(pass, weights, Network.InputIndex, gradient);
        }

        for (var index = 0; index < 20; index++) Frame();
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var index = 0; index < 10; index++) Frame();
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Fact]
    public void Forward_WrongLength_SaysBothLengths()
    {
        using var engine = new CpuEngine(RandomNetwork.PilotNet(41), 1);
        EngineSuite.CheckLengths(engine);
    }
}
