namespace Steerlens.Models.Onnx;

/// <summary>Gemm and MatMul: fully connected layers. An addition that follows becomes the bias.</summary>
internal static class DenseOperators
{
    public static void Gemm(Node node)
    {
        if (node.Integer("transA", 0) != 0) throw node.Fail("Gemm transposes its input (transA)", "only x * W + b is read");
        var bias = node.OptionalConstant(2, "bias");
        Translate(node, node.Integer("transB", 0) != 0, node.Number("alpha", 1), bias, node.Number("beta", 1));
    }

    public static void MatMul(Node node) => Translate(node, transposed: false, factor: 1, bias: null, biasFactor: 1);

    private static void Translate(Node node, bool transposed, float factor, Constant? bias, float biasFactor)
    {
        var translation = node.Translation;
        var input = node.Viewed(0);
        var weights = node.Constant(1, "weights");
        if (weights.Rank != 2) throw node.Fail($"{node.Operator}'s weights are {string.Join('x', weights.Dimensions)}", "two dimensions are expected");
        var (inputs, units) = transposed ? (weights.Dimensions[1], weights.Dimensions[0]) : (weights.Dimensions[0], weights.Dimensions[1]);
        if (input.Dimensions[^1] != input.Count)
            throw node.Fail($"{node.Operator} reads {string.Join('x', input.Dimensions)}", "flatten the features before the first dense layer");
        if (input.Count != inputs)
            throw node.Fail($"{node.Operator} has weights for {inputs} values but reads {input.Count}", "export the network with the input shape that it was trained on");
        if (units < 1) throw node.Fail($"{node.Operator} has no outputs", "the file is damaged");
        if (bias != null && bias.Count != 1 && bias.Count != units) throw node.Fail($"{node.Operator} has {units} outputs but {bias.Count} biases", "the file is damaged");

        translation.SpendWeights(weights.Count + units);
        var name = translation.NameWeights("dense", node);
        var stored = weights.Floats;
        translation.RequireFinite(stored, name, "weights");
        var result = new float[stored.Length];
        var sums = new double[units];
        if (bias != null)
        {
            var values = bias.Floats;
            for (var unit = 0; unit < units; unit++) sums[unit] = (double)biasFactor * values[values.Length == 1 ? 0 : unit];
        }

        for (var from = 0; from < inputs; from++)
        {
            var to = input.Order[from];
            var scale = input.Pending is { } pending ? pending.Scale[to] : 1;
            var offset = input.Pending?.Offset[to] ?? 0;
            for (var unit = 0; unit < units; unit++)
            {
                var weight = (double)factor * stored[transposed ? (unit * inputs) + from : (from * units) + unit];
                result[(to * units) + unit] = (float)(weight * scale);
                sums[unit] += weight * offset;
            }
        }

        var biases = Array.ConvertAll(sums, sum => (float)sum);
        translation.RequireFinite(result, name, "weights");
        translation.RequireFinite(biases, name, "biases");
        node.Set(new ComputedValue
        {
            Layer = translation.Add(new Dense(name, [input.Layer], TensorShape.Vector(units), result, biases)),
            Dimensions = [.. input.Dimensions[..^1], units],
            Order = ComputedValue.Straight(units),
            Exclusive = true,
        });
    }
}
