namespace Steerlens.Models.Onnx;

/// <summary>LayerNormalization, InstanceNormalization, GroupNormalization: mean and variance are those of each picture.</summary>
internal static class NormalizationOperators
{
    private const float UsualEpsilon = 1e-5f;

    public static void Layer(Node node)
    {
        var input = node.Computed(0);
        var axis = node.Axis(node.Integer("axis", -1), input.Rank);
        var axes = node.Integers(ComposedOperators.Axes)?.Select(stated => node.Axis(stated, input.Rank)).ToArray() ?? [.. Enumerable.Range(axis, input.Rank - axis)];
        var normal = Normal(node, input, AxisGroups.Over(node, input, axes));
        var (scale, offset) = (node.OptionalConstant(1, "factors"), node.OptionalConstant(2, "summands"));
        if (scale is null && offset is null)
        {
            node.Set(normal);
            return;
        }

        AffineStep.Apply(node, normal, scale is null ? Same(1) : ArithmeticOperators.Broadcast(node, scale, normal, always: true), offset is null ? Same(0) : ArithmeticOperators.Broadcast(node, offset, normal, always: true));

        double[] Same(double value) => [.. Enumerable.Repeat(value, normal.Count)];
    }

    public static void Instance(Node node)
    {
        var input = node.Computed(0);
        if (input.Rank < 3) throw node.Fail($"InstanceNormalization reads {string.Join('x', input.Dimensions)}", "a picture is expected");
        Apply(node, input, input.Dimensions[1], AxisGroups.Over(node, input, [.. Enumerable.Range(2, input.Rank - 2)]));
    }

    public static void Group(Node node)
    {
        var input = node.Computed(0);
        var groups = node.Integer("num_groups", 0);
        if (input.Rank < 3 || groups < 1 || input.Dimensions[1] % groups != 0) throw node.Fail($"GroupNormalization has {groups} groups for {string.Join('x', input.Dimensions)}", "the file is damaged");
        Apply(node, input, node.Constant(1, "factors").Count, AxisGroups.Equal(input, (int)groups));
    }

    /// <summary>Normalises, then a factor and a summand for each channel, or for each group of them.</summary>
    private static void Apply(Node node, ComputedValue input, int count, AxisGroups groups)
    {
        var normal = Normal(node, input, groups);
        var (scale, offset) = (node.Constant(1, "factors"), node.Constant(2, "summands"));
        if (scale.Count != count || offset.Count != count || count < 1 || input.Count % count != 0) throw node.Fail($"{node.Operator} has {scale.Count} factors and {offset.Count} summands", "the file is damaged");
        node.Translation.Spend(4L * input.Count);
        var each = input.Count / count;
        AffineStep.Apply(node, normal, Spread(scale), Spread(offset));

        double[] Spread(Constant constant) => [.. Enumerable.Range(0, input.Count).Select(index => (double)constant.Floats[index / each])];
    }

    private static ComputedValue Normal(Node node, ComputedValue input, AxisGroups groups)
    {
        var translation = node.Translation;
        var shape = translation.ShapeOf(input.Layer);
        var epsilon = node.Number("epsilon", UsualEpsilon);
        if (!(epsilon >= 0) || !float.IsFinite(epsilon)) throw node.Fail($"{node.Operator} has epsilon {epsilon}", "the file is damaged");
        var (count, positions) = (groups.Count, shape.Height * shape.Width);
        var byPosition = positions > 1 && count == positions && groups.AsParts(index => index / shape.Channels) is not null;
        if (!byPosition && (shape.Channels % count != 0 || groups.AsParts(index => index % shape.Channels / (shape.Channels / count)) is null))
            throw node.Fail($"{node.Operator} is over parts of {string.Join('x', input.Dimensions)}", "groups must be the channels of a position, or equal parts of the channels at all positions");
        translation.Spend(shape.Length);
        var layer = new Normalization(translation.NameAfter(input.Layer, "normal"), [input.Layer], shape, byPosition, byPosition ? 1 : count, epsilon);
        return input.After(translation.Add(layer));
    }
}
