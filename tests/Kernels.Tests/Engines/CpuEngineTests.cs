using Steerlens.Kernels.Engines;
using Steerlens.Kernels.Occlusion;
using Steerlens.Models;

namespace Steerlens.Kernels.Tests.Engines;

/// <summary>The fast engine beside the float64 specification, on every instruction set of the machine.</summary>
public sealed class CpuEngineTests
{
    private const double Tolerance = 1e-5;

    public static TheoryData<string, InstructionSet> Cases()
    {
        var data = new TheoryData<string, InstructionSet>();
        foreach (var name in Networks.Keys)
        {
            foreach (var set in InstructionSets.Available) data.Add(name, set);
        }

        return data;
    }

    private static Dictionary<string, Func<Network>> Networks { get; } = new(StringComparer.Ordinal)
    {
        ["pilotnet"] = () => RandomNetwork.PilotNet(1),
        ["elu"] = () => new RandomNetwork(2, new TensorShape(21, 37, 3)).Convolution(7, 3, 2).Activation(ActivationKind.Elu).Convolution(17, 3, 1).Activation(ActivationKind.Elu).Dense(5).Activation(ActivationKind.Elu).Dense(2).Build(),
        ["padded"] = () => new RandomNetwork(3, new TensorShape(16, 23, 3)).Affine(3).Convolution(33, 3, 1, 1).Activation(ActivationKind.Relu).Convolution(9, 5, 2, 2).Activation(ActivationKind.Tanh).Dense(1).Activation(ActivationKind.Atan).Affine(1).Build(),
        ["no activation"] = () => new RandomNetwork(4, new TensorShape(9, 9, 1)).Convolution(3, 2, 1).Convolution(2, 3, 3).Dense(3).Activation(ActivationKind.Sigmoid).Build(),
        ["dense alone"] = () => new RandomNetwork(5, new TensorShape(5, 4, 3)).Dense(1).Build(),
        ["global mean"] = () => new RandomNetwork(7, new TensorShape(19, 30, 3)).Convolution(12, 5, 2).Activation(ActivationKind.Relu).Convolution(9, 3, 1, 1).Activation(ActivationKind.Relu).Mean().Dense(2).Build(),
        ["pools"] = () => new RandomNetwork(8, new TensorShape(24, 29, 3)).Convolution(10, 3, 1, 1).Activation(ActivationKind.Relu).Maximum(2, 2).Convolution(8, 3, 1, 1).Activation(ActivationKind.Relu).Maximum(3, 2).Convolution(7, 3, 1).Mean(2, 1).Dense(6).Activation(ActivationKind.Sigmoid).Build(),
        ["strides over gaps"] = () => new RandomNetwork(9, new TensorShape(17, 20, 3)).Convolution(5, 2, 3).Activation(ActivationKind.Relu).Convolution(4, 3, 2, 2).Dense(1).Build(),
        ["fully convolutional"] = () => new RandomNetwork(6, new TensorShape(12, 14, 3)).Convolution(8, 3, 2, 1).Activation(ActivationKind.Relu).Convolution(2, 3, 2).Build(),
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public void Forward_RandomInput_EveryLayerEqualsScalar(string name, InstructionSet set)
    {
        var network = Networks[name]();
        using var engine = new CpuEngine(network, 2, set);
        using var reference = new ScalarEngine(network);
        using var pass = engine.NewPass();
        using var referencePass = reference.NewPass();
        for (var seed = 0; seed < 3; seed++)
        {
            var input = RandomNetwork.Values(seed, network.Input.Length);
            engine.Forward(input, pass);
            reference.Forward(input, referencePass);
            for (var layer = Network.InputIndex; layer < network.Layers.Count; layer++)
            {
                var (actual, expected) = (new float[network.ShapeOf(layer).Length], new float[network.ShapeOf(layer).Length]);
                engine.CopyActivation(pass, layer, actual);
                reference.CopyActivation(referencePass, layer, expected);
                AssertClose(expected, actual, $"layer {layer}");
                var (means, expectedMeans) = (new float[actual.Length / network.ShapeOf(layer).Channels], new float[actual.Length / network.ShapeOf(layer).Channels]);
                engine.ChannelMeans(pass, layer, means);
                reference.ChannelMeans(referencePass, layer, expectedMeans);
                AssertClose(expectedMeans, means, $"means of layer {layer}", expected.Max(Math.Abs));
            }
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Backward_RandomInput_EveryLayerEqualsScalar(string name, InstructionSet set) => CheckBackward(name, set, BackwardRule.Plain);

    [Theory]
    [MemberData(nameof(Cases))]
    public void Backward_Guided_EveryLayerEqualsScalar(string name, InstructionSet set) => CheckBackward(name, set, BackwardRule.Guided);

    private static void CheckBackward(string name, InstructionSet set, BackwardRule rule)
    {
        var network = Networks[name]();
        using var engine = new CpuEngine(network, 2, set);
        using var reference = new ScalarEngine(network);
        using var pass = engine.NewPass();
        using var referencePass = reference.NewPass();
        var input = RandomNetwork.Values(7, network.Input.Length);
        var weights = RandomNetwork.Values(8, network.OutputCount);
        engine.Forward(input, pass);
        reference.Forward(input, referencePass);
        for (var layer = network.Layers.Count - 1; layer >= Network.InputIndex; layer--)
        {
            var (actual, expected) = (new float[network.ShapeOf(layer).Length], new float[network.ShapeOf(layer).Length]);
            engine.Backward(pass, weights, layer, actual, rule);
            reference.Backward(referencePass, weights, layer, expected, rule);
            AssertClose(expected, actual, $"layer {layer}");
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Occlude_RandomWindows_EqualsOneWindowAtATime(string name, InstructionSet set)
    {
        var network = Networks[name]();
        using var engine = new CpuEngine(network, 2, set);
        using var reference = new ScalarEngine(network);
        using var pass = engine.NewPass();
        using var referencePass = reference.NewPass();
        var fill = RandomNetwork.Values(9, network.Input.Length);
        var bank = RandomBank(network.Input, 37, 10);
        for (var seed = 11; seed < 14; seed++)
        {
            var input = RandomNetwork.Values(seed, network.Input.Length);
            engine.Forward(input, pass);
            reference.Forward(input, referencePass);
            var (actual, expected) = (new float[bank.Count * network.OutputCount], new float[bank.Count * network.OutputCount]);
            engine.Occlude(pass, bank, fill, actual);
            reference.Occlude(referencePass, bank, fill, expected);
            AssertClose(expected, actual, $"frame {seed}");
        }
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
        var network = RandomNetwork.PilotNet(61);
        using var engine = new CpuEngine(network, 2);
        using var earlier = engine.NewPass();
        using var later = engine.NewPass();
        var bank = WindowBank.Grid(66, 200, [50], 20);
        var (input, other, fill) = (RandomNetwork.Values(62, network.Input.Length), RandomNetwork.Values(63, network.Input.Length), new float[network.Input.Length]);
        var (angle, gradient, outputs) = (new float[1], new float[network.Input.Length], new float[bank.Count]);
        engine.Forward(other, later);
        engine.CopyActivation(later, network.Layers.Count - 1, angle);
        engine.Forward(input, earlier);
        engine.Backward(earlier, [1f], Network.InputIndex, gradient);
        engine.Occlude(earlier, bank, fill, outputs);

        var failures = 0;
        var forward = new Thread(() =>
        {
            var again = new float[1];
            for (var frame = 0; frame < 60; frame++)
            {
                engine.Forward(other, later);
                engine.CopyActivation(later, network.Layers.Count - 1, again);
                if (again[0] != angle[0]) Interlocked.Increment(ref failures);
            }
        });
        forward.Start();
        var (gradientAgain, outputsAgain) = (new float[gradient.Length], new float[outputs.Length]);
        for (var frame = 0; frame < 10; frame++)
        {
            engine.Backward(earlier, [1f], Network.InputIndex, gradientAgain);
            engine.Occlude(earlier, bank, fill, outputsAgain);
            Assert.Equal(gradient, gradientAgain);
            Assert.Equal(outputs, outputsAgain);
        }

        forward.Join();
        Assert.Equal(0, failures);
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
        using var pass = engine.NewPass();
        var exception = Assert.Throws<ArgumentException>(() => engine.Forward(new float[7], pass));
        Assert.Contains("7", exception.Message, StringComparison.Ordinal);
        Assert.Contains("39600", exception.Message, StringComparison.Ordinal);
    }

    private static WindowBank RandomBank(TensorShape input, int count, int seed)
    {
        var random = new Random(seed);
        var windows = new List<Window> { new(0, 0, input.Height, input.Width), new(0, 0, 1, 1), new(input.Height - 1, input.Width - 1, 1, 1) };
        while (windows.Count < count)
        {
            var (row, column) = (random.Next(input.Height), random.Next(input.Width));
            windows.Add(new Window(row, column, random.Next(1, input.Height - row + 1), random.Next(1, input.Width - column + 1)));
        }

        return WindowBank.Of(input.Height, input.Width, windows);
    }

    private static void AssertClose(float[] expected, float[] actual, string where, float? fullScale = null)
    {
        var scale = Math.Max(1e-3, fullScale ?? expected.Max(Math.Abs));
        for (var index = 0; index < expected.Length; index++)
            Assert.True(Math.Abs(expected[index] - actual[index]) <= Tolerance * scale, $"{where}, value {index}: {actual[index]} instead of {expected[index]} (full scale {scale})");
    }
}
