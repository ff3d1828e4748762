using Steerlens.Kernels.Engines;
using Steerlens.Kernels.Maps;
using Steerlens.Models;
using Steerlens.Tests;
using Xunit.Abstractions;

namespace Steerlens.Pipeline.Tests.Oracles;

/// <summary>Ten kinds of networks that people bring: forward beside ONNX Runtime and PyTorch in float64, gradients beside PyTorch, occlusion beside full inference.</summary>
public sealed class NetworkZooTests(NetworkZoo zoo, ITestOutputHelper output) : IClassFixture<NetworkZoo>
{
    private const double Tolerance = 1e-5;

    public static TheoryData<string> Names => [.. NetworkZoo.Names];

    [ZooTheory]
    [MemberData(nameof(Names))]
    public void Forward_AndGradients_EqualPyTorch(string name)
    {
        var network = OnnxReader.Read(zoo.PathOf(name));
        Assert.Equal(zoo[name].Shape, (int[])[network.Input.Height, network.Input.Width, network.Input.Channels]);
        foreach (var engine in new IEngine[] { new CpuEngine(network, 2), new ScalarEngine(network) })
        {
            using (engine)
            {
                var measured = ZooMeasurement.Of(zoo, name, engine);
                output.WriteLine(measured.ToString());
                Assert.InRange(measured.Output, 0, Tolerance);
                Assert.InRange(measured.Saliency, 0, Tolerance);
                Assert.InRange(measured.GradCam, 0, Tolerance);
            }
        }
    }

    [OnnxRuntimeTheory]
    [MemberData(nameof(Names))]
    public void Forward_OtherPictures_EqualsOnnxRuntime(string name)
    {
        var network = OnnxReader.Read(zoo.PathOf(name));
        foreach (var engine in new IEngine[] { new CpuEngine(network, 2), new ScalarEngine(network) })
        {
            using (engine)
            {
                var measured = ZooMeasurement.Of(zoo, name, engine);
                output.WriteLine($"{engine.Name}: {measured.OnnxRuntime:0.0e0} of full scale");
                Assert.InRange(measured.OnnxRuntime!.Value, 0, Tolerance);
            }
        }
    }

    [ZooTheory]
    [MemberData(nameof(Names))]
    public void Occlude_EqualsFullInference(string name)
    {
        using var engine = new CpuEngine(OnnxReader.Read(zoo.PathOf(name)), 2);
        var difference = ZooMeasurement.OfOcclusion(zoo, name, engine);
        output.WriteLine($"{difference:0.0e0} of full scale; {ZooMeasurement.HowOccluded(engine) ?? "shared states"}");
        Assert.InRange(difference, 0, Tolerance);
    }

    [ZooTheory]
    [MemberData(nameof(Names))]
    public void EveryMap_IsFiniteAndShowsSomething(string name)
    {
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
}
