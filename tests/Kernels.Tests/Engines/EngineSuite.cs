using Steerlens.Kernels.Engines;
using Steerlens.Kernels.Occlusion;
using Steerlens.Models;

namespace Steerlens.Kernels.Tests.Engines;

/// <summary>What every engine must do: its answers beside those of the float64 specification.</summary>
internal static class EngineSuite
{
    private const double Tolerance = 1e-5;

    /// <summary>The networks that between them have every kind of chain.</summary>
    public static IEnumerable<string> Names => Networks.Keys;

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

    /// <summary>One of the networks.</summary>
    public static Network NetworkOf(string name) => Networks[name]();

    /// <summary>Every layer's values, and their means over the channels.</summary>
    public static void CheckForward(IEngine engine)
    {
        var network = engine.Network;
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

    /// <summary>The gradient at every layer.</summary>
    public static void CheckBackward(IEngine engine, BackwardRule rule)
    {
        var network = engine.Network;
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

    /// <summary>A bank of random windows.</summary>
    public static void CheckOcclusion(IEngine engine)
    {
        var network = engine.Network;
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

    /// <summary>Questions about one frame while another runs forward.</summary>
    /// <param name="engine">The engine of a PilotNet.</param>
    public static void CheckTwoThreads(IEngine engine)
    {
        var network = engine.Network;
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

    /// <summary>An input of a wrong length.</summary>
    /// <param name="engine">The engine of a PilotNet.</param>
    public static void CheckLengths(IEngine engine)
    {
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
