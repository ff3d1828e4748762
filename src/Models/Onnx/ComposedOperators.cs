namespace Steerlens.Models.Onnx;

/// <summary>
/// Functions that exporters take apart, put together again before the graph is read: Swish, Mish, HardSwish, Gelu and layer normalisation. As
/// one operator each they need no branches, whose windows could share less work, and no mean of computed values.
/// </summary>
internal sealed class ComposedOperators
{
    /// <summary>An attribute that only a normalisation put together here has: the axes that it is over.</summary>
    public const string Axes = "axes";

    private const double Tolerance = 1e-4;

    private readonly Dictionary<string, NodeProto> _makers = new(StringComparer.Ordinal);
    private readonly Dictionary<string, TensorProto> _stored = new(StringComparer.Ordinal);
    private readonly Func<TensorProto, Constant> _decode;

    private ComposedOperators(GraphProto graph, Func<TensorProto, Constant> decode)
    {
        _decode = decode;
        foreach (var tensor in graph.Initializer) _stored[tensor.Name] = tensor;
        foreach (var node in graph.Node)
        {
            foreach (var output in node.Output) _makers[output] = node;
        }
    }

    /// <summary>Changes each node that ends such a function into the function; what it was made of is then read by nobody.</summary>
    /// <param name="graph">The graph, whose names are each made once.</param>
    /// <param name="decode">Reads a stored tensor of one value.</param>
    public static void Join(GraphProto graph, Func<TensorProto, Constant> decode)
    {
        var composed = new ComposedOperators(graph, decode);
        foreach (var node in graph.Node)
        {
            if (node.Domain is not ("" or "ai.onnx") || node.Input.Count != 2 || node.Output.Count != 1) continue;
            if (node.OpType is "Mul") composed.JoinProduct(node);
            else if (node.OpType is "Div") composed.JoinNormalization(node);
        }
    }

    private void JoinProduct(NodeProto node)
    {
        foreach (var (x, gate) in new[] { (node.Input[0], node.Input[1]), (node.Input[1], node.Input[0]) })
        {
            if (MakerOf(gate, "Sigmoid") is { } sigmoid && Reads(sigmoid, x)) Become(node, "Swish", x);
            else if (MakerOf(gate, "HardSigmoid") is { } hard && Reads(hard, x) && IsNear(Number(hard, "alpha"), 1 / 6d) && IsNear(Number(hard, "beta") ?? 0.5, 0.5)) Become(node, "HardSwish", x);
            else if (MakerOf(gate, "Tanh") is { } tanh && MakerOf(tanh.Input[0], "Softplus") is { } softplus && Reads(softplus, x)) Become(node, "Mish", x);
            else if (IsNear(Single(gate), 0.5) && MakerOf(x, "Mul") is { } product && GeluOf(product.Input[0], product.Input[1]) is { } whole) Become(node, "Gelu", whole);
            else if (MakerOf(x, "Mul") is { } half && HalfOf(half) is { } halved && ErfOf(gate) is { } argument && string.Equals(argument, halved, StringComparison.Ordinal)) Become(node, "Gelu", halved);
            else continue;
            return;
        }
    }

    /// <summary>What x is where one of two factors is x and the other 1 + erf(x / sqrt(2)).</summary>
    private string? GeluOf(string left, string right) =>
        string.Equals(ErfOf(right), left, StringComparison.Ordinal) ? left : string.Equals(ErfOf(left), right, StringComparison.Ordinal) ? right : null;

    /// <summary>x of 1 + erf(x / sqrt(2)).</summary>
    private string? ErfOf(string name)
    {
        if (MakerOf(name, "Add") is not { Input.Count: 2 } sum) return null;
        var erf = MakerOf(sum.Input[0], "Erf") ?? MakerOf(sum.Input[1], "Erf");
        if (erf is null || !sum.Input.Any(input => IsNear(Single(input), 1))) return null;
        if (MakerOf(erf.Input[0], "Div") is { } quotient) return IsNear(Single(quotient.Input[1]), Math.Sqrt(2)) ? quotient.Input[0] : null;
        if (MakerOf(erf.Input[0], "Mul") is not { } product) return null;
        return IsNear(Single(product.Input[1]), Math.Sqrt(0.5)) ? product.Input[0] : IsNear(Single(product.Input[0]), Math.Sqrt(0.5)) ? product.Input[1] : null;
    }

