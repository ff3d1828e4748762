using Steerlens.Kernels.Engines;

namespace Steerlens.Kernels.Cuda;

/// <summary>
/// Which positions a layer's kernel reads, as tables for <c>linear_layer</c> and <c>maximum_layer</c>: for each result row (or column) and kernel row (column) the
/// source row times the source's columns (the source column), or -1 where there is none.
/// </summary>
internal static class LayerTaps
{
    /// <summary>The input rows that each output row reads: output rows x kernel rows.</summary>
    public static int[] ForwardRows(WindowGeometry layer) =>
        Forward(layer.Output.Height, layer.Reach.Height, layer.Stride.Rows, layer.Padding.Top, layer.Input.Height, layer.Input.Width);

    /// <summary>The input columns that each output column reads: output columns x kernel columns.</summary>
    public static int[] ForwardColumns(WindowGeometry layer) =>
        Forward(layer.Output.Width, layer.Reach.Width, layer.Stride.Columns, layer.Padding.Left, layer.Input.Width, 1);

    /// <summary>The output rows that read each input row: input rows x kernel rows.</summary>
    public static int[] BackwardRows(WindowGeometry layer) =>
        Backward(layer.Input.Height, layer.Reach.Height, layer.Stride.Rows, layer.Padding.Top, layer.Output.Height, layer.Output.Width);

    /// <summary>The output columns that read each input column: input columns x kernel columns.</summary>
    public static int[] BackwardColumns(WindowGeometry layer) =>
        Backward(layer.Input.Width, layer.Reach.Width, layer.Stride.Columns, layer.Padding.Left, layer.Output.Width, 1);

    private static int[] Forward(int results, int kernel, int stride, int padding, int sources, int step)
    {
        var taps = new int[results * kernel];
        for (var result = 0; result < results; result++)
        {
            for (var tap = 0; tap < kernel; tap++)
            {
                var source = (result * stride) - padding + tap;
                taps[(result * kernel) + tap] = source >= 0 && source < sources ? source * step : -1;
            }
        }

        return taps;
    }

    private static int[] Backward(int results, int kernel, int stride, int padding, int sources, int step)
    {
        var taps = new int[results * kernel];
        for (var result = 0; result < results; result++)
        {
            for (var tap = 0; tap < kernel; tap++)
            {
                var reached = result + padding - tap;
                var isReached = reached >= 0 && reached % stride == 0 && reached / stride < sources;
                taps[(result * kernel) + tap] = isReached ? reached / stride * step : -1;
            }
        }

        return taps;
    }
}
