namespace Steerlens.Models.Export;

/// <summary>Writes a normalisation and its gradient as operators.</summary>
/// <param name="graph">Gets the operators.</param>
/// <param name="layer">The layer.</param>
internal sealed class NormalizationNodes(OnnxGraph graph, Normalization layer)
{
    // Channels of a position lie along axis 1; other groups are laid out as N x groups x values.
    private long Axis => layer.ByPosition ? 1 : 2;

    /// <summary>What the layer puts out.</summary>
    /// <param name="input">N x C x H x W.</param>
    public string Forward(string input)
    {
        var (difference, deviation) = Moments(Grouped(input));
        return Pictures(graph.Add("Div", layer.Name, [difference, deviation]));
    }

    /// <summary>The gradient by the layer's input.</summary>
    /// <param name="input">Its input.</param>
    /// <param name="output">Its output.</param>
    /// <param name="gradient">The gradient by its output.</param>
    public string Backward(string input, string output, string gradient)
    {
        var (_, deviation) = Moments(Grouped(input));
        var (own, above) = (Grouped(output), Grouped(gradient));
        var slope = graph.Add("Mul", [own, Mean(graph.Add("Mul", [above, own]))]);
        return Pictures(graph.Add("Div", [graph.Add("Sub", [graph.Add("Sub", [above, Mean(above)]), slope]), deviation]));
    }

    private (string Difference, string Deviation) Moments(string values)
    {
        var difference = graph.Add("Sub", [values, Mean(values)]);
        var variance = Mean(graph.Add("Mul", [difference, difference]));
        return (difference, graph.Add("Sqrt", [graph.Add("Add", [variance, graph.Scalar(layer.Epsilon)])]));
    }

    private string Mean(string values) => graph.Add("ReduceMean", [values], OnnxGraph.Attribute("axes", [Axis]));

    private string Grouped(string values) =>
        layer.ByPosition ? values : graph.Add("Reshape", [values, graph.Integers(-1, layer.Groups, layer.Output.Length / layer.Groups)]);

    private string Pictures(string values) =>
        layer.ByPosition ? values : graph.Add("Reshape", [values, graph.Integers(-1, layer.Output.Channels, layer.Output.Height, layer.Output.Width)]);
}
