namespace Steerlens.Models.Onnx;

/// <summary>Add, Sub, Mul, Div with a constant side; <see cref="JoiningOperators"/> has the others.</summary>
internal static class ArithmeticOperators
{
    private const int MaximumConstants = 1 << 16;

    public static void Translate(Node node)
    {
        var (left, right) = (node.Input(0), node.Input(1));
        if (left is Constant first && right is Constant second)
        {
            node.Set(Fold(node, first, second));
            return;
        }

        if (left is ComputedValue && right is ComputedValue)
        {
            JoiningOperators.Join(node);
            return;
        }

        var constant = left as Constant ?? (Constant)right;
        var divides = node.Operator is "Div" && left is Constant;
        var value = divides ? ElementOperators.Reciprocal(node, 1) : node.Viewed(left is Constant ? 1 : 0);
        var channels = OfChannels(node, constant, value);
        var factors = channels ?? Broadcast(node, constant, value);
        if (node.Operator is "Div" && !divides && factors.Contains(0)) throw node.Fail("Div divides by zero", "correct the constant in the network");
        var (scale, offset) = (node.Operator, left is Constant) switch
        {
            ("Add", _) => (Ones(), factors),
            ("Sub", false) => (Ones(), Array.ConvertAll(factors, factor => -factor)),
            ("Sub", true) => (Array.ConvertAll(factors, _ => -1d), factors),
            ("Mul", _) or ("Div", true) => (factors, new double[factors.Length]),
            _ => (Array.ConvertAll(factors, factor => 1 / factor), new double[factors.Length]),
        };
        AffineStep.Apply(node, value, scale, offset, byChannel: channels is not null);

        double[] Ones() => Array.ConvertAll(factors, _ => 1d);
    }

    /// <summary>A constant with one value for each channel of a picture, which is what almost all are; null for any other.</summary>
    private static double[]? OfChannels(Node node, Constant constant, ComputedValue value)
    {
        var shape = node.Translation.ShapeOf(value.Layer);
        if (value.Rank != 4 || constant.Count != shape.Channels || constant.Rank > value.Rank) return null;
        var axis = value.IsPicture(shape, channelsFirst: true) ? 1 : value.IsPicture(shape, channelsFirst: false) ? 3 : -1;
        var at = axis - (value.Rank - constant.Rank);
        return axis > 0 && at >= 0 && constant.Dimensions[at] == shape.Channels ? Array.ConvertAll(constant.Floats, number => (double)number) : null;
    }

    /// <summary>The constant for each value of the tensor in the graph's order; one value where it is the same for all, unless it is always wanted for each.</summary>
    public static double[] Broadcast(Node node, Constant constant, ComputedValue value, bool always = false)
    {
        var values = constant.Floats;
        if (values.Length == 1 && !always) return [values[0]];
        var skipped = value.Rank - constant.Rank;
        if (skipped < 0 || values.Length == 0) throw Mismatch();
        var steps = new int[value.Rank];
        var step = 1;
        for (var axis = constant.Rank - 1; axis >= 0; axis--)
        {
            if (constant.Dimensions[axis] == 1) continue;
            if (constant.Dimensions[axis] != value.Dimensions[axis + skipped]) throw Mismatch();
            steps[axis + skipped] = step;
            step *= constant.Dimensions[axis];
        }

        node.Translation.Spend(2L * value.Count);
        var result = new double[value.Count];
        for (var index = 0; index < result.Length; index++)
        {
            var (rest, from) = (index, 0);
            for (var axis = value.Rank - 1; axis > 0; axis--)
            {
                from += rest % value.Dimensions[axis] * steps[axis];
                rest /= value.Dimensions[axis];
            }

            result[index] = values[from];
        }

        return result;

        NetworkFormatException Mismatch() => node.Fail(
            $"{node.Operator} joins {string.Join('x', value.Dimensions)} with a constant of {string.Join('x', constant.Dimensions)}",
            "only constants that fit the tensor are read");
    }

    /// <summary>Neg: the tensor with the other sign.</summary>
    public static void Negate(Node node)
    {
        if (node.Input(0) is Constant constant) node.Set(constant.IsInteger ? new Constant(constant.Dimensions, Array.ConvertAll(constant.Integers, value => -value)) : new Constant(constant.Dimensions, Array.ConvertAll(constant.Floats, value => -value)));
        else AffineStep.Apply(node, node.Viewed(0), [-1], [0]);
    }

    /// <summary>Floor and Ceil of constants, as exporters write them to compute sizes.</summary>
    public static void Round(Node node)
    {
        var constant = node.Constant(0, "numbers");
        node.Set(new Constant(constant.Dimensions, Array.ConvertAll(constant.Floats, number => node.Operator is "Floor" ? MathF.Floor(number) : MathF.Ceiling(number))));
    }

    /// <summary>Arithmetic between constants, as exporters write it for shapes and factors: equal sizes, or one value on a side.</summary>
    private static Constant Fold(Node node, Constant left, Constant right)
    {
        if (left.Count != right.Count && left.Count != 1 && right.Count != 1)
            throw node.Fail($"{node.Operator} joins constants of {left.Count} and {right.Count} values", "store the result in the network");
        var longer = left.Count > right.Count || (left.Count == right.Count && left.Rank >= right.Rank) ? left : right;
        if (longer.Count > MaximumConstants) throw node.Fail($"{node.Operator} joins constants of {longer.Count} values", "store the result in the network");
        if (left.IsInteger && right.IsInteger)
        {
            var (a, b) = (left.Integers, right.Integers);
            if (node.Operator is "Div" && b.Any(value => value is 0 or -1)) throw node.Fail("Div divides shapes by zero", "the file is damaged");
            return new Constant(longer.Dimensions, Join(a, b, longer.Count, node.Operator switch
            {
                "Add" => (x, y) => x + y,
                "Sub" => (x, y) => x - y,
                "Mul" => (x, y) => x * y,
                _ => (x, y) => x / y,
            }));
        }

        return new Constant(longer.Dimensions, Join<float>(left.Floats, right.Floats, longer.Count, node.Operator switch
        {
            "Add" => (x, y) => x + y,
            "Sub" => (x, y) => x - y,
            "Mul" => (x, y) => x * y,
            _ => (x, y) => x / y,
        }));
    }

    private static T[] Join<T>(T[] left, T[] right, int count, Func<T, T, T> join)
    {
        var result = new T[count];
        for (var index = 0; index < count; index++) result[index] = join(left[left.Length == 1 ? 0 : index], right[right.Length == 1 ? 0 : index]);
        return result;
    }
}
