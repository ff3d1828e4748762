namespace Steerlens.Models.Onnx;

/// <summary>
/// y = x * scale + offset in a graph. It goes into the weights of the layer before it where that layer has weights and nothing
/// else reads it, else it becomes a layer; what differs within a channel waits for the next dense layer.
/// </summary>
internal static class AffineStep
{
    /// <summary>Applies the step and says what the node's output is.</summary>
    /// <param name="node">The node that asks for it.</param>
    /// <param name="value">What it is applied to.</param>
    /// <param name="scale">One factor, or one for each value in the graph's order, or for each of the layer's channels.</param>
    /// <param name="offset">As many summands.</param>
    /// <param name="byChannel">Whether there is one for each of the layer's channels.</param>
    public static void Apply(Node node, ComputedValue value, double[] scale, double[] offset, bool byChannel = false)
    {
        if (scale.Concat(offset).Any(number => !float.IsFinite((float)number)))
            throw node.Fail($"{node.Operator}'s constant holds NaN, infinity or a number too large", "its training went wrong, or the file is damaged");
        var translation = node.Translation;
        var shape = translation.ShapeOf(value.Layer);
        var channels = shape.Channels;
        if (value.Pending is null && (byChannel || scale.Length == 1))
        {
            node.Set(Join(node, value, OfChannels(scale, channels), OfChannels(offset, channels)));
            return;
        }

        // Four lists of float64.
        translation.Spend(8L * value.Count);
        if (byChannel) (scale, offset) = (OfValues(scale, value), OfValues(offset, value));
        var (scales, offsets) = (Arrange(scale, value), Arrange(offset, value));
        if (value.Pending is { } pending)
        {
            for (var index = 0; index < scales.Length; index++)
            {
                offsets[index] += pending.Offset[index] * scales[index];
                scales[index] *= pending.Scale[index];
            }
        }

        if (!IsPerChannel(scales, channels) || !IsPerChannel(offsets, channels))
        {
            node.Set(new ComputedValue { Layer = value.Layer, Dimensions = value.Dimensions, Order = value.Order, Exclusive = value.Exclusive, Pending = (scales, offsets) });
            return;
        }

        node.Set(Join(node, value, scales[..channels], offsets[..channels]));
    }

    private static ComputedValue Join(Node node, ComputedValue value, double[] scale, double[] offset)
    {
        var translation = node.Translation;
        var before = value.Layer == Network.InputIndex || !value.Exclusive ? null : translation.Layer(value.Layer);
        Layer? joined = before switch
        {
            Convolution layer => layer with { Weights = Scale(layer.Weights, scale), Bias = ScaleAndShift(layer.Bias, scale, offset) },
            Dense layer => layer with { Weights = Scale(layer.Weights, scale), Bias = ScaleAndShift(layer.Bias, scale, offset) },
            Affine layer => layer with { Scale = Scale(layer.Scale, scale), Offset = ScaleAndShift(layer.Offset, scale, offset) },
            _ => null,
        };
        if (joined == null)
        {
            var name = translation.NameAfter(value.Layer, "scale");
            var affine = new Affine(name, [value.Layer], translation.ShapeOf(value.Layer), Array.ConvertAll(scale, number => (float)number), Array.ConvertAll(offset, number => (float)number));
            return new ComputedValue { Layer = translation.Add(affine), Dimensions = value.Dimensions, Order = value.Order, Exclusive = true };
        }

        switch (joined)
        {
            case Convolution layer:
                translation.RequireFinite(layer.Weights, layer.Name, "weights");
                translation.RequireFinite(layer.Bias, layer.Name, "biases");
                break;
            case Dense layer:
                translation.RequireFinite(layer.Weights, layer.Name, "weights");
                translation.RequireFinite(layer.Bias, layer.Name, "biases");
                break;
            case Affine layer:
                translation.RequireFinite(layer.Scale, layer.Name, "factors");
                translation.RequireFinite(layer.Offset, layer.Name, "summands");
                break;
        }

        translation.Replace(value.Layer, joined);
        return new ComputedValue { Layer = value.Layer, Dimensions = value.Dimensions, Order = value.Order, Exclusive = value.Exclusive };
    }

    /// <summary>From the graph's order to the layer's.</summary>
    private static double[] Arrange(double[] values, ComputedValue value)
    {
        var result = new double[value.Count];
        for (var index = 0; index < result.Length; index++) result[value.Order[index]] = values[values.Length == 1 ? 0 : index];
        return result;
    }

    private static double[] OfChannels(double[] values, int channels) => values.Length == 1 ? [.. Enumerable.Repeat(values[0], channels)] : values;

    /// <summary>From one for each of the layer's channels to one for each value in the graph's order.</summary>
    private static double[] OfValues(double[] values, ComputedValue value) => Array.ConvertAll(value.Order, index => values[index % values.Length]);

    private static bool IsPerChannel(double[] values, int channels)
    {
        for (var index = channels; index < values.Length; index++)
        {
            if (values[index] != values[index % channels]) return false;
        }

        return true;
    }

    private static float[] Scale(float[] values, double[] scale)
    {
        var result = new float[values.Length];
        for (var index = 0; index < result.Length; index++) result[index] = (float)(values[index] * scale[index % scale.Length]);
        return result;
    }

    private static float[] ScaleAndShift(float[] values, double[] scale, double[] offset)
    {
        var result = new float[values.Length];
        for (var index = 0; index < result.Length; index++) result[index] = (float)((values[index] * scale[index]) + offset[index]);
        return result;
    }
}
