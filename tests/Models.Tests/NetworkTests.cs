using Steerlens.Tests;
using Xunit.Abstractions;

namespace Steerlens.Models.Tests;

public sealed class NetworkTests(ITestOutputHelper output)
{
    [Theory]
    [InlineData("relu", "conv3", "conv3")]
    [InlineData("relu", "CONV3.RELU", "conv3.relu")]
    [InlineData("gemm-scaled", "conv3", "look4")]
    [InlineData("gemm-scaled", "look4", "look4")]
    [InlineData("gemm-scaled", "dense2", "dense2")]
    public void FindLayer_NameOrNumber_FindsIt(string fixture, string name, string expected)
    {
        var network = OnnxReader.Read(Path.Combine(Fixture.Folder, fixture + ".onnx"));

        Assert.Equal(expected, network.Layers[network.FindLayer(name)].Name);
    }

    [Fact]
    public void FindLayer_Unknown_ListsTheLayers()
    {
        var network = OnnxReader.Read(Path.Combine(Fixture.Folder, "captum.onnx"));

        Assert.Equal(
            "the network 'captum' has no layer 'conv2': its layers are conv1, conv1.relu, dense1, dense1.relu.",
            Assert.Throws<NetworkFormatException>(() => network.FindLayer("conv2")).Message);
    }

    [Fact]
    public void With_ContractForOtherChannels_IsRefused()
    {
        var network = OnnxReader.Read(Path.Combine(Fixture.Folder, "captum.onnx"));

        Assert.Throws<NetworkFormatException>(() => network.With(new InputContract()));
        Assert.Equal(AngleUnit.Degrees, network.With(network.Contract with { Unit = AngleUnit.Degrees }).Contract.Unit);
    }

    [Fact]
    public void Load_DefaultNetwork_IsThePapers()
    {
        if (typeof(Network).Assembly.GetManifestResourceNames() is not { Length: > 0 })
        {
            output.WriteLine("Skipped: this build has no default network.");
            return;
        }

        var network = DefaultNetwork.Load();

        Assert.Equal(new TensorShape(66, 200, 3), network.Input);
        Assert.Equal(252_219, network.ParameterCount);
        Assert.Equal(1, network.OutputCount);
        Assert.Empty(network.Contract.Assumed);
        Assert.NotEmpty(network.Contract.TrainedOn);
        Assert.Equal(new TensorShape(5, 22, 48), network.Layers[network.FindLayer("conv3")].Output);
    }
}
