namespace Steerlens.Models.Export;

/// <summary>Writes the derivative of an element-wise non-linearity as operators.</summary>
internal static class DerivativeNodes
{
    /// <summary>The derivative of a layer at each of its values.</summary>
    /// <param name="graph">Gets the operators.</param>
    /// <param name="layer">The layer.</param>
    /// <param name="x">What goes in.</param>
    /// <param name="y">What it puts out.</param>
    /// <exception cref="NetworkFormatException">Its derivative can't be written.</exception>
    public static string Write(OnnxGraph graph, Activation layer, string x, string y)
    {
        var one = graph.Scalar(1);
        var (alpha, beta) = (layer.Alpha, layer.Beta);
        return layer.Kind switch
        {
            ActivationKind.Relu => IsAbove(x, 0),
            ActivationKind.ThresholdedRelu => IsAbove(x, alpha),
            ActivationKind.Elu => WhereAbove(x, 0, one, graph.Add("Add", [y, graph.Scalar(alpha)])),
            ActivationKind.Selu => WhereAbove(x, 0, graph.Scalar(beta), graph.Add("Add", [y, graph.Scalar((double)alpha * beta)])),
            ActivationKind.LeakyRelu => WhereAbove(x, 0, one, layer.Slopes is { } slopes ? graph.Constant(slopes, slopes.Length, 1, 1) : graph.Scalar(alpha)),
            ActivationKind.Tanh => graph.Add("Sub", [one, graph.Add("Mul", [y, y])]),
            ActivationKind.Sigmoid => graph.Add("Mul", [y, graph.Add("Sub", [one, y])]),
            ActivationKind.Atan => graph.Add("Reciprocal", [graph.Add("Add", [one, graph.Add("Mul", [x, x])])]),
            ActivationKind.Softplus => graph.Add("Sigmoid", [x]),
            ActivationKind.Softsign => Squared(graph.Add("Reciprocal", [graph.Add("Add", [one, graph.Add("Abs", [x])])])),
            ActivationKind.HardSigmoid => graph.Add("Mul", [graph.Scalar(alpha), Both(IsAbove(y, 0), IsBelow(y, 1))]),
            ActivationKind.HardSwish => WhereAbove(x, -3, WhereBelow(x, 3, graph.Add("Add", [graph.Add("Div", [x, graph.Scalar(3)]), graph.Scalar(0.5)]), one), graph.Scalar(0)),
            ActivationKind.Clip => graph.Add("Sub", [one, Either(IsBelow(x, alpha), IsAbove(x, beta))]),
            ActivationKind.Erf => SmoothNodes.Bell(graph, x, 2 / Math.Sqrt(Math.PI), 1),
            ActivationKind.Exp => y,
            ActivationKind.Log => graph.Add("Reciprocal", [x]),
            ActivationKind.Abs => graph.Add("Sign", [x]),
            ActivationKind.Power => graph.Add("Mul", [graph.Scalar(alpha), graph.Add("Pow", [x, graph.Scalar(alpha - 1)])]),
            ActivationKind.Gelu => graph.Add("Add", [SmoothNodes.Normal(graph, x), graph.Add("Mul", [x, SmoothNodes.Bell(graph, x, 1 / Math.Sqrt(2 * Math.PI), 0.5)])]),
            ActivationKind.GeluTanh => OfGatedTanh(graph.Add("Tanh", [SmoothNodes.Cubic(graph, x)]), SmoothNodes.CubicSlope(graph, x), isHalf: true),
            ActivationKind.Mish => OfGatedTanh(graph.Add("Tanh", [graph.Add("Softplus", [x])]), graph.Add("Sigmoid", [x]), isHalf: false),
            ActivationKind.Swish => OfSwish(SmoothNodes.Logistic(graph, x, alpha)),
            _ => throw new NetworkFormatException($"the derivative of layer '{layer.Name}', a {layer.Kind}, can't be exported."),
        };

        // x * gate, where the gate is tanh of something whose slope is known, or (1 + that) / 2.
        string OfGatedTanh(string tanh, string slope, bool isHalf)
        {
            var bend = graph.Add("Mul", [x, graph.Add("Mul", [SmoothNodes.Bend(graph, tanh), slope])]);
            return isHalf ? graph.Add("Add", [SmoothNodes.Half(graph, tanh), graph.Add("Mul", [graph.Scalar(0.5), bend])]) : graph.Add("Add", [tanh, bend]);
        }

        string OfSwish(string logistic) => graph.Add(
            "Mul", [logistic, graph.Add("Add", [one, graph.Add("Mul", [graph.Scalar(alpha), graph.Add("Mul", [x, graph.Add("Sub", [one, logistic])])])])]);
        string Number(string truth) => graph.Add("Cast", [truth], OnnxGraph.Attribute("to", 1));
        string IsAbove(string value, double limit) => Number(graph.Add("Greater", [value, graph.Scalar(limit)]));
        string IsBelow(string value, double limit) => Number(graph.Add("Less", [value, graph.Scalar(limit)]));
        string Both(string first, string second) => graph.Add("Mul", [first, second]);
        string Either(string first, string second) => graph.Add("Add", [first, second]);
        string Squared(string value) => graph.Add("Mul", [value, value]);
        string WhereAbove(string value, double limit, string then, string otherwise) => graph.Add("Where", [graph.Add("Greater", [value, graph.Scalar(limit)]), then, otherwise]);
        string WhereBelow(string value, double limit, string then, string otherwise) => graph.Add("Where", [graph.Add("Less", [value, graph.Scalar(limit)]), then, otherwise]);
    }
}
