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
        var start = Math.Clamp(Clip(node.Integer("start", 0), dimensions.Length), 0, dimensions.Length);
        var end = Math.Clamp(Clip(node.Integer("end", dimensions.Length), dimensions.Length), start, dimensions.Length);
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

    public static void Slice(Node node)
    {
        var list = List(node, node.Constant(0, "list"));
        var start = Clip(Bound("starts", 1) ?? throw node.Fail("Slice has no start", "the file is damaged"), list.Count);
        var end = Clip(Bound("ends", 2) ?? throw node.Fail("Slice has no end", "the file is damaged"), list.Count);
        if (Bound("axes", 3) is not (null or 0 or -1) || Bound("steps", 4) is not (null or 1)) throw node.Fail("Slice has axes or steps", "only lists are read");
        int[] indices = start < end ? [.. Enumerable.Range(start, end - start)] : [];
        node.Set(list.Pick([indices.Length], indices));

        long? Bound(string attribute, int index)
        {
            var values = node.Integers(attribute) ?? node.OptionalConstant(index, attribute)?.Integers;
            if (values is { Length: not 1 }) throw node.Fail("Slice cuts more than one axis", "only lists are read");
            return values?[0];
        }
    }

    /// <summary>An index into a list of <paramref name="count"/>, counted from the back where it is negative.</summary>
    private static int Clip(long index, int count) => (int)Math.Clamp(index < 0 ? index + count : index, 0, count);

    private static Constant List(Node node, Constant constant)
    {
        if (constant.Rank > 1 || constant.Count > MaximumLength)
            throw node.Fail($"{node.Operator} reads a constant of {string.Join('x', constant.Dimensions)}", "only lists, as shapes are, are read");
        return constant;
    }
}
