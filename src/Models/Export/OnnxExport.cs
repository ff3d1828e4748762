namespace Steerlens.Models.Export;

/// <summary>
/// Writes networks whose outputs are the angle and its explanation, as ONNX files of operator set 17 that any runtime can run. The input is
/// <c>picture</c>, N x C x H x W float32, made as the network's input contract says, which the file's metadata repeats.
/// </summary>
public static class OnnxExport
{
    /// <summary>What the names of metadata begin with that tell of the map.</summary>
    internal const string MetadataPrefix = "steerlens.explanation.";

    /// <summary>The share of the largest sum of sizes below which a half of a map is what is left of terms that cancel, and is no evidence.</summary>
    private const double EvidenceShare = 0.01;

    /// <summary>A window's score below this is rounding: radians.</summary>
    private const double RoundingFloor = 1e-5;

    /// <summary>
    /// A network with its Grad-CAM map (Selvaraju et al. 2017, for regression Gildenblat 2016): outputs <c>angle</c> (N, radians, positive =
    /// right), <c>map</c> (N x H x W of the layer, radians: mean gradient x activation) and <c>outputs</c> (N x the network's own).
    /// </summary>
    /// <param name="network">The network.</param>
    /// <param name="layer">The layer that the map looks at: an index into its layers.</param>
    /// <param name="outputWeights">One weight for each output; their weighted sum is the angle in radians, positive = right.</param>
    /// <param name="target">What the map shows; not <see cref="ExportTarget.Hold"/>.</param>
    /// <returns>The bytes of the file.</returns>
    /// <exception cref="NetworkFormatException">The network has a layer that can't be written, or its outputs don't depend on the layer.</exception>
    public static byte[] GradCam(Network network, int layer, ReadOnlySpan<float> outputWeights, ExportTarget target)
    {
        ArgumentNullException.ThrowIfNull(network);
        ArgumentOutOfRangeException.ThrowIfEqual(target, ExportTarget.Hold);
        var graph = new OnnxGraph();
        var picture = Picture(graph, network, "N");
        var forward = new ForwardNodes(network, graph, picture);
        var angle = Angle(graph, forward, outputWeights);
        var gradient = GradientNodes.Write(network, graph, forward, outputWeights, layer);
        var weights = graph.Add("ReduceMean", [gradient], OnnxGraph.Attribute("axes", 2, 3));
        var products = graph.Add("Mul", [weights, forward.Value(layer)]);
        var map = Summed(graph, products);
        if (target != ExportTarget.Signed)
        {
            map = graph.Add("Relu", [target == ExportTarget.Right ? map : graph.Add("Mul", [map, target == ExportTarget.Left ? graph.Scalar(-1) : SideOf(graph, angle)])]);
            var magnitude = Largest(graph, Summed(graph, graph.Add("Abs", [products])));
            map = Where(graph, map, Largest(graph, map), graph.Add("Mul", [magnitude, graph.Scalar(EvidenceShare)]));
        }

        var shape = network.ShapeOf(layer);
        graph.AddOutput(angle, "angle", "N");
        graph.AddOutput(map, "map", "N", shape.Height, shape.Width);
        graph.AddOutput(forward.Outputs, "outputs", "N", network.OutputCount);
        return graph.ToFile(network.Name, Metadata(network, ("map", "gradcam"), ("layer", network.Layers[layer].Name), ("target", Word(target))));
    }

