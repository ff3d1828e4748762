namespace Steerlens.Models.Onnx;

/// <summary>Operators that move values without changing them. On computed tensors they cost nothing: the next layer's weights follow.</summary>
internal static class ViewOperators
{
    public static void Transpose(Node node)
    {
        var value = node.Input(0);
        var dimensions = Dimensions(value);
        var permutation = (node.Integers("perm") ?? [.. Enumerable.Range(0, dimensions.Length).Reverse().Select(axis => (long)axis)])
            .Select(axis => node.Axis(axis, dimensions.Length)).ToArray();
        if (permutation.Length != dimensions.Length || permutation.Distinct().Count() != dimensions.Length) throw node.Fail("Transpose has a wrong perm", "the file is damaged");
        if (value is ComputedValue && permutation[0] != 0) throw MixesBatch(node);
        var moved = Array.ConvertAll(permutation, axis => dimensions[axis]);
        var from = Sources(node, dimensions, permutation);
        if (value is Constant constant) node.Set(constant.Pick(moved, from));
        else View(node, moved, from);
    }

    public static void Reshape(Node node)
    {
        var value = node.Input(0);
        var target = node.Integers("shape") ?? node.Constant(1, "shape").Integers;
        var dimensions = Dimensions(value);
        var count = dimensions.Aggregate(1L, (product, size) => product * size);
        if (target.Length > 8) throw node.Fail($"Reshape makes {target.Length} dimensions", "at most 8 are read");
        var result = new long[target.Length];
        var (open, known) = (-1, 1L);
        for (var axis = 0; axis < target.Length; axis++)
        {
            result[axis] = target[axis] == 0 && node.Integer("allowzero", 0) == 0 && axis < dimensions.Length ? dimensions[axis] : target[axis];
            if (result[axis] == -1 && open < 0) open = axis;
            else if (result[axis] is < 1 or > int.MaxValue || known * result[axis] > int.MaxValue) throw Mismatch();
            else known *= result[axis];
        }

        if (open >= 0) result[open] = count / known;
        else if (known != count) throw Mismatch();
        if (count % known != 0) throw Mismatch();
        SetDimensions(node, value, Array.ConvertAll(result, size => (int)size));

        NetworkFormatException Mismatch() =>
            node.Fail($"Reshape turns {string.Join('x', dimensions)} into {string.Join('x', target)}", "the sizes do not fit: export the network with the input shape that it was trained on");
    }

    public static void Flatten(Node node)
    {
        var value = node.Input(0);
        var dimensions = Dimensions(value);
        var stated = node.Integer("axis", 1);
        var axis = stated == dimensions.Length ? dimensions.Length : node.Axis(stated, dimensions.Length);
        SetDimensions(node, value, [Product(dimensions[..axis]), Product(dimensions[axis..])]);
    }

    public static void Squeeze(Node node)
    {
        var value = node.Input(0);
        var dimensions = Dimensions(value);
        var axes = (node.Integers("axes") ?? node.OptionalConstant(1, "axes")?.Integers)?.Select(axis => node.Axis(axis, dimensions.Length)).ToArray()
            ?? [.. Enumerable.Range(value is Constant ? 0 : 1, Math.Max(0, dimensions.Length - (value is Constant ? 0 : 1))).Where(axis => dimensions[axis] == 1)];
        if (Array.Exists(axes, axis => dimensions[axis] != 1)) throw node.Fail("Squeeze removes an axis that is not 1", "the file is damaged");
        SetDimensions(node, value, [.. dimensions.Where((_, axis) => !axes.Contains(axis))]);
    }

    public static void Unsqueeze(Node node)
    {
        var value = node.Input(0);
        var dimensions = Dimensions(value).ToList();
        var stated = node.Integers("axes") ?? node.Constant(1, "axes").Integers;
        if (stated.Length > 8) throw node.Fail($"Unsqueeze adds {stated.Length} dimensions", "at most 8 are read");
        foreach (var axis in stated.Select(axis => node.Axis(axis, dimensions.Count + stated.Length)).Order())
        {
            if (axis > dimensions.Count) throw node.Fail("Unsqueeze names an axis twice", "the file is damaged");
            dimensions.Insert(axis, 1);
        }

        SetDimensions(node, value, [.. dimensions]);
    }

    private static int[] Dimensions(Value value) => value is Constant constant ? constant.Dimensions : ((ComputedValue)value).Dimensions;

    private static int Product(int[] dimensions) => dimensions.Aggregate(1, (product, size) => product * size);

    private static void SetDimensions(Node node, Value value, int[] dimensions)
    {
        if (value is Constant constant)
        {
            node.Set(constant.WithDimensions(dimensions));
            return;
        }

        if (dimensions.Length == 0 || dimensions[0] != 1) throw MixesBatch(node);
        var computed = node.Viewed(0);
        node.Set(computed.View(dimensions, computed.Order));
    }

    private static void View(Node node, int[] dimensions, int[] from)
    {
        var computed = node.Viewed(0);
        node.Set(computed.View(dimensions, Array.ConvertAll(from, index => computed.Order[index])));
    }

    /// <summary>For each value of the transposed tensor, its index in the tensor before.</summary>
    private static int[] Sources(Node node, int[] dimensions, int[] permutation)
    {
        var count = Product(dimensions);
        node.Translation.Spend(2L * count);
        var steps = new int[dimensions.Length];
        var step = 1;
        for (var axis = dimensions.Length - 1; axis >= 0; axis--)
        {
            steps[axis] = step;
            step *= dimensions[axis];
        }

        var result = new int[count];
        for (var index = 0; index < count; index++)
        {
            var (rest, from) = (index, 0);
            for (var axis = permutation.Length - 1; axis >= 0; axis--)
            {
                var size = dimensions[permutation[axis]];
                from += rest % size * steps[permutation[axis]];
                rest /= size;
            }

            result[index] = from;
        }

        return result;
    }

    private static NetworkFormatException MixesBatch(Node node) =>
        node.Fail($"{node.Operator} moves the batch dimension away from the front", "export the network so that the batch stays first");
}
