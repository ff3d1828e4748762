namespace Steerlens.Models.Onnx;

/// <summary>
/// ConvTranspose, DepthToSpace, SpaceToDepth. A transposed convolution is a convolution with the kernel turned by half a turn over a picture
/// whose positions are set apart by zeros; DepthToSpace is one whose weights are 0 and 1.
/// </summary>
internal static class EnlargingOperators
{
    public static void ConvTranspose(Node node)
    {
        var input = node.Computed(0);
        var weights = node.Constant(1, "weights");
        if (input.Rank != 4 || weights.Rank != 4) throw node.Fail($"ConvTranspose reads {Show(input.Dimensions)} with weights of {Show(weights.Dimensions)}", "only two-dimensional ones are read");
        var source = node.Translation.ShapeOf(input.Layer);
        node.RequirePicture(input, source);
        var (inputs, each, height, width) = (weights.Dimensions[0], weights.Dimensions[1], weights.Dimensions[2], weights.Dimensions[3]);
        var groups = node.Integer("group", 1);
        if (inputs != source.Channels || groups < 1 || inputs % groups != 0 || weights.Count == 0) throw node.Fail($"ConvTranspose has weights of {Show(weights.Dimensions)} and {groups} groups but reads {source.Channels} channels", "the file is damaged");
        if (node.Text("auto_pad", "NOTSET") is not ("NOTSET" or "")) throw node.Fail("ConvTranspose has auto_pad", "export it with pads");
        if (node.Find("output_shape") is not null) throw node.Fail("ConvTranspose has output_shape", "export it with pads and output_padding");
        var stride = WindowAxis.Pair(node, "strides", 1);
        var dilation = WindowAxis.Pair(node, "dilations", 1);
        var pads = node.Integers("pads") ?? [0, 0, 0, 0];
        var more = node.Integers("output_padding") ?? [0, 0];
        if (pads.Length != 4 || more.Length != 2 || pads.Concat(more).Any(pad => pad is < 0 or > 4096)) throw node.Fail($"ConvTranspose has pads of {string.Join('x', pads.Take(8))}", "four numbers from 0 to 4096 are expected");
        var bias = node.OptionalConstant(2, "bias");
        var outputs = each * (int)groups;
        if (bias != null && bias.Count != outputs) throw node.Fail($"ConvTranspose has {outputs} channels but {bias.Count} biases", "the file is damaged");
        var rows = new Spread(source.Height, height, stride.First, dilation.First, (int)pads[0], (int)pads[2], (int)more[0]);
        var columns = new Spread(source.Width, width, stride.Second, dilation.Second, (int)pads[1], (int)pads[3], (int)more[1]);
        Add(node, input, (rows, columns), Turned(weights.Floats, inputs, each, height * width, (int)groups), bias?.Floats.ToArray() ?? new float[outputs], (int)groups, node.NameWeights("conv"));
    }

    public static void DepthToSpace(Node node)
    {
        var (input, source, size) = Blocks(node);
        var isDepthFirst = node.Text("mode", "DCR") switch { "DCR" => true, "CRD" => false, var mode => throw node.Fail($"DepthToSpace has mode '{mode}'", "DCR and CRD are read") };
        var (cells, outputs) = (size * size, source.Channels / (size * size));
        if (outputs * cells != source.Channels) throw node.Fail($"DepthToSpace cuts {source.Channels} channels into blocks of {size}x{size}", "the file is damaged");
        node.Translation.SpendWeights((long)cells * source.Channels * outputs);
        var weights = new float[cells * source.Channels * outputs];
        for (var cell = 0; cell < cells; cell++)
        {
            for (var output = 0; output < outputs; output++)
            {
                // The kernel is turned by half a turn.
                var channel = isDepthFirst ? (cell * outputs) + output : (output * cells) + cell;
                weights[((((cells - 1 - cell) * source.Channels) + channel) * outputs) + output] = 1;
            }
        }

        var (rows, columns) = (new Spread(source.Height, size, size, 1, 0, 0, 0), new Spread(source.Width, size, size, 1, 0, 0, 0));
        Add(node, input, (rows, columns), weights, new float[outputs], 1, node.Translation.NameAfter(input.Layer, "space"));
    }

