using Steerlens.Kernels.Engines;
using Steerlens.Kernels.Maps;
using Steerlens.Kernels.Occlusion;
using Steerlens.Models;
using Steerlens.Tests;
using Xunit.Abstractions;

namespace Steerlens.Pipeline.Tests.Oracles;

/// <summary>Ten kinds of networks that people bring, beside PyTorch in float64.</summary>
public sealed class NetworkZooTests(NetworkZoo zoo, ITestOutputHelper output) : IClassFixture<NetworkZoo>
{
    private const double Tolerance = 1e-5;
    private const int Windows = 40;

    public static TheoryData<string> Names => [.. NetworkZoo.Names];

    [Theory]
    [MemberData(nameof(Names))]
    public void Forward_AndGradients_EqualPyTorch(string name)
    {
        if (IsSkipped()) return;
        var network = OnnxReader.Read(zoo.PathOf(name));
        Assert.Equal(zoo[name].Shape, (int[])[network.Input.Height, network.Input.Width, network.Input.Channels]);
        var (input, expected) = (zoo.Read(name, "input"), zoo.Read(name, "output"));
        foreach (var engine in new IEngine[] { new CpuEngine(network, 2), new ScalarEngine(network) })
        {
            using (engine)
            {
                using var pass = engine.NewPass();
                engine.Forward(input, pass);
                var outputs = new float[network.OutputCount];
                engine.CopyActivation(pass, network.Layers.Count - 1, outputs);
                Report(name, engine, "output", AssertClose(expected, outputs, zoo[name].Scale));

                var ones = Enumerable.Repeat(1f, network.OutputCount).ToArray();
                var saliency = new float[network.Input.Length];
                engine.Backward(pass, ones, Network.InputIndex, saliency);
                Report(name, engine, "saliency", AssertClose(zoo.Read(name, "saliency"), saliency));

                using var map = new GradCamMap(engine, LayerChoice.Resolve(network, zoo[name].Layer + ":pre"));
                var values = new float[map.Height * map.Width];
                map.Compute(pass, input, ones, Target.Signed, values);
                Report(name, engine, "Grad-CAM", AssertClose(zoo.Read(name, "gradcam"), values, zoo[name].Magnitude));
            }
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Occlude_EqualsFullInference(string name)
    {
        if (IsSkipped()) return;
        var network = OnnxReader.Read(zoo.PathOf(name));
        using var engine = new CpuEngine(network, 2);
        var input = zoo.Read(name, "input");
        var fill = new float[input.Length];
        Array.Fill(fill, 0.2f);
        var all = WindowBank.Grid(network.Input.Height, network.Input.Width, [15, 50], 4, BankEdges.Inside);
        var random = new Random(7);
        var bank = WindowBank.Of(network.Input.Height, network.Input.Width, [.. Enumerable.Range(0, Windows).Select(_ => all.Windows[random.Next(all.Count)])]);
        using var pass = engine.NewPass();
        engine.Forward(input, pass);
        var outputs = new float[bank.Count * network.OutputCount];
        engine.Occlude(pass, bank, fill, outputs);

        using var whole = engine.NewPass();
        var expected = new float[outputs.Length];
        for (var index = 0; index < bank.Count; index++)
        {
            engine.Forward(Masked(input, fill, network.Input, bank.Windows[index]), whole);
            engine.CopyActivation(whole, network.Layers.Count - 1, expected.AsSpan(index * network.OutputCount, network.OutputCount));
        }

        Report(name, engine, "occlusion", AssertClose(expected, outputs, zoo[name].Scale));
        output.WriteLine(engine.Describe(all).Reason ?? "incremental by states");
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void EveryMap_IsFiniteAndShowsSomething(string name)
    {
        if (IsSkipped()) return;
        var network = OnnxReader.Read(zoo.PathOf(name));
        using var engine = new CpuEngine(network, 2);
        using var pass = engine.NewPass();
        var input = zoo.Read(name, "input");
        engine.Forward(input, pass);
        var weights = OutputChoice.Resolve(network, choice: null);
        var hasRelu = network.Layers.Any(layer => layer is Activation { Kind: ActivationKind.Relu });
        foreach (var method in MapMethods.All.Where(method => method is not CamMethod && (hasRelu || method is not GuidedMethod)))
        {
            using var map = method.Create(engine, new MapOptions { Sizes = [15], Stride = 8, Samples = 3, Steps = 4 });
            var values = new float[map.Height * map.Width];
            var evidence = map.Compute(pass, input, weights, method.Targets[0] == Target.Auto ? Target.Right : method.Targets[0], values);
            Assert.All(values, value => Assert.True(float.IsFinite(value), method.Name));
            Assert.True(evidence.Peak > 0, method.Name);
            Assert.InRange(map.Region.Height, 1, 2 * network.Input.Height);
        }
    }

    private static float[] Masked(float[] input, float[] fill, TensorShape shape, Window window)
    {
        var masked = input.ToArray();
        for (var row = window.Row; row < window.Row + window.Height; row++)
        {
            var start = ((row * shape.Width) + window.Column) * shape.Channels;
            fill.AsSpan(start, window.Width * shape.Channels).CopyTo(masked.AsSpan(start));
        }

        return masked;
    }

    /// <summary>The largest difference as a share of the largest expected value.</summary>
    private static double AssertClose(float[] expected, float[] actual, double? fullScale = null)
    {
        Assert.Equal(expected.Length, actual.Length);
        var scale = fullScale ?? expected.Max(Math.Abs);
        var difference = expected.Zip(actual, (one, other) => Math.Abs((double)one - other)).Max() / scale;
        Assert.True(difference <= Tolerance, $"{difference:0.0e0} of full scale ({scale:0.###e0})");
        return difference;
    }

    private void Report(string name, IEngine engine, string what, double difference) => output.WriteLine($"{name}, {engine.Name}, {what}: {difference:0.0e0} of full scale");

    private bool IsSkipped()
    {
        if (PyTorchOracle.IsAvailable) return false;
        output.WriteLine("Skipped: PyTorch is not on this machine.");
        return true;
    }
}
