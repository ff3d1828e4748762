namespace Steerlens.Models.Onnx;

/// <summary>BatchNormalization with its stored mean and variance: a factor and a summand for each channel.</summary>
internal static class BatchNormalizationOperator
{
    public static void Translate(Node node)
    {
        if (node.Integer("training_mode", 0) != 0)
            throw node.Fail("BatchNormalization is in training mode", "export the network in inference mode (model.eval())");
        var value = node.Viewed(0);
        if (value.Rank < 2) throw node.Fail("BatchNormalization reads a tensor without channels", "the file is damaged");
        var channels = value.Dimensions[1];
        var (factor, summand) = (Get(1, "factors"), Get(2, "summands"));
        var (mean, variance) = (Get(3, "means"), Get(4, "variances"));
        var epsilon = (double)node.Number("epsilon", 1e-5f);
        var (scale, offset) = (new double[channels], new double[channels]);
        for (var channel = 0; channel < channels; channel++)
        {
            scale[channel] = factor[channel] / Math.Sqrt(variance[channel] + epsilon);
            offset[channel] = summand[channel] - (mean[channel] * scale[channel]);
        }

        if (value.IsPicture(node.Translation.ShapeOf(value.Layer), channelsFirst: true))
        {
            AffineStep.Apply(node, value, scale, offset, byChannel: true);
            return;
        }

        node.Translation.Spend(4L * value.Count);
        var each = value.Count / channels;
        var indices = Enumerable.Range(0, value.Count);
        AffineStep.Apply(node, value, [.. indices.Select(index => scale[index / each])], [.. indices.Select(index => offset[index / each])]);

        float[] Get(int index, string what)
        {
            var constant = node.Constant(index, what);
            if (constant.Count != channels) throw node.Fail($"BatchNormalization has {constant.Count} {what} for {channels} channels", "the file is damaged");
            return constant.Floats;
        }
    }
}
