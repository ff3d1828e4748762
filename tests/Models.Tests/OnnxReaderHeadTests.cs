using Steerlens.Models.Onnx;

namespace Steerlens.Models.Tests;

public sealed class OnnxReaderHeadTests
{
    [Theory]
    [InlineData("steer", "hidden", "steer,hidden[0]")]
    [InlineData("/9/Gemm_output_0", "hidden", "")]
    [InlineData("83", "85", "")]
    public void Read_TwoHeads_PutsThemOneBehindTheOther(string first, string second, string expected)
    {
        var whole = ModelEdit.Read("relu", _ => { });
        var network = ModelEdit.Read("relu", model =>
        {
            Rename(model, model.Graph.Output[0].Name, first);
            Rename(model, model.Graph.Node[^2].Output[0], second);
            model.Graph.Output.Add(new ValueProto { Name = second });
        });

        Assert.Equal(whole.OutputCount + 10, network.OutputCount);
        Assert.IsType<Concatenation>(network.Layers[^1]);
        Assert.StartsWith(expected, string.Join(',', network.Contract.Outputs), StringComparison.Ordinal);
        Assert.Equal(expected.Length == 0 ? 0 : network.OutputCount, network.Contract.Outputs.Count);
    }

    [Fact]
    public void Read_HeadsOfTheSameLayer_AreOneDenseLayer()
    {
        var one = ModelEdit.Read("relu", _ => { });
        var network = ModelEdit.Read("relu", model =>
        {
            var head = model.Graph.Node[^1].Clone();
            var weights = model.Graph.Initializer.First(tensor => string.Equals(tensor.Name, head.Input[1], StringComparison.Ordinal)).Clone();
            weights.SetFloats([.. one.Layers.OfType<Dense>().Last().Weights.Select(weight => -weight)]);
            (head.Name, head.Input[1], head.Output[0], weights.Name) = ("throttle", "other", "throttle", "other");
            model.Graph.Initializer.Add(weights);
            model.Graph.Node.Add(head);
            model.Graph.Output.Add(new ValueProto { Name = "throttle" });
        });

        var (last, joined) = (Assert.IsType<Dense>(one.Layers[^1]), Assert.IsType<Dense>(network.Layers[^1]));
        Assert.Equal(one.Layers.Count, network.Layers.Count);
        Assert.Equal(last.Inputs, joined.Inputs);
        Assert.Equal(last.Weights.SelectMany(weight => new[] { weight, -weight }), joined.Weights);
        Assert.Equal([last.Bias[0], last.Bias[0]], joined.Bias);
        Assert.Contains(last.Name, joined.Name, StringComparison.Ordinal);
        Assert.Equal(network.FindLayer("dense2"), network.Layers.Count - 1);
    }

    [Theory]
    [InlineData(9, 3, ColorOrder.Rgb)]
    [InlineData(4, 4, ColorOrder.Gray)]
    [InlineData(3, 1, ColorOrder.Rgb)]
    [InlineData(1, 1, ColorOrder.Gray)]
    public void ReadMetadata_ChannelsOfSeveralFrames_CountsThem(int channels, int frames, ColorOrder color)
    {
        var contract = InputContractMetadata.Read([], channels);
        Assert.Equal((frames, color), (contract.Frames, contract.Color));
        var written = InputContractMetadata.Read(InputContractMetadata.Write(contract), channels);
        Assert.Equal((frames, color), (written.Frames, written.Color));
    }

    [Fact]
    public void ReadMetadata_FramesThatDoNotFit_SaysWhatTheyGive() => Assert.Contains(
        "2 frames of color rgb have 6 channels, but the network's input has 9",
        Assert.Throws<NetworkFormatException>(() => InputContractMetadata.Read([new("steerlens.frames", "2")], 9)).Message,
        StringComparison.Ordinal);

    private static void Rename(ModelProto model, string from, string to)
    {
        foreach (var node in model.Graph.Node)
        {
            for (var index = 0; index < node.Output.Count; index++) node.Output[index] = Renamed(node.Output[index]);
            for (var index = 0; index < node.Input.Count; index++) node.Input[index] = Renamed(node.Input[index]);
        }

        foreach (var output in model.Graph.Output) output.Name = Renamed(output.Name);

        string Renamed(string name) => string.Equals(name, from, StringComparison.Ordinal) ? to : name;
    }
}
