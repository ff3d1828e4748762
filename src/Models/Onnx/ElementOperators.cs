namespace Steerlens.Models.Onnx;

/// <summary>Functions of single values that networks are composed of, and that exporters compute shapes and factors with: Exp, Log, Sqrt, Abs, Reciprocal, Pow, Min, Max.</summary>
internal static class ElementOperators
{
    /// <summary>A function of one value, of a constant at once.</summary>
    public static void Translate(Node node, ActivationKind kind, float alpha, Func<double, double> function)
    {
        if (node.Input(0) is Constant constant) node.Set(new Constant(constant.Dimensions, Array.ConvertAll(constant.Floats, value => (float)function(value))));
        else node.Set(ActivationOperators.After(node, node.Computed(0), kind, alpha));
    }

    /// <summary>Pow with a constant exponent.</summary>
    public static void Power(Node node)
    {
        var exponent = node.Constant(1, "exponent");
        if (exponent.Count != 1) throw node.Fail($"Pow has {exponent.Count} exponents", "one for all values is read");
        var power = exponent.Floats[0];
        if (power == 1) PassingOperators.Pass(node);
        else Translate(node, ActivationKind.Power, power, value => Math.Pow(value, power));
    }

    /// <summary>Min and Max of a tensor and a constant.</summary>
    public static void Bound(Node node)
    {
        if (node.InputCount != 2) throw node.Fail($"{node.Operator} has {node.InputCount} inputs", "two are read");
        var at = node.Input(0) is Constant ? 0 : 1;
        var bound = node.Constant(at, "bound");
        if (bound.Count != 1) throw node.Fail($"{node.Operator} has {bound.Count} bounds", "one for all values is read");
        var (least, most) = node.Operator is "Max" ? (bound.Floats[0], float.MaxValue) : (float.MinValue, bound.Floats[0]);
        var value = node.Computed(1 - at);
        node.Set(least == 0 ? ActivationOperators.After(node, value, ActivationKind.Relu, 1) : ActivationOperators.After(node, value, ActivationKind.Clip, least, most));
    }

    /// <summary>1 / x of a computed input.</summary>
    public static ComputedValue Reciprocal(Node node, int input) => ActivationOperators.After(node, node.Computed(input), ActivationKind.Power, -1);
}
