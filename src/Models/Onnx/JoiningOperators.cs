namespace Steerlens.Models.Onnx;

/// <summary>Operators that join branches of the network: Add, Sub, Mul and Div of two computed tensors, Sum, Concat.</summary>
internal static class JoiningOperators
{
    private const int MaximumInputs = 64;

    /// <summary>Add, Sub, Mul and Div of two computed tensors.</summary>
    public static void Join(Node node)
    {
        var (left, right) = (node.Computed(0), node.Computed(1));
        switch (node.Operator)
        {
            case "Add":
                Combine(node, [left, right], "sum");
                break;
            case "Sub":
                Combine(node, [left, Negated(node, right)], "sum");
                break;
            case "Mul":
                Combine(node, [left, right], "product");
                break;
            default:
                Combine(node, [left, ElementOperators.Reciprocal(node, 1)], "product");
                break;
        }
    }

    /// <summary>Sum of any number of computed tensors.</summary>
    public static void Sum(Node node)
    {
        if (node.InputCount is < 1 or > MaximumInputs) throw node.Fail($"Sum has {node.InputCount} inputs", $"1 to {MaximumInputs} are read");
        var inputs = Enumerable.Range(0, node.InputCount).Select(node.Computed).ToArray();
        if (inputs is [var only]) node.Set(only);
        else Combine(node, inputs, "sum");
    }

    /// <summary>Concat of lists of numbers, or of branches of the network.</summary>
    public static void Concat(Node node)
    {
        if (node.InputCount is < 1 or > MaximumInputs) throw node.Fail($"Concat has {node.InputCount} inputs", $"1 to {MaximumInputs} are read");
        if (node.Input(0) is Constant) ConstantOperators.Concat(node);
        else Concatenate(node, [.. Enumerable.Range(0, node.InputCount).Select(node.Computed)]);
    }

    private static void Concatenate(Node node, ComputedValue[] inputs)
    {
        if (inputs is [var only])
        {
            node.Set(only);
            return;
        }

        var translation = node.Translation;
        var rank = inputs[0].Rank;
        var axis = node.Axis(node.Integer("axis", 1), rank);
        var dimensions = inputs[0].Dimensions.ToArray();
        if (inputs.Any(input => input.Rank != rank || input.Dimensions.Where((size, at) => at != axis && size != dimensions[at]).Any()) || axis == 0)
            throw node.Fail($"Concat joins {string.Join(" and ", inputs.Select(input => string.Join('x', input.Dimensions)))} along axis {axis}", "the other sizes must agree, and the batch stays apart");
        dimensions[axis] = inputs.Sum(input => input.Dimensions[axis]);
        var shapes = Array.ConvertAll(inputs, input => translation.ShapeOf(input.Layer));
        var (height, width) = (shapes[0].Height, shapes[0].Width);
        var byChannel = Array.TrueForAll(shapes, shape => (shape.Height, shape.Width) == (height, width)) && rank == 4 && height * width > 1;
        var output = byChannel ? new TensorShape(height, width, shapes.Sum(shape => shape.Channels)) : TensorShape.Vector(shapes.Sum(shape => shape.Length));
        if (byChannel && !inputs.Zip(shapes).All(pair => pair.First.IsPicture(pair.Second, channelsFirst: axis == 1)))
            throw node.Fail($"Concat joins pictures along axis {axis}", "only pictures whose channels are put one behind the other are read");
        translation.Spend(2L * output.Length);
        int[] sources = [.. inputs.Select(input => input.Layer)];
        var layer = (byChannel ? null : DenseHeads.Joined(translation, sources)) ?? translation.Add(new Concatenation(translation.NameAfter(inputs[0].Layer, "concat"), sources, output));
        node.Set(byChannel
            ? ComputedValue.Picture(layer, output, channelsFirst: axis == 1)
            : new ComputedValue { Layer = layer, Dimensions = dimensions, Order = FlatOrder(inputs, shapes, dimensions, axis), Exclusive = true });
    }

    /// <summary>For each value of the joined tensor its place in the flat vector, in which each input lies as its layer does.</summary>
    private static int[] FlatOrder(ComputedValue[] inputs, TensorShape[] shapes, int[] dimensions, int axis)
    {
        var inner = dimensions.Skip(axis + 1).Aggregate(1, (product, size) => product * size);
        var outer = dimensions.Skip(1).Take(axis - 1).Aggregate(1, (product, size) => product * size);
        var order = new List<int>();
        for (var block = 0; block < outer; block++)
        {
            var start = 0;
            foreach (var (input, shape) in inputs.Zip(shapes))
            {
                var length = input.Dimensions[axis] * inner;
                for (var index = block * length; index < (block + 1) * length; index++) order.Add(start + input.Order[index]);
                start += shape.Length;
            }
        }

        return [.. order];
    }

    /// <summary>Adds or multiplies; an input with one value for each channel counts at every position.</summary>
    private static void Combine(Node node, ComputedValue[] inputs, string kind)
    {
        var translation = node.Translation;
        var whole = inputs.MaxBy(input => input.Count)!;
        var shape = translation.ShapeOf(whole.Layer);
        foreach (var input in inputs)
        {
            if (!Fits(input, translation.ShapeOf(input.Layer), whole, shape))
                throw node.Fail($"{node.Operator} joins {string.Join(" and ", inputs.Select(other => string.Join('x', other.Dimensions)))}", "branches must have the same shape and order, or one value for each channel");
        }

        translation.Spend(shape.Length);
        var name = translation.NameAfter(whole.Layer, kind);
        int[] sources = [.. inputs.OrderByDescending(input => input.Count).Select(input => input.Layer)];
        node.Set(whole.After(translation.Add(kind is "sum" ? new Sum(name, sources, shape) : new Product(name, sources, shape))));
    }

    private static bool Fits(ComputedValue input, TensorShape shape, ComputedValue whole, TensorShape wholeShape)
    {
        if (shape == wholeShape && input.Order.AsSpan().SequenceEqual(whole.Order) && input.Dimensions.AsSpan().SequenceEqual(whole.Dimensions)) return true;
        if (input.Count == 1) return true;
        if (shape is not { Height: 1, Width: 1 } || shape.Channels != wholeShape.Channels || input.Rank != whole.Rank) return false;

        // Along each axis as long as the whole, or 1; then every value must meet its own channel.
        for (var axis = 1; axis < whole.Rank; axis++)
        {
            if (input.Dimensions[axis] != whole.Dimensions[axis] && input.Dimensions[axis] != 1) return false;
        }

        for (var index = 0; index < whole.Count; index++)
        {
            var (rest, from, step) = (index, 0, 1);
            for (var axis = whole.Rank - 1; axis > 0; axis--)
            {
                if (input.Dimensions[axis] != 1) from += rest % whole.Dimensions[axis] * step;
                step *= input.Dimensions[axis];
                rest /= whole.Dimensions[axis];
            }

            if (input.Order[from] != whole.Order[index] % wholeShape.Channels) return false;
        }

        return true;
    }

    private static ComputedValue Negated(Node node, ComputedValue value)
    {
        var translation = node.Translation;
        var channels = translation.ShapeOf(value.Layer).Channels;
        var scale = new float[channels];
        Array.Fill(scale, -1);
        return value.After(translation.Add(new Affine(translation.NameAfter(value.Layer, "scale"), [value.Layer], translation.ShapeOf(value.Layer), scale, new float[channels])));
    }
}