    /// <summary>
    /// A network with its occlusion (Zeiler and Fergus 2014, for steering angles Gildenblat 2016): masked pictures are made inside. It reads one
    /// picture; outputs are <c>angle</c> (1, radians, positive = right), <c>scores</c> (one for each window: angle - angle of the masked picture,
    /// radians), <c>map</c> (H x W of the input, radians for each masked pixel) and <c>outputs</c> (1 x the network's own).
    /// </summary>
    /// <param name="network">The network.</param>
    /// <param name="bank">The windows.</param>
    /// <param name="outputWeights">One weight for each output; their weighted sum is the angle in radians, positive = right.</param>
    /// <param name="target">What scores and map show.</param>
    /// <returns>The bytes of the file.</returns>
    /// <exception cref="NetworkFormatException">The network has a layer that can't be written.</exception>
    public static byte[] Occlusion(Network network, ExportedBank bank, ReadOnlySpan<float> outputWeights, ExportTarget target)
    {
        ArgumentNullException.ThrowIfNull(network);
        ArgumentNullException.ThrowIfNull(bank);
        var graph = new OnnxGraph();
        var input = network.Input;
        var picture = Picture(graph, network, 1);
        var fill = bank.Fill is { } color ? graph.Constant(color, 1, color.Length, 1, 1) : graph.Add("ReduceMean", [picture], OnnxGraph.Attribute("axes", 2, 3));
        var windows = bank.Groups.Sum(group => group.Count);
        var rows = graph.Constant([.. bank.Groups.SelectMany(group => group.Rows)], windows, 1, input.Height, 1);
        var columns = graph.Constant([.. bank.Groups.SelectMany(group => group.Columns)], windows, 1, 1, input.Width);
        var change = graph.Add("Mul", [graph.Add("Mul", [rows, columns]), graph.Add("Sub", [fill, picture])]);
        var pictures = graph.Add("Concat", [picture, graph.Add("Add", [picture, change])], OnnxGraph.Attribute("axis", 0));
        var forward = new ForwardNodes(network, graph, pictures);
        var angles = Angle(graph, forward, outputWeights);
        var angle = Slice(graph, angles, 0, 1);
        var masked = Slice(graph, angles, 1, windows + 1);
        var scores = Scores(graph, angle, masked, target);
        if (target != ExportTarget.Signed)
            scores = graph.Add("Where", [graph.Add("Less", [graph.Add("ReduceMax", [scores]), graph.Scalar(RoundingFloor)]), graph.Scalar(0), scores]);

        graph.AddOutput(angle, "angle", 1);
        graph.AddOutput(scores, "scores", windows);
        graph.AddOutput(Map(graph, bank, scores, input), "map", input.Height, input.Width);
        graph.AddOutput(Slice(graph, forward.Outputs, 0, 1), "outputs", 1, network.OutputCount);
        return graph.ToFile(network.Name, Metadata(network, ("map", "occlusion"), ("target", Word(target))));
    }

    private static string Picture(OnnxGraph graph, Network network, object pictures)
    {
        graph.AddInput("picture", pictures, network.Input.Channels, network.Input.Height, network.Input.Width);
        return "picture";
    }

    /// <summary>The weighted sum of the outputs: N.</summary>
    private static string Angle(OnnxGraph graph, ForwardNodes forward, ReadOnlySpan<float> outputWeights) =>
        graph.Add("Reshape", [graph.Add("MatMul", [forward.Outputs, graph.Constant(outputWeights, outputWeights.Length, 1)]), graph.Integers(-1)]);

    /// <summary>1 for pictures whose angle is to the right or straight on, -1 for others: N x 1 x 1.</summary>
    private static string SideOf(OnnxGraph graph, string angle) =>
        graph.Add("Unsqueeze", [graph.Add("Where", [graph.Add("Less", [angle, graph.Scalar(0)]), graph.Scalar(-1), graph.Scalar(1)]), graph.Integers(1, 2)]);

    private static string Summed(OnnxGraph graph, string channels) => graph.Add("ReduceSum", [channels, graph.Integers(1)], OnnxGraph.Attribute("keepdims", 0));

    private static string Largest(OnnxGraph graph, string map) => graph.Add("ReduceMax", [map], OnnxGraph.Attribute("axes", 1, 2));

