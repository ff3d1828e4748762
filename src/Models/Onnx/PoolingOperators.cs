namespace Steerlens.Models.Onnx;

/// <summary>GlobalAveragePool, ReduceMean over rows and columns, AveragePool, MaxPool: without padding.</summary>
internal static class PoolingOperators
{
    public static void GlobalAverage(Node node)
    {
        var input = node.Computed(0);
        if (input.Rank < 3) throw node.Fail($"GlobalAveragePool reads {string.Join('x', input.Dimensions)}", "a picture is expected");
        MeanOverAxes(node, input, [.. Enumerable.Range(2, input.Rank - 2)], keepsAxes: true);
    }

    public static void ReduceMean(Node node)
    {
        var input = node.Computed(0);
        var stated = node.Integers("axes") ?? node.OptionalConstant(1, "axes")?.Integers ?? [.. Enumerable.Range(0, input.Rank).Select(axis => (long)axis)];
        MeanOverAxes(node, input, [.. stated.Select(axis => node.Axis(axis, input.Rank)).Distinct()], node.Integer("keepdims", 1) != 0);
    }

    public static void Average(Node node)
    {
        var (input, name, output, kernel, stride) = Window(node, "mean");
        Set(node, node.Translation.Add(new AveragePool(name, [input.Layer], output, kernel, stride)), output);
    }

    public static void Maximum(Node node)
    {
        var (input, name, output, kernel, stride) = Window(node, "max");
        Set(node, node.Translation.Add(new MaxPool(name, [input.Layer], output, kernel, stride)), output);
    }

    /// <summary>A mean that must turn out to be over all rows and columns of each channel, wherever the graph has them.</summary>
    private static void MeanOverAxes(Node node, ComputedValue input, int[] axes, bool keepsAxes)
    {
        var translation = node.Translation;
        var shape = translation.ShapeOf(input.Layer);
        var dimensions = input.Dimensions.Select((size, axis) => axes.Contains(axis) ? 1 : size).ToArray();
        var order = new int[dimensions.Skip(1).Aggregate(1, (product, size) => product * size)];
        translation.Spend(input.Count);
        Array.Fill(order, -1);
        for (var index = 0; index < input.Count; index++)
        {
            var (rest, to, step) = (index, 0, 1);
            for (var axis = input.Rank - 1; axis > 0; axis--)
            {
                if (!axes.Contains(axis)) to += rest % input.Dimensions[axis] * step;
                step *= dimensions[axis];
                rest /= input.Dimensions[axis];
            }

            var channel = input.Order[index] % shape.Channels;
            if (order[to] >= 0 && order[to] != channel) throw NotOverThePicture();
            order[to] = channel;
        }

        if (axes.Contains(0) || order.Length != shape.Channels || order.Distinct().Count() != order.Length) throw NotOverThePicture();
        translation.Spend((long)shape.Length * shape.Channels);
        var mean = new AveragePool(translation.NameAfter(input.Layer, "mean"), [input.Layer], TensorShape.Vector(shape.Channels), (shape.Height, shape.Width), (1, 1));
        node.Set(new ComputedValue
        {
            Layer = translation.Add(mean),
            Dimensions = keepsAxes ? dimensions : [.. dimensions.Where((_, axis) => !axes.Contains(axis))],
            Order = order,
            Exclusive = true,
        });

        NetworkFormatException NotOverThePicture() =>
            node.Fail($"{node.Operator} takes the mean of {string.Join('x', input.Dimensions)} over other axes than rows and columns", "only the mean of a whole picture is read");
    }

    private static (ComputedValue Input, string Name, TensorShape Output, (int Height, int Width) Kernel, (int Rows, int Columns) Stride) Window(Node node, string ending)
    {
        var input = node.Computed(0);
        var source = node.Translation.ShapeOf(input.Layer);
        if (input.Rank != 4) throw node.Fail($"{node.Operator} reads {string.Join('x', input.Dimensions)}", "only two-dimensional pooling is read");
        node.RequirePicture(input, source);
        var kernel = Pair(node, "kernel_shape", null);
        var stride = Pair(node, "strides", 1);
        if ((node.Integers("pads") ?? []).Any(pad => pad != 0) || node.Text("auto_pad", "NOTSET") is not ("NOTSET" or "" or "VALID") || node.Integer("ceil_mode", 0) != 0)
            throw node.Fail($"{node.Operator} pads its input", "only pooling without padding is read");
        if ((node.Integers("dilations") ?? []).Any(dilation => dilation != 1)) throw node.Fail($"{node.Operator} has dilations", "only dense rectangles are read");
        if (kernel.First > source.Height || kernel.Second > source.Width)
            throw node.Fail($"{node.Operator}'s rectangle of {kernel.First}x{kernel.Second} does not fit into {source}", "the network's input is too small for it");
        var output = new TensorShape(((source.Height - kernel.First) / stride.First) + 1, ((source.Width - kernel.Second) / stride.Second) + 1, source.Channels);
        node.Translation.Spend(output.Length + ((long)kernel.First * kernel.Second * source.Channels * source.Channels));
        return (input, node.Translation.NameAfter(input.Layer, ending), output, kernel, stride);
    }

    private static (int First, int Second) Pair(Node node, string attribute, long? otherwise)
    {
        var values = node.Integers(attribute) ?? (otherwise is { } value ? [value, value] : []);
        if (values.Length != 2 || values.Any(size => size is < 1 or > 4096))
            throw node.Fail($"{node.Operator} has {attribute} of {string.Join('x', values.Take(8))}", "two numbers from 1 to 4096 are expected");
        return ((int)values[0], (int)values[1]);
    }

    private static void Set(Node node, int layer, TensorShape output) => node.Set(new ComputedValue
    {
        Layer = layer,
        Dimensions = [1, output.Channels, output.Height, output.Width],
        Order = ComputedValue.ChannelsFirst(output),
        Exclusive = true,
    });
}
