using Steerlens.Kernels.Engines;
using Steerlens.Kernels.Maps;
using Steerlens.Models;
using Steerlens.Tests;

namespace Steerlens.Kernels.Tests.Engines;

/// <summary>Angles, activations, gradients and Grad-CAM beside PyTorch's, for every export style among the fixtures.</summary>
public sealed class PyTorchFixtureTests
{
    private const double Tolerance = 1e-5;

    public static TheoryData<string> Names => [.. Fixture.Names];

    [Theory]
    [MemberData(nameof(Names))]
    public void Forward_Fixture_EqualsPyTorch(string name)
    {
        var (fixture, network) = Load(name);
        using var engine = new CpuEngine(network, 1);
        using var pass = engine.NewPass();
        engine.Forward(fixture.Input.Values, pass);
        AssertClose(fixture.Output.Values, Read(engine, pass, network.Layers.Count - 1), "output");
        foreach (var (layer, expected) in fixture.Layers)
            AssertClose(expected.After.Values, Read(engine, pass, LayerChoice.Resolve(network, layer)), $"{layer} after its activation");
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Backward_Fixture_EqualsAutograd(string name)
    {
        var (fixture, network) = Load(name);
        using var engine = new CpuEngine(network, 1);
        using var pass = engine.NewPass();
        engine.Forward(fixture.Input.Values, pass);
        var weights = new float[network.OutputCount];
        weights[0] = 1;
        foreach (var (layer, expected) in fixture.Layers)
        {
            var index = LayerChoice.Resolve(network, layer);
            var gradient = new float[network.ShapeOf(index).Length];
            engine.Backward(pass, weights, index, gradient);
            AssertClose(expected.AfterGradient.Values, gradient, $"gradient at {layer}");
        }

        if (fixture.InputGradient is not { } input) return;
        var ofInput = new float[network.Input.Length];
        engine.Backward(pass, weights, Network.InputIndex, ofInput);
        AssertClose(input.Values, ofInput, "gradient at the input");
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void GradCam_Fixture_EqualsSumOverAutogradsGradients(string name)
    {
        var (fixture, network) = Load(name);
        using var engine = new CpuEngine(network, 1);
        using var pass = engine.NewPass();
        engine.Forward(fixture.Input.Values, pass);
        var weights = new float[network.OutputCount];
        weights[0] = 1;
        foreach (var (layer, expected) in fixture.Layers)
        {
            var map = new GradCamMap(engine, LayerChoice.Resolve(network, layer));
            var values = new float[map.Height * map.Width];
            map.Compute(pass, fixture.Input.Values, weights, Target.Signed, values);
            var (reference, magnitude) = GradCamOf(expected.After, expected.AfterGradient);
            for (var position = 0; position < values.Length; position++)
                Assert.True(Math.Abs(reference[position] - values[position]) <= Tolerance * Math.Max(magnitude, 1e-6), $"{layer}, position {position}: {values[position]} instead of {reference[position]}");
        }
    }

    private static (double[] Map, double Magnitude) GradCamOf(FixtureTensor activation, FixtureTensor gradient)
    {
        var channels = activation.Shape.Channels;
        var positions = activation.Shape.Height * activation.Shape.Width;
        var weights = new double[channels];
        for (var index = 0; index < gradient.Values.Length; index++) weights[index % channels] += gradient.Values[index] / (double)positions;
        var map = new double[positions];
        var magnitude = 0d;
        for (var position = 0; position < positions; position++)
        {
            var products = Enumerable.Range(0, channels).Select(channel => weights[channel] * activation.Values[(position * channels) + channel]).ToArray();
            map[position] = products.Sum();
            magnitude = Math.Max(magnitude, products.Sum(Math.Abs));
        }

        return (map, magnitude);
    }

    private static (Fixture Fixture, Network Network) Load(string name)
    {
        var fixture = Fixture.Load(name);
        return (fixture, OnnxReader.Read(fixture.NetworkPath));
    }

    private static float[] Read(CpuEngine engine, ForwardPass pass, int layer)
    {
        var values = new float[engine.Network.ShapeOf(layer).Length];
        engine.CopyActivation(pass, layer, values);
        return values;
    }

    private static void AssertClose(float[] expected, float[] actual, string what)
    {
        Assert.Equal(expected.Length, actual.Length);
        var scale = Math.Max(1e-2, expected.Max(Math.Abs));
        for (var index = 0; index < expected.Length; index++)
            Assert.True(Math.Abs(expected[index] - actual[index]) <= Tolerance * scale, $"{what}, value {index}: {actual[index]} instead of {expected[index]}");
    }
}
