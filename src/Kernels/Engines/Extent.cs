using Steerlens.Models;

namespace Steerlens.Kernels.Engines;

/// <summary>A rectangle of positions of one layer.</summary>
internal readonly record struct Extent(int FirstRow, int FirstColumn, int Rows, int Columns)
{
    public int Count => Rows * Columns;

    /// <summary>The outputs of a linear layer that read at least one position of this rectangle of its input.</summary>
    public Extent Through(LinearLayer layer) => Of(
        Reach(FirstRow, Rows, layer.KernelHeight, layer.StrideRows, layer.PaddingTop, layer.Output.Height),
        Reach(FirstColumn, Columns, layer.KernelWidth, layer.StrideColumns, layer.PaddingLeft, layer.Output.Width));

    /// <summary>The outputs of a maximum that read at least one position of this rectangle of its input.</summary>
    public Extent Through(MaxPool layer) => Of(
        Reach(FirstRow, Rows, layer.Kernel.Height, layer.Stride.Rows, 0, layer.Output.Height),
        Reach(FirstColumn, Columns, layer.Kernel.Width, layer.Stride.Columns, 0, layer.Output.Width));

    private static Extent Of((int First, int Count) rows, (int First, int Count) columns) =>
        rows.Count == 0 || columns.Count == 0 ? default : new Extent(rows.First, columns.First, rows.Count, columns.Count);

    private static (int First, int Count) Reach(int first, int count, int kernel, int stride, int padding, int extent)
    {
        if (count == 0) return (0, 0);
        var lowest = Math.Max(0, CeilingDivide(first + padding - kernel + 1, stride));
        var highest = Math.Min(extent - 1, (first + count - 1 + padding) / stride);
        return (lowest, Math.Max(0, highest - lowest + 1));
    }

    private static int CeilingDivide(int value, int divisor) => value <= 0 ? 0 : (value + divisor - 1) / divisor;
}