    /// <summary>The map where its peak reaches a limit, zeros where it does not.</summary>
    private static string Where(OnnxGraph graph, string map, string peak, string limit) =>
        graph.Add("Where", [graph.Add("Less", [peak, limit]), graph.Scalar(0), map]);

    private static string Slice(OnnxGraph graph, string values, long start, long end) => graph.Add("Slice", [values, graph.Integers(start), graph.Integers(end), graph.Integers(0)]);

    private static string Scores(OnnxGraph graph, string angle, string masked, ExportTarget target)
    {
        var difference = graph.Add("Sub", [angle, masked]);
        return target switch
        {
            ExportTarget.Signed => difference,
            ExportTarget.Right => graph.Add("Relu", [difference]),
            ExportTarget.Left => graph.Add("Relu", [graph.Add("Neg", [difference])]),
            ExportTarget.Auto => graph.Add("Relu", [graph.Add("Mul", [difference, graph.Add("Where", [graph.Add("Less", [angle, graph.Scalar(0)]), graph.Scalar(-1), graph.Scalar(1)])])]),
            _ => graph.Add("Relu", [graph.Add("Sub", [graph.Add("Abs", [masked]), graph.Add("Abs", [angle])])]),
        };
    }

    /// <summary>Each score spread evenly over what its window masks; the mean over the windows of a size that cover a pixel, then over the sizes.</summary>
    private static string Map(OnnxGraph graph, ExportedBank bank, string scores, TensorShape input)
    {
        var (first, map) = (0, "");
        foreach (var group in bank.Groups)
        {
            var own = graph.Add("Div", [Slice(graph, scores, first, first + group.Count), graph.Constant(group.Areas, group.Count)]);
            var byRow = graph.Add("Mul", [graph.Constant(Turned(group.Rows, group.Count, input.Height), input.Height, group.Count), own]);
            var spread = graph.Add("MatMul", [byRow, graph.Constant(group.Columns, group.Count, input.Width)]);
            var mean = graph.Add("Mul", [spread, graph.Constant(Coverage(group, input, bank.Groups.Count), input.Height, input.Width)]);
            map = map.Length == 0 ? mean : graph.Add("Add", [map, mean]);
            first += group.Count;
        }

        return map;
    }

    /// <summary>1 over how much of its windows covers each pixel, and over the number of groups; 0 where there are none.</summary>
    private static float[] Coverage(ExportedWindows group, TensorShape input, int groups)
    {
        var coverage = new double[input.Height * input.Width];
        for (var window = 0; window < group.Count; window++)
        {
            // A soft window counts by its mean weight.
            var columns = group.Columns.AsSpan(window * input.Width, input.Width);
            var weight = Sum(group.Rows.AsSpan(window * input.Height, input.Height)) * Sum(columns) / group.Areas[window];
            for (var row = 0; row < input.Height; row++)
            {
                var share = weight * group.Rows[(window * input.Height) + row];
                if (share == 0) continue;
                for (var column = 0; column < input.Width; column++) coverage[(row * input.Width) + column] += share * columns[column];
            }
        }

        return Array.ConvertAll(coverage, value => value > 0 ? (float)(1 / value / groups) : 0);
    }

    private static double Sum(ReadOnlySpan<float> values)
    {
        var sum = 0d;
        foreach (var value in values) sum += value;
        return sum;
    }

    private static float[] Turned(float[] matrix, int rows, int columns)
    {
        var turned = new float[matrix.Length];
        for (var at = 0; at < matrix.Length; at++) turned[(at % columns * rows) + (at / columns)] = matrix[at];
        return turned;
    }

    private static string Word(ExportTarget target) => target.ToString().ToLowerInvariant();

    private static IEnumerable<KeyValuePair<string, string>> Metadata(Network network, params (string Key, string Value)[] explanation) =>
        InputContractMetadata.Write(network.Contract).Concat(explanation.Select(entry => KeyValuePair.Create(MetadataPrefix + entry.Key, entry.Value)));
}
