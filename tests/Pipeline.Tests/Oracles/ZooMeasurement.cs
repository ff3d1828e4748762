using Steerlens.Kernels.Engines;
using Steerlens.Kernels.Maps;
using Steerlens.Kernels.Occlusion;
using Steerlens.Models;
using Steerlens.Tests;

namespace Steerlens.Pipeline.Tests.Oracles;

/// <summary>How far a network of the zoo is off its witnesses, each as a share of full scale.</summary>
/// <param name="Engine">The engine.</param>
/// <param name="OnnxRuntime">Outputs on the other pictures, beside ONNX Runtime; null where that is not installed.</param>
/// <param name="Output">The output on the first picture, beside PyTorch.</param>
/// <param name="Saliency">The gradient by the input, beside PyTorch.</param>
/// <param name="GradCam">Grad-CAM, beside PyTorch.</param>
internal sealed record ZooMeasurement(string Engine, double? OnnxRuntime, double Output, double Saliency, double GradCam)
{
    private const int Windows = 40;

    /// <summary>Asks an engine and compares.</summary>
    public static ZooMeasurement Of(NetworkZoo zoo, string name, IEngine engine)
    {
        var (network, described) = (engine.Network, zoo[name]);
        using var pass = engine.NewPass();
        var input = zoo.Read(name, "input");
        var output = Difference(zoo.Read(name, "output"), Outputs(engine, pass, input), described.Scale);

        var ones = Enumerable.Repeat(1f, network.OutputCount).ToArray();
        var saliency = new float[network.Input.Length];
        engine.Backward(pass, ones, Network.InputIndex, saliency);
        using var map = new GradCamMap(engine, LayerChoice.Resolve(network, described.Layer + ":pre"));
        var values = new float[map.Height * map.Width];
        map.Compute(pass, input, ones, Target.Signed, values);
        return new ZooMeasurement(
            engine.Name,
            OnnxRuntimeOracle.WhyNot is null ? BesideOnnxRuntime(zoo, name, engine, pass) : null,
            output,
            Difference(zoo.Read(name, "saliency"), saliency),
            Difference(zoo.Read(name, "gradcam"), values, described.Magnitude));
    }

    /// <summary>The largest difference of windows by <see cref="IEngine.Occlude"/> from full inference of the masked pictures.</summary>
    public static double OfOcclusion(NetworkZoo zoo, string name, CpuEngine engine)
    {
        var network = engine.Network;
        var input = zoo.Read(name, "input");
        var fill = new float[input.Length];
        Array.Fill(fill, 0.2f);
        var all = Bank(network);
        var random = new Random(7);
        var bank = WindowBank.Of(network.Input.Height, network.Input.Width, [.. Enumerable.Range(0, Windows).Select(_ => all.Windows[random.Next(all.Count)])]);
        using var pass = engine.NewPass();
        engine.Forward(input, pass);
        var outputs = new float[bank.Count * network.OutputCount];
        engine.Occlude(pass, bank, fill, outputs);
        using var whole = engine.NewPass();
        float[] expected = [.. bank.Windows.SelectMany(window => Outputs(engine, whole, Masked(input, fill, network.Input, window)))];
        return Difference(expected, outputs, zoo[name].Scale);
    }

    /// <summary>Why windows are recomputed one by one, each in the rectangle that it can change; null where they share states.</summary>
    public static string? HowOccluded(CpuEngine engine) => engine.Describe(Bank(engine.Network)).Reason is { } reason ? "rectangles: " + reason : null;

    private static WindowBank Bank(Network network) =>
        WindowBank.Grid(network.Input.Height, network.Input.Width, network.Input.Height < 50 ? [8, 15] : [15, 50], 4, BankEdges.Inside);

    private static double BesideOnnxRuntime(NetworkZoo zoo, string name, IEngine engine, ForwardPass pass) => Difference(
        zoo.Read(name, "onnxruntime"), [.. zoo.Read(name, "pictures").Chunk(engine.Network.Input.Length).SelectMany(picture => Outputs(engine, pass, picture))], zoo[name].Scale);

    private static float[] Outputs(IEngine engine, ForwardPass pass, float[] input)
    {
        engine.Forward(input, pass);
        var outputs = new float[engine.Network.OutputCount];
        engine.CopyActivation(pass, engine.Network.Layers.Count - 1, outputs);
        return outputs;
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

    /// <summary>The largest difference as a share of full scale, which is the largest expected value where it is not given.</summary>
    private static double Difference(float[] expected, float[] actual, double? fullScale = null)
    {
        Assert.Equal(expected.Length, actual.Length);
        return expected.Zip(actual, (one, other) => Math.Abs((double)one - other)).Max() / (fullScale ?? expected.Max(Math.Abs));
    }
}
