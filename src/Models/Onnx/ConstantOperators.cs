namespace Steerlens.Models.Onnx;

/// <summary>Constants in the graph, and the arithmetic on shapes that exporters write before a Reshape.</summary>
internal static class ConstantOperators
{
    private const int MaximumLength = 4096;

    public static void Constant(Node node)
    {
        if (node.Find("value")?.T is { } tensor) node.Set(node.Translation.Decode(tensor));
        else if (node.Find("value_float") is { } number) node.Set(new Constant([], [number.F]));
        else if (node.Find("value_int") is { } integer) node.Set(new Constant([], [integer.I]));
        else if (node.Find("value_floats") is { } numbers) node.Set(new Constant([numbers.Floats.Count], [.. numbers.Floats]));
        else if (node.Find("value_ints") is { } integers) node.Set(new Constant([integers.Ints.Count], [.. integers.Ints]));
        else throw node.Fail("Constant holds no numbers", "only constants of numbers are read");
    }

    /// <summary>The shape of a tensor, with a batch of 1.</summary>
    public static void Shape(Node node)
    {
        var dimensions = node.Input(0) is Constant constant ? constant.Dimensions : node.Viewed(0).Dimensions;
        var start = Math.Clamp(Bound(node.Integer("start", 0), dimensions.Length), 0, dimensions.Length);
        var end = Math.Clamp(Bound(node.Integer("end", dimensions.Length), dimensions.Length), start, dimensions.Length);
        var shape = dimensions[start..end];
        node.Set(new Constant([shape.Length], Array.ConvertAll(shape, size => (long)size)));
    }

    public static void Gather(Node node)
    {
        var list = List(node, node.Constant(0, "list"));
        if (node.Axis(node.Integer("axis", 0), 1) != 0) throw node.Fail("Gather picks from an axis", "only lists are read");
        var indices = node.Constant(1, "indices");
        if (indices.Rank > 1 || indices.Count > MaximumLength) throw node.Fail("Gather picks in more than one dimension", "only lists are read");
        node.Set(list.Pick(indices.Dimensions, Array.ConvertAll(indices.Integers, index => node.Axis(index, list.Count))));
    }

    public static void Concat(Node node)
    {
        var lists = Enumerable.Range(0, node.InputCount).Select(index => List(node, node.Constant(index, "list"))).ToArray();
        if (lists.Sum(list => (long)list.Count) > MaximumLength) throw node.Fail("Concat makes a long list", $"at most {MaximumLength} numbers are read");
        node.Set(Array.TrueForAll(lists, list => list.IsInteger)
            ? new Constant([lists.Sum(list => list.Count)], [.. lists.SelectMany(list => list.Integers)])
            : new Constant([lists.Sum(list => list.Count)], [.. lists.SelectMany(list => list.Floats)]));
    }

    /// <summary>A part of a list or table, also backwards: exporters turn a padding's pairs round that way.</summary>
    public static void Slice(Node node)
    {
        var constant = node.Constant(0, "list");
        if (constant.Count > MaximumLength) throw node.Fail($"Slice reads a constant of {string.Join('x', constant.Dimensions)}", "store the part in the network");
        var starts = Numbers("starts", 1) ?? throw node.Fail("Slice has no start", "the file is damaged");
        var ends = Numbers("ends", 2) ?? throw node.Fail("Slice has no end", "the file is damaged");
        var axes = Numbers("axes", 3) ?? [.. Enumerable.Range(0, starts.Length).Select(axis => (long)axis)];
        var steps = Numbers("steps", 4) ?? [.. starts.Select(_ => 1L)];
        if (starts.Length > 8 || new[] { ends, axes, steps }.Any(list => list.Length != starts.Length)) throw node.Fail("Slice has bounds of different counts", "the file is damaged");
        for (var index = 0; index < starts.Length; index++)
        {
            if (steps[index] is 0 or < -MaximumLength or > MaximumLength) throw node.Fail($"Slice goes in steps of {steps[index]}", "the file is damaged");
            var axis = node.Axis(axes[index], constant.Rank);
            constant = Take(constant, axis, [.. Positions(constant.Dimensions[axis], starts[index], ends[index], (int)steps[index])]);
        }

        node.Set(constant);

        long[]? Numbers(string attribute, int input) => node.Integers(attribute) ?? node.OptionalConstant(input, attribute)?.Integers;
    }

    /// <summary>A list of one value repeated.</summary>
    public static void Fill(Node node)
    {
        var sizes = node.Constant(0, "shape").Integers;
        var value = node.Find("value")?.T is { } tensor ? node.Translation.Decode(tensor) : new Constant([1], [0f]);
        if (sizes.Length > 4 || sizes.Any(size => size is < 0 or > MaximumLength) || sizes.Aggregate(1L, (product, size) => product * size) is var count && count > MaximumLength || value.Count != 1)
            throw node.Fail("ConstantOfShape makes a large tensor", $"at most {MaximumLength} values are read");
        node.Set(value.Pick(Array.ConvertAll(sizes, size => (int)size), new int[count]));
    }

    /// <summary>The positions from a start to an end, both counted from the back where they are negative.</summary>
    private static IEnumerable<int> Positions(int count, long start, long end, int step)
    {
        var (lowest, highest) = step > 0 ? (0, count) : (-1, count - 1);
        var from = (int)Math.Clamp(start < 0 ? start + count : start, lowest, highest);
        var to = (int)Math.Clamp(end < 0 ? end + count : end, lowest, highest);

        // An end far before the first value means: down to the first one, which no index counted from the back can say.
        if (step < 0 && end < -count) to = -1;
        for (var position = from; step > 0 ? position < to : position > to; position += step) yield return position;
    }

    private static Constant Take(Constant constant, int axis, int[] positions)
    {
        var inner = constant.Dimensions.Skip(axis + 1).Aggregate(1, (product, size) => product * size);
        var length = constant.Dimensions[axis] * inner;
        var from = new List<int>();
        for (var block = 0; length > 0 && block < constant.Count / length; block++)
        {
            foreach (var position in positions) from.AddRange(Enumerable.Range((block * length) + (position * inner), inner));
        }

        var dimensions = constant.Dimensions.ToArray();
        dimensions[axis] = positions.Length;
        return constant.Pick(dimensions, [.. from]);
    }

    /// <summary>An index into a list of <paramref name="count"/>, counted from the back where it is negative.</summary>
    private static int Bound(long index, int count) => (int)Math.Clamp(index < 0 ? index + count : index, 0, count);

    private static Constant List(Node node, Constant constant)
    {
        if (constant.Rank > 1 || constant.Count > MaximumLength)
            throw node.Fail($"{node.Operator} reads a constant of {string.Join('x', constant.Dimensions)}", "only lists, as shapes are, are read");
        return constant;
    }
}
