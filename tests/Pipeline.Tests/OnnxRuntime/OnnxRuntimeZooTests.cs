using Steerlens.Kernels.Engines;
using Steerlens.Models;
using Steerlens.Pipeline.Diagnosis;
using Steerlens.Tests;
using Xunit.Abstractions;

namespace Steerlens.Pipeline.Tests.OnnxRuntime;

/// <summary>The networks of the zoo and those that are shipped, in ONNX Runtime's engine beside ours: outputs, windows and gradient.</summary>
public sealed class OnnxRuntimeZooTests(NetworkZoo zoo, ITestOutputHelper output) : IClassFixture<NetworkZoo>
{
    public static TheoryData<string> Names => [.. NetworkZoo.Names, .. NetworkZoo.OperatorNames];

    [ZooTheory]
    [MemberData(nameof(Names))]
    public void Engine_OfTheZoo_IsOurs(string name) => Compare(OnnxReader.Read(zoo.PathOf(name)));

    [Theory]
    [InlineData("pilotnet")]
    [InlineData("gap-pilotnet")]
    public void Engine_OfAShippedNetwork_IsOurs(string name) => Compare(ShippedNetworks.Load(name));

    private void Compare(Network network)
    {
        var (backEnd, choice) = BackEnds.Of("onnxruntime:cpu")!.Value;
        using var engine = backEnd.Open(network, choice, threads: 2, note => Assert.Fail(note));
        using var processor = new CpuEngine(network, 2);
        var result = SelfCheck.Compare(engine, processor);
        output.WriteLine($"{network.Name}: outputs {result.Angle:0.0e0}, windows {result.Windows:0.0e0}, gradient {result.Gradient:0.0e0} of full scale");
        Assert.True(result.IsGood, $"outputs {result.Angle:0.0e0}, windows {result.Windows:0.0e0}, gradient {result.Gradient:0.0e0} of full scale");
    }
}
