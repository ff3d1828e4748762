using Steerlens.Models;

namespace Steerlens.Kernels.Engines;

/// <summary>A rectangle of positions of one layer.</summary>
internal readonly record struct Extent(int FirstRow, int FirstColumn, int Rows, int Columns)
{
    public int Count => Rows * Columns;

    /// <summary>All positions of a layer.</summary>
    public static Extent Whole(TensorShape shape) => new(0, 0, shape.Height, shape.Width);

    /// <summary>The outputs of a linear layer that read at least one position of this rectangle of its input.</summary>
    public Extent Through(LinearLayer layer) => layer.Geometry.Through(this);

    /// <summary>The smallest rectangle that holds both; an empty one adds nothing.</summary>
    public Extent Joined(Extent other)
    {
        if (Count == 0) return other;
        if (other.Count == 0) return this;
        var (top, left) = (Math.Min(FirstRow, other.FirstRow), Math.Min(FirstColumn, other.FirstColumn));
        return new Extent(
            top,
            left,
            Math.Max(FirstRow + Rows, other.FirstRow + other.Rows) - top,
            Math.Max(FirstColumn + Columns, other.FirstColumn + other.Columns) - left);
    }
}
