namespace Steerlens.Models.Onnx;

/// <summary>Operators that give a picture other rows and columns: Pad, Resize, Upsample.</summary>
internal static class ResamplingOperators
{
    private const int MaximumSide = 16_384;

    /// <summary>Pad: zeros, the edge's values, or the picture mirrored.</summary>
    public static void Pad(Node node)
    {
        var pads = node.Integers("pads") ?? node.OptionalConstant(1, "pads")?.Integers ?? [];
        if (pads.All(pad => pad == 0))
        {
            PassingOperators.Pass(node);
            return;
        }

        var (input, shape, channelsFirst) = Picture(node);
        if (node.OptionalConstant(3, "axes") != null) throw node.Fail("Pad names axes", "export it with a number for each side");
        if (pads.Length != 8 || pads.Any(pad => pad is < -MaximumSide or > MaximumSide))
            throw node.Fail($"Pad has pads of {string.Join(',', pads.Take(8))}", "eight numbers are expected");
        var (rows, columns, channels) = channelsFirst ? (2, 3, 1) : (1, 2, 3);
        if (pads[0] != 0 || pads[4] != 0 || pads[channels] != 0 || pads[channels + 4] != 0) throw node.Fail("Pad adds channels", "only rows and columns are read");
        var mode = node.Text("mode", "constant");
        var number = node.Find("value")?.F ?? (node.OptionalConstant(2, "value") is { Count: > 0 } constant ? constant.Floats[0] : 0);
        if (mode is not ("constant" or "edge" or "reflect")) throw node.Fail($"Pad has mode '{mode}'", "constant, edge and reflect are read");
        if (mode is "constant" && number != 0) throw node.Fail($"Pad puts {number} around the picture", "only zeros, the edge's values and mirrored ones are read");
        var vertical = Axis(node, shape.Height, (int)pads[rows], (int)pads[rows + 4], mode);
        var horizontal = Axis(node, shape.Width, (int)pads[columns], (int)pads[columns + 4], mode);
        var value = Add(node, input, shape, channelsFirst, vertical, horizontal, "pad");
        if (mode is "constant" && pads.All(pad => pad >= 0))
            node.Translation.RememberZeroPadding(value.Layer, new ZeroPadding(input.Layer, shape.Height, shape.Width, (int)pads[rows], (int)pads[columns], (int)pads[rows + 4], (int)pads[columns + 4]));
        node.Set(value);
    }

    /// <summary>Resize and Upsample: nearest or linear.</summary>
    public static void Resize(Node node)
    {
        var (input, shape, channelsFirst) = Picture(node);
        var (rows, columns) = channelsFirst ? (2, 3) : (1, 2);
        var scales = Scales(node);
        var sizes = node.Operator is "Resize" ? node.OptionalConstant(3, "sizes")?.Integers : null;
        if (sizes is { Length: not 4 } || (sizes is null && scales is not { Length: 4 })) throw node.Fail($"{node.Operator} has no four sizes or scales", "export it with fixed ones");
        var vertical = new ResizeAxis(shape.Height, Size(rows), scales is { Length: 4 } && sizes is null ? scales[rows] : null);
        var horizontal = new ResizeAxis(shape.Width, Size(columns), scales is { Length: 4 } && sizes is null ? scales[columns] : null);
        for (var axis = 0; axis < 4; axis++)
        {
            if (axis != rows && axis != columns && Size(axis) != input.Dimensions[axis]) throw node.Fail($"{node.Operator} changes batch or channels", "only rows and columns are read");
        }

        var mode = node.Text("mode", "nearest");
        var rule = node.Text("coordinate_transformation_mode", node.Operator is "Resize" && node.InputCount > 2 ? "half_pixel" : "asymmetric");
        var rounding = node.Text("nearest_mode", node.Operator is "Resize" && node.InputCount > 2 ? "round_prefer_floor" : "floor");
        if (mode is not ("nearest" or "linear")) throw node.Fail($"{node.Operator} has mode '{mode}'", "nearest and linear are read");
        if (!ResizeAxis.Knows(rule, rounding)) throw node.Fail($"{node.Operator} has coordinate_transformation_mode '{rule}' and nearest_mode '{rounding}'", "half_pixel, pytorch_half_pixel, align_corners and asymmetric are read");
        if (node.Integer("antialias", 0) != 0 && (vertical.Output < shape.Height || horizontal.Output < shape.Width)) throw node.Fail($"{node.Operator} has antialias", "export it without");
        node.Set(Add(node, input, shape, channelsFirst, vertical.Weights(mode, rule, rounding), horizontal.Weights(mode, rule, rounding), "resize"));

        int Size(int axis)
        {
            var size = sizes?[axis] ?? (long)Math.Floor(input.Dimensions[axis] * (double)scales![axis]);
            return size is >= 1 and <= MaximumSide ? (int)size : throw node.Fail($"{node.Operator} makes {size} of {input.Dimensions[axis]}", $"1 to {MaximumSide} are read");
        }
    }

    private static float[]? Scales(Node node)
    {
        if (node.Find("scales") is { } attribute) return [.. attribute.Floats];
        var input = node.Operator is "Resize" && node.InputCount > 2 ? 2 : 1;
        return node.OptionalConstant(input, "scales") is { Count: > 0 } constant ? constant.Floats : null;
    }

    private static (ComputedValue Input, TensorShape Shape, bool ChannelsFirst) Picture(Node node)
    {
        var input = node.Computed(0);
        var shape = node.Translation.ShapeOf(input.Layer);
        if (input.Rank == 4 && input.IsPicture(shape, channelsFirst: true)) return (input, shape, true);
        if (input.Rank == 4 && input.IsPicture(shape, channelsFirst: false)) return (input, shape, false);
        throw node.Fail($"{node.Operator} reads {string.Join('x', input.Dimensions)}", "only pictures are read");
    }

    private static ComputedValue Add(Node node, ComputedValue input, TensorShape shape, bool channelsFirst, AxisWeights rows, AxisWeights columns, string ending)
    {
        var output = shape with { Height = rows.Count, Width = columns.Count };
        if ((long)output.Height * output.Width * output.Channels > GraphInput.MaximumCount) throw node.Fail($"{node.Operator} puts out {output}", $"more than {GraphInput.MaximumCount} values are not read");
        node.Translation.Spend(output.Length);
        var layer = new Resampling(node.Translation.NameAfter(input.Layer, ending), [input.Layer], output, rows, columns);
        return ComputedValue.Picture(node.Translation.Add(layer), output, channelsFirst);
    }

    private static AxisWeights Axis(Node node, int size, int before, int after, string mode)
    {
        var count = before + size + after;
        if (count < 1) throw node.Fail($"Pad leaves nothing of {size}", "the network's input is too small for it");
        if (mode is "constant") return AxisWeights.Shifted(-before, count, size);
        if (mode is "reflect" && Math.Max(before, after) >= size) throw node.Fail($"Pad mirrors {Math.Max(before, after)} of {size}", "it must mirror fewer than there are");
        return AxisWeights.Picked(Enumerable.Range(-before, count).Select(source => mode is "edge"
            ? Math.Clamp(source, 0, size - 1)
            : size - 1 - Math.Abs(size - 1 - Math.Abs(source))));
    }
}
