using Steerlens.Kernels.Engines;
using Steerlens.Models;
using Steerlens.Tests;
using Xunit.Abstractions;

namespace Steerlens.Pipeline.Tests.Oracles;

/// <summary>Small networks with an operator each: forward beside PyTorch and ONNX Runtime, gradients beside PyTorch, occlusion beside full inference.</summary>
public sealed class OperatorZooTests(NetworkZoo zoo, ITestOutputHelper output) : IClassFixture<NetworkZoo>
{
    private const double Tolerance = 1e-5;

    public static TheoryData<string> Names => [.. NetworkZoo.OperatorNames];

    [ZooTheory]
    [MemberData(nameof(Names))]
    public void Operator_ForwardBackwardAndOcclusion_EqualTheWitnesses(string name)
    {
        var network = OnnxReader.Read(zoo.PathOf(name));
        foreach (var engine in new IEngine[] { new CpuEngine(network, 2), new ScalarEngine(network) })
        {
            using (engine)
            {
                var measured = ZooMeasurement.Of(zoo, name, engine);
                output.WriteLine($"{measured}, {string.Join(' ', network.Layers.Select(layer => layer.GetType().Name))}");
                Assert.InRange(measured.Output, 0, Tolerance);
                Assert.InRange(measured.OnnxRuntime ?? 0, 0, Tolerance);
                Assert.InRange(measured.Saliency, 0, Tolerance);
                Assert.InRange(measured.GradCam, 0, Tolerance);
                if (engine is CpuEngine fast) Assert.InRange(ZooMeasurement.OfOcclusion(zoo, name, fast), 0, Tolerance);
            }
        }
    }

    [ZooTheory]
    [InlineData("gelu", ActivationKind.Gelu)]
    [InlineData("swish", ActivationKind.Swish)]
    [InlineData("mish", ActivationKind.Mish)]
    [InlineData("hard-swish-composed", ActivationKind.HardSwish)]
    public void Operator_TakenApartByTheExporter_IsOneLayerAgain(string name, ActivationKind kind) =>
        Assert.Equal(kind, Assert.Single(OnnxReader.Read(zoo.PathOf(name)).Layers.OfType<Activation>()).Kind);

    [ZooTheory]
    [InlineData("layer-norm-composed")]
    [InlineData("channel-norm-composed")]
    public void Normalization_TakenApartByTheExporter_IsOneLayerAgain(string name) =>
        Assert.Single(OnnxReader.Read(zoo.PathOf(name)).Layers.OfType<Normalization>());
}
