namespace Steerlens.Models.Onnx;

/// <summary>ReduceMean, ReduceSum, ReduceMax over some axes.</summary>
internal static class ReductionOperators
{
    public static void Mean(Node node)
    {
        if (Axes(node) is not { } axes) PassingOperators.Pass(node);
        else node.Set(Mean(node, node.Computed(0), axes, KeepsAxes(node)));
    }

    public static void Sum(Node node)
    {
        if (Axes(node) is not { } axes)
        {
            PassingOperators.Pass(node);
            return;
        }

        var input = node.Computed(0);
        var mean = Mean(node, input, axes, KeepsAxes(node));
        AffineStep.Apply(node, mean, [input.Count / mean.Count], [0]);
    }

    /// <summary>ReduceMax over all rows and columns.</summary>
    public static void Maximum(Node node)
    {
        var input = node.Computed(0);
        var translation = node.Translation;
        var shape = translation.ShapeOf(input.Layer);
        if (Axes(node) is not { } axes || AxisGroups.Over(node, input, axes) is var groups && (groups.Count != shape.Channels || groups.AsParts(index => index % shape.Channels) is not { } channels))
            throw node.Fail($"ReduceMax is over other axes of {string.Join('x', input.Dimensions)} than rows and columns", "only the maximum of a whole picture is read");
        var layer = new MaxPool(translation.NameAfter(input.Layer, "max"), [input.Layer], TensorShape.Vector(shape.Channels), (shape.Height, shape.Width), (1, 1));
        node.Set(Reduced(translation.Add(layer), input, axes, KeepsAxes(node), channels));
    }

    /// <summary>The mean over some axes of one picture's values.</summary>
    public static ComputedValue Mean(Node node, ComputedValue input, int[] axes, bool keepsAxes)
    {
        var translation = node.Translation;
        var shape = translation.ShapeOf(input.Layer);
        var (height, width, channels) = (shape.Height, shape.Width, shape.Channels);
        var groups = AxisGroups.Over(node, input, axes);
        var name = translation.NameAfter(input.Layer, "mean");
        if (groups.Count == channels && groups.AsParts(index => index % channels) is { } ofChannels)
            return Pooled(TensorShape.Vector(channels), (height, width), ofChannels);
        if (height > 1 && groups.Count == width * channels && groups.AsParts(index => index % (width * channels)) is { } ofColumns)
            return Pooled(shape with { Height = 1 }, (height, 1), ofColumns);
        if (width > 1 && groups.Count == height * channels && groups.AsParts(index => (index / (width * channels) * channels) + (index % channels)) is { } ofRows)
            return Pooled(shape with { Width = 1 }, (1, width), ofRows);
        if (groups.Count == height * width && groups.AsParts(index => index / channels) is { } positions)
        {
            var each = new float[channels];
            Array.Fill(each, 1f / channels);
            translation.Spend(groups.Count);
            return Reduced(translation.Add(new Convolution(name, [input.Layer], shape with { Channels = 1 }, (1, 1), (1, 1), (0, 0), each, [0])), input, axes, keepsAxes, positions);
        }

        translation.SpendWeights((long)input.Count * groups.Count);
        var weights = new float[input.Count * groups.Count];
        for (var index = 0; index < input.Count; index++) weights[(input.Order[index] * groups.Count) + groups.Numbers[index]] = (float)groups.Count / input.Count;
        var dense = new Dense(name, [input.Layer], TensorShape.Vector(groups.Count), weights, new float[groups.Count]);
        return Reduced(translation.Add(dense), input, axes, keepsAxes, ComputedValue.Straight(groups.Count));

        ComputedValue Pooled(TensorShape output, (int Height, int Width) kernel, int[] order)
        {
            translation.SpendWeights((long)kernel.Height * kernel.Width * channels * channels);
            return Reduced(translation.Add(new AveragePool(name, [input.Layer], output, kernel, (1, 1))), input, axes, keepsAxes, order);
        }
    }

    private static ComputedValue Reduced(int layer, ComputedValue input, int[] axes, bool keepsAxes, int[] order) => new()
    {
        Layer = layer,
        Dimensions = axes.Contains(0) ? keepsAxes ? [.. input.Dimensions.Select(_ => 1)] : [1]
            : keepsAxes ? [.. input.Dimensions.Select((size, axis) => axes.Contains(axis) ? 1 : size)]
            : [.. input.Dimensions.Where((_, axis) => !axes.Contains(axis))],
        Order = order,
        Exclusive = true,
    };

    /// <summary>The axes, which are an attribute in old files and an input in new ones; null where the node then does nothing.</summary>
    private static int[]? Axes(Node node)
    {
        var rank = node.Computed(0).Rank;
        var stated = node.Integers("axes") ?? node.OptionalConstant(1, "axes")?.Integers;
        if (stated is { Length: > 0 }) return [.. stated.Select(axis => node.Axis(axis, rank)).Distinct()];
        return node.Integer("noop_with_empty_axes", 0) != 0 ? null : [.. Enumerable.Range(0, rank)];
    }

    private static bool KeepsAxes(Node node) => node.Integer("keepdims", 1) != 0;
}
