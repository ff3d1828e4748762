namespace Steerlens.Models.Onnx;

/// <summary>Operators that change nothing when a network is used: Identity, Dropout, Cast between kinds of floats.</summary>
internal static class PassingOperators
{
    public static void Pass(Node node) => node.Set(node.Input(0) is Constant constant ? constant : node.Viewed(0));

    public static void Cast(Node node)
    {
        var kind = node.Integer("to", 1);
        var toFloat = kind is 1 or 10 or 11 or 16;
        if (node.Input(0) is Constant constant)
        {
            node.Translation.SpendWeights(constant.Count);
            node.Set(toFloat ? new Constant(constant.Dimensions, constant.Floats) : new Constant(constant.Dimensions, constant.Integers));
            return;
        }

        if (!toFloat) throw node.Fail($"Cast turns a computed tensor into numbers of kind {kind}", "only floats are read");
        node.Set(node.Viewed(0));
    }
}
