namespace Steerlens.Models.Export;

/// <summary>Writes the parts that the smooth non-linearities are made of, which operator set 17 has no operators for.</summary>
internal static class SmoothNodes
{
    private const double CubicShare = 0.044715;

    /// <summary>1 / (1 + exp(-factor * x)).</summary>
    public static string Logistic(OnnxGraph graph, string x, double factor) =>
        graph.Add("Sigmoid", [factor == 1 ? x : graph.Add("Mul", [x, graph.Scalar(factor)])]);

    /// <summary>The share of the normal distribution below x.</summary>
    public static string Normal(OnnxGraph graph, string x) => Half(graph, graph.Add("Erf", [graph.Add("Mul", [x, graph.Scalar(1 / Math.Sqrt(2))])]));

    /// <summary>sqrt(2 / pi) * (x + 0.044715 * x^3).</summary>
    public static string Cubic(OnnxGraph graph, string x)
    {
        var cube = graph.Add("Mul", [x, graph.Add("Mul", [x, x])]);
        return graph.Add("Mul", [graph.Scalar(Math.Sqrt(2 / Math.PI)), graph.Add("Add", [x, graph.Add("Mul", [graph.Scalar(CubicShare), cube])])]);
    }

    /// <summary>The derivative of <see cref="Cubic"/>.</summary>
    public static string CubicSlope(OnnxGraph graph, string x)
    {
        var square = graph.Add("Mul", [graph.Scalar(3 * CubicShare), graph.Add("Mul", [x, x])]);
        return graph.Add("Mul", [graph.Scalar(Math.Sqrt(2 / Math.PI)), graph.Add("Add", [graph.Scalar(1), square])]);
    }

    /// <summary>(1 + x) / 2.</summary>
    public static string Half(OnnxGraph graph, string x) => graph.Add("Mul", [graph.Scalar(0.5), graph.Add("Add", [graph.Scalar(1), x])]);

    /// <summary>factor * exp(-share * x^2).</summary>
    public static string Bell(OnnxGraph graph, string x, double factor, double share) =>
        graph.Add("Mul", [graph.Scalar(factor), graph.Add("Exp", [graph.Add("Mul", [graph.Scalar(-share), graph.Add("Mul", [x, x])])])]);

    /// <summary>1 - x^2: the derivative of the hyperbolic tangent where x is its value.</summary>
    public static string Bend(OnnxGraph graph, string x) => graph.Add("Sub", [graph.Scalar(1), graph.Add("Mul", [x, x])]);
}
