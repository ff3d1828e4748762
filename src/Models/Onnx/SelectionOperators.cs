namespace Steerlens.Models.Onnx;

/// <summary>Operators that take a part of a computed tensor: Slice, Gather, Split. Of constants they take parts of lists.</summary>
internal static class SelectionOperators
{
    public static void Slice(Node node)
    {
        if (node.Input(0) is Constant)
        {
            ConstantOperators.Slice(node);
            return;
        }

        var value = node.Computed(0);
        var starts = Numbers("starts", 1) ?? throw node.Fail("Slice has no start", "the file is damaged");
        var ends = Numbers("ends", 2) ?? throw node.Fail("Slice has no end", "the file is damaged");
        var axes = Numbers("axes", 3) ?? [.. Enumerable.Range(0, starts.Length).Select(axis => (long)axis)];
        var steps = Numbers("steps", 4) ?? [.. starts.Select(_ => 1L)];
        if (starts.Length > 8 || new[] { ends, axes, steps }.Any(list => list.Length != starts.Length)) throw node.Fail("Slice has bounds of different counts", "the file is damaged");
        for (var index = 0; index < starts.Length; index++)
        {
            var axis = node.Axis(axes[index], value.Rank);
            if (steps[index] < 1 || steps[index] > int.MaxValue) throw node.Fail($"Slice goes in steps of {steps[index]}", "only steps forward are read");
            var size = value.Dimensions[axis];
            var (start, end) = (Clip(starts[index], size), Clip(ends[index], size));
            if (start >= end) throw node.Fail($"Slice leaves nothing of {string.Join('x', value.Dimensions)}", "the network's input is too small for it");
            value = Take(node, value, axis, [.. Sequence(start, end, (int)steps[index])]);
        }

        node.Set(value);

        long[]? Numbers(string attribute, int input) => node.Integers(attribute) ?? node.OptionalConstant(input, attribute)?.Integers;
    }

    /// <summary>One position of an axis, which then is no axis any more, or a list of positions.</summary>
    public static void Gather(Node node)
    {
        if (node.Input(0) is Constant)
        {
            ConstantOperators.Gather(node);
            return;
        }

        var value = node.Computed(0);
        var axis = node.Axis(node.Integer("axis", 0), value.Rank);
        var indices = node.Constant(1, "indices");
        if (indices.Rank > 1 || indices.Count < 1 || indices.Count > value.Dimensions[axis]) throw node.Fail("Gather picks in more than one dimension, or more than there is", "only lists of positions are read");
        var taken = Take(node, value, axis, Array.ConvertAll(indices.Integers, index => node.Axis(index, value.Dimensions[axis])));
        node.Set(indices.Rank > 0 ? taken : taken.View([.. taken.Dimensions.Where((_, at) => at != axis)], taken.Order));
    }

    public static void Split(Node node)
    {
        var value = node.Computed(0);
        var axis = node.Axis(node.Integer("axis", 0), value.Rank);
        var size = value.Dimensions[axis];
        var count = node.OutputCount;
        var each = (size + count - 1) / Math.Max(count, 1);
        var lengths = node.Integers("split") ?? node.OptionalConstant(1, "lengths")?.Integers
            ?? [.. Enumerable.Range(0, count).Select(part => (long)Math.Min(each, size - (part * each)))];
        if (lengths.Length != count || lengths.Any(length => length < 1 || length > size) || lengths.Sum() != size)
            throw node.Fail($"Split cuts {size} into {string.Join(", ", lengths.Take(8))}", "the file is damaged");
        var start = 0;
        for (var part = 0; part < count; part++)
        {
            node.Set(Take(node, value, axis, [.. Enumerable.Range(start, (int)lengths[part])]), part);
            start += (int)lengths[part];
        }
    }

    /// <summary>These positions of one axis.</summary>
    private static ComputedValue Take(Node node, ComputedValue value, int axis, int[] indices)
    {
        if (indices.Length == value.Dimensions[axis] && !indices.Where((index, at) => index != at).Any()) return value;
        if (axis == 0) throw node.Fail($"{node.Operator} takes a part of the batch", "export the network so that the batch stays whole");
        var translation = node.Translation;
        var shape = translation.ShapeOf(value.Layer);
        var dimensions = value.Dimensions.ToArray();
        dimensions[axis] = indices.Length;
        var channelsFirst = value.Rank == 4 && value.IsPicture(shape, channelsFirst: true);
        if (!channelsFirst && !(value.Rank == 4 && value.IsPicture(shape, channelsFirst: false))) return TakeValues(node, value, axis, indices, dimensions);

        var (rows, columns) = channelsFirst ? (2, 3) : (1, 2);
        var name = translation.NameAfter(value.Layer, "part");
        if (axis == rows || axis == columns)
        {
            if (indices.Zip(indices.Skip(1)).Any(pair => pair.First >= pair.Second)) throw node.Fail($"{node.Operator} puts rows or columns in another order", "only parts in their own order are read");
            var cut = axis == rows ? shape with { Height = indices.Length } : shape with { Width = indices.Length };
            var layer = new Resampling(
                name, [value.Layer], cut,
                axis == rows ? AxisWeights.Picked(indices) : AxisWeights.Same(shape.Height),
                axis == columns ? AxisWeights.Picked(indices) : AxisWeights.Same(shape.Width));
            return ComputedValue.Picture(translation.Add(layer), cut, channelsFirst);
        }

        var picked = shape with { Channels = indices.Length };
        return ComputedValue.Picture(AddSelection(translation, name, value.Layer, picked, indices, shape.Channels), picked, channelsFirst);
    }

    /// <summary>Values of a vector; of a picture that was flattened, too.</summary>
    private static ComputedValue TakeValues(Node node, ComputedValue value, int axis, int[] indices, int[] dimensions)
    {
        var translation = node.Translation;
        var inner = value.Dimensions.Skip(axis + 1).Aggregate(1, (product, size) => product * size);
        var length = value.Dimensions[axis] * inner;
        var from = new List<int>();
        for (var block = 0; block < value.Count / length; block++)
        {
            foreach (var index in indices) from.AddRange(Enumerable.Range((block * length) + (index * inner), inner));
        }

        var output = TensorShape.Vector(from.Count);
        var layer = AddSelection(translation, translation.NameAfter(value.Layer, "part"), value.Layer, output, [.. from.Select(index => value.Order[index])], value.Count);
        return new ComputedValue { Layer = layer, Dimensions = dimensions, Order = ComputedValue.Straight(from.Count), Exclusive = true };
    }

    /// <summary>A layer whose every output is one value of its input: a dense layer, or a convolution of one position.</summary>
    private static int AddSelection(Translation translation, string name, int source, TensorShape output, int[] from, int inputs)
    {
        translation.SpendWeights((long)inputs * from.Length);
        var weights = new float[inputs * from.Length];
        for (var index = 0; index < from.Length; index++) weights[(from[index] * from.Length) + index] = 1;
        return translation.Add(translation.ShapeOf(source).Length == inputs && output is { Height: 1, Width: 1 }
            ? new Dense(name, [source], output, weights, new float[from.Length])
            : new Convolution(name, [source], output, (1, 1), (1, 1), (0, 0), weights, new float[from.Length]));
    }

    private static IEnumerable<int> Sequence(int start, int end, int step)
    {
        for (var index = (long)start; index < end; index += step) yield return (int)index;
    }

    /// <summary>A bound of a slice, counted from the back where it is negative.</summary>
    private static int Clip(long index, int count) => (int)Math.Clamp(index < 0 ? index + count : index, 0, count);
}
