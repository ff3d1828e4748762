namespace Steerlens.Models.Onnx;

/// <summary>Relu, Elu, Tanh, Sigmoid, Atan.</summary>
internal static class ActivationOperators
{
    public static void Translate(Node node, ActivationKind kind)
    {
        var input = node.Computed(0);
        var translation = node.Translation;
        var alpha = kind == ActivationKind.Elu ? node.Number("alpha", 1) : 1;
        if (!float.IsFinite(alpha)) throw node.Fail("Elu's alpha is not a number", "the file is damaged");
#pragma warning disable CA1308 // Layers have names in small letters.
        var ending = kind.ToString().ToLowerInvariant();
#pragma warning restore CA1308
        var name = translation.NameAfter(input.Layer, ending);
        node.Set(input.After(translation.Add(new Activation(name, [input.Layer], translation.ShapeOf(input.Layer), kind, alpha))));
    }
}