    public static void SpaceToDepth(Node node)
    {
        var (input, source, size) = Blocks(node);
        var output = new TensorShape(source.Height / size, source.Width / size, source.Channels * size * size);
        if (source.Height % size != 0 || source.Width % size != 0) throw node.Fail($"SpaceToDepth cuts {source} into blocks of {size}x{size}", "the file is damaged");
        node.Translation.SpendWeights((long)size * size * source.Channels * output.Channels);
        node.Translation.Spend(output.Length);
        var weights = new float[size * size * source.Channels * output.Channels];
        for (var place = 0; place < output.Channels; place++) weights[(place * output.Channels) + place] = 1;
        var layer = new Convolution(node.Translation.NameAfter(input.Layer, "depth"), [input.Layer], output, (size, size), (size, size), (0, 0), weights, new float[output.Channels]);
        node.Set(ComputedValue.Picture(node.Translation.Add(layer), output));
    }

    private static (ComputedValue Input, TensorShape Source, int Size) Blocks(Node node)
    {
        var input = node.Computed(0);
        var source = node.Translation.ShapeOf(input.Layer);
        node.RequirePicture(input, source);
        var size = node.Integer("blocksize", 0);
        return size is >= 1 and <= 64 ? (input, source, (int)size) : throw node.Fail($"{node.Operator} has blocks of {size}", "1 to 64 are read");
    }

    private static void Add(Node node, ComputedValue input, (Spread Rows, Spread Columns) spread, float[] weights, float[] bias, int groups, string name)
    {
        var translation = node.Translation;
        var source = translation.ShapeOf(input.Layer);
        var (rows, columns) = spread;
        var wide = source with { Height = rows.Length, Width = columns.Length };
        var output = new TensorShape(rows.Output, columns.Output, bias.Length);
        if (output.Height < 1 || output.Width < 1) throw node.Fail($"{node.Operator} leaves nothing of {source}", "the network's input is too small for it");
        if (Math.Max((long)wide.Height * wide.Width * wide.Channels, (long)output.Height * output.Width * output.Channels) > GraphInput.MaximumCount)
            throw node.Fail($"{node.Operator} puts out {output}", $"more than {GraphInput.MaximumCount} values are not read");
        translation.Spend(wide.Length + output.Length);
        translation.RequireFinite(weights, name, "weights");
        translation.RequireFinite(bias, name, "biases");
        var apart = translation.Add(new Resampling(translation.NameAfter(input.Layer, "apart"), [input.Layer], wide, rows.Weights(), columns.Weights()));
        var layer = new Convolution(name, [apart], output, (rows.Kernel, columns.Kernel), (1, 1), (0, 0), weights, bias) { Groups = groups, Dilation = (rows.Dilation, columns.Dilation) };
        node.Set(ComputedValue.Picture(translation.Add(layer), output));
    }

    /// <summary>From inputs x outputs of a group x kernel to kernel, backwards, x inputs of a group x outputs.</summary>
    private static float[] Turned(float[] weights, int inputs, int each, int kernel, int groups)
    {
        var result = new float[weights.Length];
        var (inputsEach, outputs) = (inputs / groups, each * groups);
        for (var input = 0; input < inputs; input++)
        {
            var (group, inner) = (input / inputsEach, input % inputsEach);
            for (var output = 0; output < each; output++)
            {
                for (var cell = 0; cell < kernel; cell++)
                    result[((((kernel - 1 - cell) * inputsEach) + inner) * outputs) + (group * each) + output] = weights[(((input * each) + output) * kernel) + cell];
            }
        }

        return result;
    }

    private static string Show(int[] dimensions) => string.Join('x', dimensions);

    /// <summary>One axis whose positions are set apart, with as many zeros around them as the turned kernel needs.</summary>
    private readonly record struct Spread(int Size, int Kernel, int Stride, int Dilation, int Before, int After, int More)
    {
        private int Reach => (Kernel - 1) * Dilation;

        public int Output => ((Size - 1) * Stride) + Reach + 1 + More - Before - After;

        public int Length => Math.Max(0, Output) + Reach;

        public AxisWeights Weights()
        {
            var (size, stride, start) = (Size, Stride, Before - Reach);
            return new AxisWeights([.. Enumerable.Range(start, Length).Select(place => place >= 0 && place % stride == 0 && place / stride < size ? ((int[])[place / stride], (float[])[1f]) : ([], []))]);
        }
    }
}
