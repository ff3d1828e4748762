using Steerlens.Tests;

namespace Steerlens.Models.Tests;

/// <summary>Each export style must give the network that PyTorch computed.</summary>
public sealed class OnnxReaderFixtureTests
{
    private const double Tolerance = 2e-6;

    public static TheoryData<string> Fixtures => [.. Fixture.Names];

    [Theory]
    [MemberData(nameof(Fixtures))]
    public void Read_Fixture_ComputesPyTorchsOutput(string name)
    {
        var fixture = Fixture.Load(name);
        var network = OnnxReader.Read(fixture.NetworkPath);

        Assert.Equal(fixture.Input.Shape, network.Input);
        AssertClose(fixture.Output.Values, ReferenceForward.Output(network, fixture.Input.Values), "output");
    }

    [Theory]
    [MemberData(nameof(Fixtures))]
    public void Read_Fixture_ComputesPyTorchsMaps(string name)
    {
        var fixture = Fixture.Load(name);
        var network = OnnxReader.Read(fixture.NetworkPath);
        var layers = ReferenceForward.Run(network, fixture.Input.Values);

        Assert.NotEmpty(fixture.Layers);
        foreach (var (layer, expected) in fixture.Layers)
        {
            var index = network.FindLayer(layer);
            Assert.Equal(expected.Before.Shape, network.Layers[index].Output);
            AssertClose(expected.Before.Values, layers[index], layer);
            Assert.IsType<Activation>(network.Layers[index + 1]);
            AssertClose(expected.After.Values, layers[index + 1], network.Layers[index + 1].Name);
        }
    }

    [Fact]
    public void Names_Folder_HoldsTheFixtures() => Assert.True(Fixture.Names.Count >= 19, $"{Fixture.Names.Count} fixtures in {Fixture.Folder}.");

    [Theory]
    [InlineData("pilot", "conv1 conv1.relu conv2 conv2.relu conv3 conv3.relu conv4 conv4.relu conv5 conv5.relu dense1 dense1.relu dense2 dense2.relu dense3")]
    [InlineData("elu-atan", "conv1 conv1.elu conv2 conv2.elu conv3 conv3.elu dense1 dense1.elu dense2 dense2.atan dense2.scale")]
    [InlineData("scale-inside", "input.scale conv1 conv1.elu conv2 conv2.elu conv3 conv3.elu dense1 dense1.elu dense2")]
    [InlineData("batchnorm", "conv1 conv1.elu conv2 conv2.elu conv3 conv3.elu dense1 dense1.elu dense2")]
    [InlineData("batchnorm-after", "conv1 conv1.relu conv1.scale conv2 conv2.relu conv2.scale conv3 conv3.relu conv3.scale dense1 dense1.relu dense2")]
    [InlineData("channels-last", "conv1 conv1.elu conv2 conv2.elu conv3 conv3.elu dense1 dense1.elu dense2 dense2.atan dense2.scale")]
    [InlineData("dropout", "conv1 conv1.relu conv2 conv2.relu conv3 conv3.relu dense1 dense1.relu dense2 dense2.relu dense3")]
    [InlineData("global-mean", "conv1 conv1.relu conv2 conv2.relu conv3 conv3.relu conv3.mean dense1 dense1.atan dense1.scale")]
    [InlineData("reduce-mean", "conv1 conv1.elu conv2 conv2.elu conv3 conv3.elu conv3.mean dense1")]
    [InlineData("average-pool", "conv1 conv1.relu conv1.mean conv2 conv2.relu conv2.mean dense1 dense1.relu dense2")]
    [InlineData("long-range", "conv1 conv1.relu conv1.max conv2 conv2.relu conv2.max conv3 conv3.relu conv3.max dense1 dense1.relu dense2 dense2.sigmoid")]
    [InlineData("gemm-scaled", "look0 look0.relu look2 look2.relu look4 look4.relu dense1 dense1.relu dense2")]
    public void Read_Fixture_FoldsAndNamesLayers(string name, string layers)
    {
        var network = OnnxReader.Read(Path.Combine(Fixture.Folder, name + ".onnx"));

        Assert.Equal(layers, string.Join(' ', network.Layers.Select(layer => layer.Name)));
        Assert.Equal(name, network.Name);
    }

    [Fact]
    public void Read_Pilot_HasThePapersGeometryAndItsContract()
    {
        var network = OnnxReader.Read(Path.Combine(Fixture.Folder, "pilot.onnx"));

        Assert.Equal(new TensorShape(66, 200, 3), network.Input);
        const string Shapes = "31x98x6 14x47x8 5x22x8 3x20x8 1x18x8";
        Assert.Equal(Shapes, string.Join(" ", network.Layers.OfType<Convolution>().Select(layer => layer.Output.ToString())));
        Assert.Equal(new CropRectangle(0, 0.35, 1, 0.55), network.Contract.Crop);
        Assert.Empty(network.Contract.Assumed);
    }

    private static void AssertClose(float[] expected, double[] actual, string what)
    {
        Assert.Equal(expected.Length, actual.Length);
        for (var index = 0; index < expected.Length; index++)
        {
            var difference = Math.Abs(expected[index] - actual[index]);
            Assert.True(difference <= Tolerance * Math.Max(1, Math.Abs(expected[index])), $"{what}[{index}]: {expected[index]} expected, {actual[index]} found.");
        }
    }
}
