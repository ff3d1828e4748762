using Steerlens.Models.Export;
using Steerlens.Models.Onnx;

namespace Steerlens.Models.Tests;

public sealed class OnnxExportTests
{
    private static readonly Network Shipped = ShippedNetworks.Load("pilotnet");

    [Fact]
    public void GradCam_File_StatesTheContractTheMapAndTheLayersNames()
    {
        var model = ModelProto.Parser.ParseFrom(OnnxExport.GradCam(Shipped, Shipped.FindLayer("conv3"), [1f], ExportTarget.Left));

        var stated = model.MetadataProps.ToDictionary(entry => entry.Key, entry => entry.Value, StringComparer.Ordinal);
        foreach (var (key, value) in InputContractMetadata.Write(Shipped.Contract)) Assert.Equal(value, stated[key]);
        Assert.Equal(("gradcam", "conv3", "left"), (stated["steerlens.explanation.map"], stated["steerlens.explanation.layer"], stated["steerlens.explanation.target"]));
        Assert.Equal("angle, map, outputs", string.Join(", ", model.Graph.Output.Select(output => output.Name)));
        var names = model.Graph.Node.Select(node => node.Name).ToArray();
        Assert.Equal(names.Length, names.Distinct(StringComparer.Ordinal).Count());
        Assert.Contains("conv3", names, StringComparer.Ordinal);
        Assert.Equal(17, model.OpsetImport.Single().Version);
    }

    [Fact]
    public void GradCam_LayerThatNothingReads_IsNoMap()
    {
        var network = new Network("two", Shipped.Input, [Shipped.Layers[0] with { Inputs = [Network.InputIndex] }, .. Shipped.Layers.Select(Later)], Shipped.Contract);

        var failure = Assert.Throws<NetworkFormatException>(() => OnnxExport.GradCam(network, 0, [1f], ExportTarget.Signed));

        Assert.Contains("don't depend on its layer", failure.Message, StringComparison.Ordinal);

        static Layer Later(Layer layer) => layer with { Name = layer.Name + "b", Inputs = [.. layer.Inputs.Select(source => source == Network.InputIndex ? source : source + 1)] };
    }

    [Fact]
    public void Read_ExportedFile_IsRefusedWithTheWayOut() => Assert.Contains(
        "give the network that it was exported from",
        ModelEdit.Refusal(OnnxExport.GradCam(Shipped, Shipped.FindLayer("conv3"), [1f], ExportTarget.Signed)),
        StringComparison.Ordinal);
}
