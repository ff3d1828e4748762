namespace Steerlens.Models.Onnx;

/// <summary>GlobalAveragePool, GlobalMaxPool, AveragePool, MaxPool. <see cref="ReductionOperators"/> has those that name axes.</summary>
internal static class PoolingOperators
{
    public static void GlobalAverage(Node node)
    {
        var input = node.Computed(0);
        if (input.Rank < 3) throw node.Fail($"GlobalAveragePool reads {string.Join('x', input.Dimensions)}", "a picture is expected");
        node.Set(ReductionOperators.Mean(node, input, [.. Enumerable.Range(2, input.Rank - 2)], keepsAxes: true));
    }

    public static void Average(Node node)
    {
        var (input, window) = Window(node);
        var translation = node.Translation;
        var source = translation.ShapeOf(input.Layer);
        var name = translation.NameAfter(input.Layer, "mean");
        if (window.IsInside(source))
        {
            translation.SpendWeights((long)window.Kernel.Height * window.Kernel.Width * source.Channels * source.Channels);
            node.Set(ComputedValue.Picture(translation.Add(new AveragePool(name, [input.Layer], window.Output, window.Kernel, window.Stride)), window.Output));
            return;
        }

        // Near an edge the mean is over fewer pixels, or over zeros: what a position weighs depends on where it is.
        var countsPadding = node.Integer("count_include_pad", 0) != 0;
        var rows = Means(source.Height, window.Kernel.Height, window.Stride.Rows, window.Before.Top, window.Output.Height, countsPadding);
        var columns = Means(source.Width, window.Kernel.Width, window.Stride.Columns, window.Before.Left, window.Output.Width, countsPadding);
        node.Set(ComputedValue.Picture(translation.Add(new Resampling(name, [input.Layer], window.Output, rows, columns)), window.Output));
    }

    public static void Maximum(Node node)
    {
        var (input, window) = Window(node);
        var maximum = new MaxPool(node.Translation.NameAfter(input.Layer, "max"), [input.Layer], window.Output, window.Kernel, window.Stride, window.Before);
        node.Set(ComputedValue.Picture(node.Translation.Add(maximum), window.Output));
    }

    public static void GlobalMaximum(Node node)
    {
        var input = node.Computed(0);
        var shape = node.Translation.ShapeOf(input.Layer);
        node.RequirePicture(input, shape);
        var output = TensorShape.Vector(shape.Channels);
        var maximum = new MaxPool(node.Translation.NameAfter(input.Layer, "max"), [input.Layer], output, (shape.Height, shape.Width), (1, 1));
        node.Set(ComputedValue.Picture(node.Translation.Add(maximum), output));
    }

    private static AxisWeights Means(int size, int kernel, int stride, int before, int output, bool countsPadding) => new([.. Enumerable.Range(0, output).Select(position =>
    {
        var first = (position * stride) - before;
        var sources = Enumerable.Range(first, kernel).Where(source => source >= 0 && source < size).ToArray();
        return (sources, Array.ConvertAll(sources, _ => 1f / (countsPadding ? kernel : sources.Length)));
    })]);

    private static (ComputedValue Input, PoolWindow Window) Window(Node node)
    {
        var input = node.Computed(0);
        var source = node.Translation.ShapeOf(input.Layer);
        if (input.Rank != 4) throw node.Fail($"{node.Operator} reads {string.Join('x', input.Dimensions)}", "only two-dimensional pooling is read");
        node.RequirePicture(input, source);
        var kernel = WindowAxis.Pair(node, "kernel_shape", null);
        var stride = WindowAxis.Pair(node, "strides", 1);
        if ((node.Integers("dilations") ?? []).Any(dilation => dilation != 1)) throw node.Fail($"{node.Operator} has dilations", "only dense rectangles are read");
        var rows = WindowAxis.Of(node, source.Height, kernel.First, stride.First, 0);
        var columns = WindowAxis.Of(node, source.Width, kernel.Second, stride.Second, 1);
        if (rows.Before >= kernel.First || columns.Before >= kernel.Second) throw node.Fail($"{node.Operator} pads more than its rectangle of {kernel.First}x{kernel.Second}", "the file is damaged");
        var output = new TensorShape(rows.Output, columns.Output, source.Channels);
        node.Translation.Spend(output.Length);
        return (input, new PoolWindow(output, kernel, stride, (rows.Before, columns.Before)));
    }

    /// <summary>The rectangles of a pooling.</summary>
    private sealed record PoolWindow(TensorShape Output, (int Height, int Width) Kernel, (int Rows, int Columns) Stride, (int Top, int Left) Before)
    {
        /// <summary>Whether every rectangle lies wholly inside the input.</summary>
        public bool IsInside(TensorShape source) => Before == (0, 0)
            && ((Output.Height - 1) * Stride.Rows) + Kernel.Height <= source.Height
            && ((Output.Width - 1) * Stride.Columns) + Kernel.Width <= source.Width;
    }
}
