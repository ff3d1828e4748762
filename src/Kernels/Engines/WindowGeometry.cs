using Steerlens.Models;

namespace Steerlens.Kernels.Engines;

/// <summary>How a kernel or rectangle walks over its input.</summary>
/// <param name="Input">The input's shape.</param>
/// <param name="Output">The output's shape.</param>
/// <param name="Reach">Rows and columns from the first tap to the last.</param>
/// <param name="Stride">Steps in rows and columns.</param>
/// <param name="Padding">Rows above and columns left of the input where it begins.</param>
internal readonly record struct WindowGeometry(
    TensorShape Input, TensorShape Output, (int Height, int Width) Reach, (int Rows, int Columns) Stride, (int Top, int Left) Padding)
{
    /// <summary>Rows and columns that the kernel reaches beyond the input, on each side.</summary>
    public ActivationBuffer.Margins Margins => new(Padding.Top, Padding.Left, Beyond(Output.Height, Stride.Rows, Reach.Height, Padding.Top, Input.Height), Beyond(Output.Width, Stride.Columns, Reach.Width, Padding.Left, Input.Width));

    /// <summary>The outputs that read at least one position of a rectangle of the input.</summary>
    public Extent Through(Extent extent)
    {
        var (firstRow, rows) = Reached(extent.FirstRow, extent.Rows, Reach.Height, Stride.Rows, Padding.Top, Output.Height);
        var (firstColumn, columns) = Reached(extent.FirstColumn, extent.Columns, Reach.Width, Stride.Columns, Padding.Left, Output.Width);
        return rows == 0 || columns == 0 ? default : new Extent(firstRow, firstColumn, rows, columns);
    }

    private static (int First, int Count) Reached(int first, int count, int kernel, int stride, int padding, int extent)
    {
        if (count == 0) return (0, 0);
        var lowest = Math.Max(0, CeilingDivide(first + padding - kernel + 1, stride));
        var highest = Math.Min(extent - 1, (first + count - 1 + padding) / stride);
        return (lowest, Math.Max(0, highest - lowest + 1));
    }

    private static int Beyond(int outputs, int stride, int reach, int padding, int size) => Math.Max(0, ((outputs - 1) * stride) + reach - padding - size);

    private static int CeilingDivide(int value, int divisor) => value <= 0 ? 0 : (value + divisor - 1) / divisor;
}
