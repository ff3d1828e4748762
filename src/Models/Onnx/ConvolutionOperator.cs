namespace Steerlens.Models.Onnx;

/// <summary>Conv: two-dimensional.</summary>
internal static class ConvolutionOperator
{
    public static void Translate(Node node)
    {
        var translation = node.Translation;
        var input = node.Computed(0);
        var weights = node.Constant(1, "weights");
        if (input.Rank != 4 || weights.Rank != 4)
            throw node.Fail($"Conv reads {Show(input.Dimensions)} with weights of {Show(weights.Dimensions)}", "only two-dimensional convolutions are read");
        var source = translation.ShapeOf(input.Layer);
        node.RequirePicture(input, source);
        var (outputs, inputs, height, width) = (weights.Dimensions[0], weights.Dimensions[1], weights.Dimensions[2], weights.Dimensions[3]);
        var groups = node.Integer("group", 1);
        if (groups < 1 || groups > source.Channels || outputs % groups != 0)
            throw node.Fail($"Conv has {groups} groups for {source.Channels} channels in and {outputs} out", "the file is damaged");
        if (inputs * groups != source.Channels)
            throw node.Fail($"Conv has weights for {inputs * groups} channels but reads {source.Channels}", "export the network with its own input shape");
        if (weights.Count == 0 || node.Integers("kernel_shape") is { } stated && !stated.SequenceEqual([height, width]))
            throw node.Fail($"Conv's kernel_shape and its weights of {Show(weights.Dimensions)} disagree", "the file is damaged");

        var (rows, columns) = WindowAxis.Pair(node, "strides", 1);
        var dilation = WindowAxis.Pair(node, "dilations", 1);
        var before = translation.ZeroPaddingOf(input);
        var vertical = WindowAxis.Of(node, before?.Height ?? source.Height, ((height - 1) * dilation.First) + 1, rows, 0, before);
        var horizontal = WindowAxis.Of(node, before?.Width ?? source.Width, ((width - 1) * dilation.Second) + 1, columns, 1, before);
        var output = new TensorShape(vertical.Output, horizontal.Output, outputs);
        if ((long)output.Height * output.Width * output.Channels > GraphInput.MaximumCount)
            throw node.Fail($"Conv puts out {output}", $"more than {GraphInput.MaximumCount} values are not read");
        translation.Spend(output.Length);
        translation.SpendWeights(weights.Count);

        var name = translation.NameWeights("conv", node);
        var bias = node.OptionalConstant(2, "bias");
        if (bias != null && bias.Count != outputs) throw node.Fail($"Conv has {outputs} channels but {bias.Count} biases", "the file is damaged");
        var convolution = new Convolution(
            name,
            [before?.Layer ?? input.Layer],
            output,
            (height, width),
            (rows, columns),
            (vertical.Before, horizontal.Before),
            ChannelsLast(weights.Floats, outputs, inputs, height * width),
            bias?.Floats.ToArray() ?? new float[outputs])
        {
            Groups = (int)groups,
            Dilation = dilation,
        };
        translation.RequireFinite(convolution.Weights, name, "weights");
        translation.RequireFinite(convolution.Bias, name, "biases");
        node.Set(ComputedValue.Picture(translation.Add(convolution), output));
    }

    /// <summary>From outputs x inputs x kernel to kernel x inputs x outputs.</summary>
    private static float[] ChannelsLast(float[] weights, int outputs, int inputs, int kernel)
    {
        var result = new float[weights.Length];
        var at = 0;
        for (var output = 0; output < outputs; output++)
        {
            for (var input = 0; input < inputs; input++)
            {
                for (var cell = 0; cell < kernel; cell++) result[(((cell * inputs) + input) * outputs) + output] = weights[at++];
            }
        }

        return result;
    }

    private static string Show(int[] dimensions) => string.Join('x', dimensions);
}