    private string? HalfOf(NodeProto product) => IsNear(Single(product.Input[1]), 0.5) ? product.Input[0] : IsNear(Single(product.Input[0]), 0.5) ? product.Input[1] : null;

    /// <summary>(x - mean) / sqrt(mean of its square + epsilon).</summary>
    private void JoinNormalization(NodeProto node)
    {
        if (MakerOf(node.Input[0], "Sub") is not { Input.Count: 2 } difference || MakerOf(node.Input[1], "Sqrt") is not { } root) return;
        if (MakerOf(difference.Input[1], "ReduceMean") is not { } mean || !Reads(mean, difference.Input[0])) return;
        if (MakerOf(root.Input[0], "Add") is not { Input.Count: 2 } sum) return;
        var at = MakerOf(sum.Input[0], "ReduceMean") is null ? 1 : 0;
        if (MakerOf(sum.Input[at], "ReduceMean") is not { } variance || Single(sum.Input[1 - at]) is not (>= 0 and var epsilon)) return;
        var square = MakerOf(variance.Input[0], "Pow") ?? MakerOf(variance.Input[0], "Mul");
        if (square is null || !Reads(square, node.Input[0])) return;
        if (square.OpType is "Pow" ? !IsNear(Single(square.Input[1]), 2) : !string.Equals(square.Input[1], node.Input[0], StringComparison.Ordinal)) return;
        if (AxesOf(mean) is not { Length: > 0 } axes || AxesOf(variance) is not { } others || !axes.SequenceEqual(others) || KeepsNoAxes(mean) || KeepsNoAxes(variance)) return;
        Become(node, "LayerNormalization", difference.Input[0]);
        node.Attribute.Add(new AttributeProto { Name = "epsilon", F = (float)epsilon });
        var attribute = new AttributeProto { Name = Axes };
        attribute.Ints.AddRange(axes);
        node.Attribute.Add(attribute);
    }

    private static void Become(NodeProto node, string operation, string input)
    {
        node.OpType = operation;
        node.Input.Clear();
        node.Input.Add(input);
        node.Attribute.Clear();
    }

    private static bool Reads(NodeProto node, string name) => string.Equals(node.Input[0], name, StringComparison.Ordinal);

    private static bool IsNear(double? value, double expected) => value is { } number && Math.Abs(number - expected) <= Tolerance;

    private static double? Number(NodeProto node, string attribute) => node.Attribute.FirstOrDefault(found => string.Equals(found.Name, attribute, StringComparison.Ordinal))?.F;

    private static bool KeepsNoAxes(NodeProto node) => node.Attribute.Any(found => found is { Name: "keepdims", I: 0 });

    /// <summary>The node that makes a name, if it is of this operator and has as many inputs as that needs.</summary>
    private NodeProto? MakerOf(string name, string operation) =>
        _makers.GetValueOrDefault(name) is { Domain: "" or "ai.onnx" } node && string.Equals(node.OpType, operation, StringComparison.Ordinal)
        && node.Input.Count >= (operation is "Add" or "Sub" or "Mul" or "Div" or "Pow" ? 2 : 1) ? node : null;

    private long[]? AxesOf(NodeProto node) => node.Attribute.FirstOrDefault(found => found.Name is "axes") is { } stated ? [.. stated.Ints] : node.Input.Count > 1 ? TensorOf(node.Input[1])?.Integers : null;

    /// <summary>The value of a constant that has one; null for any other name.</summary>
    private double? Single(string name) => TensorOf(name) is { Count: 1 } constant ? constant.Floats[0] : null;

    private Constant? TensorOf(string name)
    {
        if (_stored.GetValueOrDefault(name) is { } stored) return IsSmall(stored) ? _decode(stored) : null;
        if (_makers.GetValueOrDefault(name) is not { OpType: "Constant" } maker) return null;
        if (maker.Attribute.FirstOrDefault(found => found.Name is "value")?.T is { } tensor) return IsSmall(tensor) ? _decode(tensor) : null;
        return maker.Attribute.FirstOrDefault(found => found.Name is "value_float") is { } number ? new Constant([], [number.F]) : null;
    }

    private static bool IsSmall(TensorProto tensor) => tensor.Dims.Count <= 1 && tensor.Dims.All(size => size is >= 0 and <= 8) && tensor.DataLocation == 0;
}
