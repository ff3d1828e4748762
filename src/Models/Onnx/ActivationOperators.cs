namespace Steerlens.Models.Onnx;

/// <summary>Element-wise non-linearities, and Softmax.</summary>
internal static class ActivationOperators
{
    /// <summary>Parameters that ONNX has where a node states none.</summary>
    private static readonly Dictionary<ActivationKind, (float Alpha, float Beta)> Defaults = new()
    {
        [ActivationKind.Elu] = (1, 0),
        [ActivationKind.LeakyRelu] = (0.01f, 0),
        [ActivationKind.Selu] = (1.67326319217681884765625f, 1.05070102214813232421875f),
        [ActivationKind.HardSigmoid] = (0.2f, 0.5f),
        [ActivationKind.ThresholdedRelu] = (1, 0),
        [ActivationKind.Swish] = (1, 0),
    };

    public static void Translate(Node node, ActivationKind kind)
    {
        var (alpha, beta) = Defaults.GetValueOrDefault(kind, (1, 0));
        if (Defaults.ContainsKey(kind)) (alpha, beta) = (node.Number("alpha", alpha), node.Number(kind == ActivationKind.Selu ? "gamma" : "beta", beta));
        Add(node, kind, alpha, beta);
    }

    /// <summary>Gelu: exact, or with a hyperbolic tangent.</summary>
    public static void Gelu(Node node) => Add(node, node.Text("approximate", "none") switch
    {
        "none" => ActivationKind.Gelu,
        "tanh" => ActivationKind.GeluTanh,
        var other => throw node.Fail($"Gelu has approximate '{other}'", "none and tanh are read"),
    }, 1, 0);

    /// <summary>Clip: the bounds are attributes in old files and inputs in new ones.</summary>
    public static void Clip(Node node)
    {
        var least = Bound("min", 1, float.MinValue);
        var most = Bound("max", 2, float.MaxValue);
        if (least == 0 && most == float.MaxValue) Add(node, ActivationKind.Relu, 1, 0);
        else Add(node, ActivationKind.Clip, least, most);

        float Bound(string attribute, int input, float otherwise)
        {
            if (node.Find(attribute) is { } stated) return stated.F;
            if (node.OptionalConstant(input, attribute) is not { } constant) return otherwise;
            return constant.Count == 1 ? Math.Clamp(constant.Floats[0], float.MinValue, float.MaxValue) : throw node.Fail($"Clip has {constant.Count} values for {attribute}", "the file is damaged");
        }
    }

    /// <summary>PRelu: a slope for all values or for each channel.</summary>
    public static void ParametricRelu(Node node)
    {
        var input = node.Computed(0);
        var channels = node.Translation.ShapeOf(input.Layer).Channels;
        var values = ArithmeticOperators.Broadcast(node, node.Constant(1, "slopes"), input);
        if (values.Length == 1)
        {
            Add(node, ActivationKind.LeakyRelu, (float)values[0], 0);
            return;
        }

        var slopes = new float[channels];
        for (var index = 0; index < values.Length; index++) slopes[input.Order[index] % channels] = (float)values[index];
        for (var index = 0; index < values.Length; index++)
        {
            if (slopes[input.Order[index] % channels] != (float)values[index]) throw node.Fail("PRelu's slopes differ within a channel", "only one slope for each channel is read");
        }

        node.Translation.RequireFinite(slopes, "PRelu", "slopes");
        Add(node, ActivationKind.LeakyRelu, 1, 0, slopes);
    }

    /// <summary>Softmax over the values of a vector, or over the channels of a picture.</summary>
    public static void Softmax(Node node)
    {
        var input = node.Computed(0);
        var shape = node.Translation.ShapeOf(input.Layer);
        var isFlat = node.Translation.OperatorSet < 13;
        var axis = node.Axis(node.Integer("axis", isFlat ? 1 : -1), input.Rank);

        // Before operator set 13 it was over all axes from that one on.
        if (isFlat && input.Dimensions[(axis + 1)..].Any(size => size != 1)) throw node.Fail($"Softmax is over all values of {string.Join('x', input.Dimensions)}", "export it with operator set 13 or newer");
        if (input.Dimensions[axis] != shape.Channels || (input.Rank > 2 && !input.IsPicture(shape, channelsFirst: axis == 1)))
            throw node.Fail($"Softmax is over axis {axis} of {string.Join('x', input.Dimensions)}", "only one over the values of a vector or the channels of a picture is read");
        node.Set(input.After(node.Translation.Add(new Softmax(node.Translation.NameAfter(input.Layer, "softmax"), [input.Layer], shape))));
    }

    private static void Add(Node node, ActivationKind kind, float alpha, float beta, float[]? slopes = null) => node.Set(After(node, node.Computed(0), kind, alpha, beta, slopes));

    /// <summary>A value with a function applied to it.</summary>
    public static ComputedValue After(Node node, ComputedValue input, ActivationKind kind, float alpha, float beta = 0, float[]? slopes = null)
    {
        var translation = node.Translation;
        if (!float.IsFinite(alpha) || !float.IsFinite(beta)) throw node.Fail($"{node.Operator}'s parameter is not a number", "the file is damaged");
#pragma warning disable CA1308 // Layers have names in small letters.
        var ending = kind.ToString().ToLowerInvariant();
#pragma warning restore CA1308
        var name = translation.NameAfter(input.Layer, ending);
        var activation = new Activation(name, [input.Layer], translation.ShapeOf(input.Layer), kind, alpha, beta) { Slopes = slopes };
        return input.After(translation.Add(activation));
    }
}
