namespace Steerlens.Models.Onnx;

/// <summary>Conv: two-dimensional, one group, no dilation.</summary>
internal static class ConvolutionOperator
{
    public static void Translate(Node node)
    {
        var translation = node.Translation;
        var input = node.Computed(0);
        var weights = node.Constant(1, "weights");
        if (input.Rank != 4 || weights.Rank != 4)
            throw node.Fail($"Conv reads {Show(input.Dimensions)} with weights of {Show(weights.Dimensions)}", "only two-dimensional convolutions are read");
        RequirePlain(node);
        var source = translation.ShapeOf(input.Layer);
        node.RequirePicture(input, source);
        var (outputs, inputs, height, width) = (weights.Dimensions[0], weights.Dimensions[1], weights.Dimensions[2], weights.Dimensions[3]);
        if (inputs != source.Channels) throw node.Fail($"Conv has weights for {inputs} channels but reads {source.Channels}", "export the network with its own input shape");
        if (weights.Count == 0 || node.Integers("kernel_shape") is { } stated && !stated.SequenceEqual([height, width]))
            throw node.Fail($"Conv's kernel_shape and its weights of {Show(weights.Dimensions)} disagree", "the file is damaged");

        var (rows, columns) = Pair(node, "strides", 1);
        var vertical = Axis(node, source.Height, height, rows, 0);
        var horizontal = Axis(node, source.Width, width, columns, 1);
        var output = new TensorShape(vertical.Output, horizontal.Output, outputs);
        if ((long)output.Height * output.Width * output.Channels > GraphInput.MaximumCount)
            throw node.Fail($"Conv puts out {output}", $"more than {GraphInput.MaximumCount} values are not read");
        translation.Spend(output.Length + weights.Count);

        var name = translation.NameWeights("conv", node);
        var bias = node.OptionalConstant(2, "bias");
        if (bias != null && bias.Count != outputs) throw node.Fail($"Conv has {outputs} channels but {bias.Count} biases", "the file is damaged");
        var convolution = new Convolution(
            name,
            [input.Layer],
            output,
            (height, width),
            (rows, columns),
            (vertical.Before, horizontal.Before),
            ChannelsLast(weights.Floats, outputs, inputs, height * width),
            bias?.Floats.ToArray() ?? new float[outputs]);
        translation.RequireFinite(convolution.Weights, name, "weights");
        translation.RequireFinite(convolution.Bias, name, "biases");
        node.Set(new ComputedValue
        {
            Layer = translation.Add(convolution),
            Dimensions = [1, outputs, output.Height, output.Width],
            Order = ComputedValue.ChannelsFirst(output),
            Exclusive = true,
        });
    }

    private static void RequirePlain(Node node)
    {
        if (node.Integer("group", 1) is not 1 and var groups) throw node.Fail($"Conv has {groups} groups", "only convolutions over all channels are read");
        if (node.Integers("dilations") is { } dilations && dilations.Any(dilation => dilation != 1))
            throw node.Fail($"Conv has dilations of {string.Join('x', dilations)}", "only dense kernels are read");
    }

    private static (int Rows, int Columns) Pair(Node node, string attribute, int otherwise)
    {
        var values = node.Integers(attribute) ?? [otherwise, otherwise];
        if (values.Length != 2 || values.Any(value => value is < 1 or > 4096))
            throw node.Fail($"Conv has {attribute} of {string.Join('x', values.Take(8))}", "two numbers from 1 to 4096 are expected");
        return ((int)values[0], (int)values[1]);
    }

    /// <summary>Padding and output along one axis: 0 for rows, 1 for columns.</summary>
    private static (int Before, int Output) Axis(Node node, int size, int kernel, int stride, int axis)
    {
        var mode = node.Text("auto_pad", "NOTSET");
        long before = 0, after = 0;
        switch (mode)
        {
            case "NOTSET" or "":
                if (node.Integers("pads") is not { } pads) break;
                if (pads.Length != 4 || pads.Any(pad => pad is < 0 or > 4096))
                    throw node.Fail($"Conv has pads of {string.Join('x', pads.Take(8))}", "four numbers from 0 to 4096 are expected");
                (before, after) = (pads[axis], pads[axis + 2]);
                break;
            case "SAME_UPPER" or "SAME_LOWER":
                var total = Math.Max((((long)((size + stride - 1) / stride) - 1) * stride) + kernel - size, 0);
                before = mode is "SAME_UPPER" ? total / 2 : total - (total / 2);
                after = total - before;
                break;
            case "VALID":
                break;
            default:
                throw node.Fail($"Conv has auto_pad '{mode}'", "NOTSET, SAME_UPPER, SAME_LOWER and VALID are read");
        }

        if (size + before + after < kernel)
            throw node.Fail($"Conv's kernel of {kernel} does not fit into {size} {(axis == 0 ? "rows" : "columns")}", "the network's input is too small for it");
        return ((int)before, (int)(((size + before + after - kernel) / stride) + 1));
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
