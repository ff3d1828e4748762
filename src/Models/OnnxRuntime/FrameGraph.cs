using Steerlens.Models.Export;

namespace Steerlens.Models.OnnxRuntime;

/// <summary>
/// Writes a graph that answers several questions about one picture in one run, with the operators of <see cref="OnnxExport"/>. All its sizes are
/// fixed, so that a runtime can lay out its memory once.
/// </summary>
public static class FrameGraph
{
    /// <summary>Input: the picture, 1 x H x W x C.</summary>
    public const string Picture = "picture";

    /// <summary>Input where a gradient is wanted: one weight for each output, 1 x outputs.</summary>
    public const string Weights = "weights";

    /// <summary>Input where windows are wanted: what masked pixels show, 1 x H x W x C.</summary>
    public const string Fill = "fill";

    /// <summary>Input where windows are wanted: how much of each row a window masks, windows x 1 x H x 1.</summary>
    public const string Rows = "rows";

    /// <summary>Input where windows are wanted: how much of each column it masks, windows x 1 x 1 x W.</summary>
    public const string Columns = "columns";

    /// <summary>Output: the network's outputs, 1 x outputs.</summary>
    public const string Outputs = "outputs";

    /// <summary>Output where it is wanted: a layer's values, 1 x H x W x C.</summary>
    public const string Activation = "activation";

    /// <summary>Output where it is wanted: the gradient of the weighted outputs there, 1 x H x W x C.</summary>
    public const string Gradient = "gradient";

    /// <summary>Output where windows are wanted: the outputs for each masked picture, windows x outputs.</summary>
    public const string Masked = "masked";

    /// <summary>Writes the graph.</summary>
    /// <param name="network">The network.</param>
    /// <param name="questions">What it answers.</param>
    /// <returns>The bytes of an ONNX file.</returns>
    /// <exception cref="NetworkFormatException">The network has a layer that can't be written, or its outputs don't depend on the gradient's layer.</exception>
    public static byte[] Write(Network network, FrameQuestions questions)
    {
        ArgumentNullException.ThrowIfNull(network);
        var graph = new OnnxGraph();
        var input = network.Input;
        graph.AddInput(Picture, 1, input.Height, input.Width, input.Channels);
        var picture = ByChannel(graph, Picture);
        var forward = new ForwardNodes(network, graph, picture);
        graph.AddOutput(forward.Outputs, Outputs, 1, network.OutputCount);
        if (questions.Activation is { } layer) AddOutput(graph, forward.Value(layer), Activation, network.ShapeOf(layer));
        if (questions.Gradient is { } below)
        {
            var shape = network.ShapeOf(network.Layers.Count - 1);
            graph.AddInput(Weights, 1, network.OutputCount);
            var weights = ByChannel(graph, graph.Add("Reshape", [Weights, graph.Integers(1, shape.Height, shape.Width, shape.Channels)]));
            AddOutput(graph, GradientNodes.Write(network, graph, forward, weights, below, questions.IsGuided), Gradient, network.ShapeOf(below));
        }

        if (questions.Windows > 0) AddWindows(network, graph, picture, questions.Windows);
        return graph.ToFile(network.Name, []);
    }

    private static void AddWindows(Network network, OnnxGraph graph, string picture, int windows)
    {
        var input = network.Input;
        graph.AddInput(Fill, 1, input.Height, input.Width, input.Channels);
        graph.AddInput(Rows, windows, 1, input.Height, 1);
        graph.AddInput(Columns, windows, 1, 1, input.Width);
        var change = graph.Add("Mul", [graph.Add("Mul", [Rows, Columns]), graph.Add("Sub", [ByChannel(graph, Fill), picture])]);
        graph.AddOutput(new ForwardNodes(network, graph, graph.Add("Add", [picture, change])).Outputs, Masked, windows, network.OutputCount);
    }

    private static string ByChannel(OnnxGraph graph, string value) => graph.Add("Transpose", [value], OnnxGraph.Attribute("perm", 0, 3, 1, 2));

    private static void AddOutput(OnnxGraph graph, string value, string name, TensorShape shape) =>
        graph.AddOutput(graph.Add("Transpose", [value], OnnxGraph.Attribute("perm", 0, 2, 3, 1)), name, 1, shape.Height, shape.Width, shape.Channels);
}
