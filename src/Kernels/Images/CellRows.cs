using System.Numerics;
using System.Runtime.InteropServices;

namespace Steerlens.Kernels.Images;

/// <summary>
/// A picture of cells that is read as the full-size plane it stands for, one row at a time; see <see cref="CellGrow"/>. The large
/// plane is never in memory.
/// </summary>
public sealed class CellRows
{
    private readonly ushort[] _cells;
    private readonly ushort[] _line;
    private readonly int _stride;

    /// <summary>Makes the memory.</summary>
    /// <param name="columns">Cells in a row.</param>
    /// <param name="rows">Rows of cells.</param>
    public CellRows(int columns, int rows)
    {
        (Columns, Rows) = (columns, rows);
        _stride = Columns + 2;
        _cells = new ushort[_stride * Rows];
        _line = new ushort[_stride];
    }

    /// <summary>Cells in a row.</summary>
    public int Columns { get; }

    /// <summary>Rows of cells.</summary>
    public int Rows { get; }

    /// <summary>One row of values in fixed point, one at a time: the specification of <see cref="Set"/>.</summary>
    /// <param name="values">Any values; what lies outside 0..255 after scaling is clamped.</param>
    /// <param name="scale">What values are multiplied by.</param>
    /// <param name="offset">What is added then.</param>
    /// <param name="target">As many cells.</param>
    public static void FixScalar(ReadOnlySpan<float> values, float scale, float offset, Span<ushort> target)
    {
        var (factor, summand) = (scale * CellGrow.One, (offset * CellGrow.One) + 0.5f);
        for (var x = 0; x < values.Length; x++) target[x] = (ushort)Math.Clamp((values[x] * factor) + summand, 0, 255 * CellGrow.One);
    }

    /// <summary>As <see cref="FixScalar"/>, with vectors.</summary>
    public static void Fix(ReadOnlySpan<float> values, float scale, float offset, Span<ushort> target)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(target.Length, values.Length);
        var (factor, summand) = (scale * CellGrow.One, new Vector<float>((offset * CellGrow.One) + 0.5f));
        var largest = new Vector<float>(255 * CellGrow.One);
        ref var source = ref MemoryMarshal.GetReference(values);
        ref var result = ref MemoryMarshal.GetReference(target);
        var x = 0;
        for (; x <= values.Length - Vector<ushort>.Count; x += Vector<ushort>.Count)
        {
            var low = (Vector.LoadUnsafe(ref source, (nuint)x) * factor) + summand;
            var high = (Vector.LoadUnsafe(ref source, (nuint)(x + Vector<float>.Count)) * factor) + summand;
            low = Vector.Max(Vector.Min(low, largest), Vector<float>.Zero);
            high = Vector.Max(Vector.Min(high, largest), Vector<float>.Zero);
            Vector.AsVectorUInt16(Vector.Narrow(Vector.ConvertToInt32(low), Vector.ConvertToInt32(high))).StoreUnsafe(ref result, (nuint)x);
        }

        FixScalar(values[x..], scale, offset, target[x..]);
    }

    /// <summary>Sets one row of cells.</summary>
    /// <param name="row">The row.</param>
    /// <param name="values">One value for each cell.</param>
    /// <param name="scale">What values are multiplied by; the product plus offset is clamped to 0..255.</param>
    /// <param name="offset">What is added then.</param>
    public void Set(int row, ReadOnlySpan<float> values, float scale, float offset)
    {
        var cells = Row(row);
        Fix(values[..Columns], scale, offset, cells[1..]);
        cells[0] = cells[1];
        cells[^1] = cells[^2];
    }

    /// <summary>Whether every cell that a row of cells and its two neighbours hold is 0.</summary>
    public bool IsZeroAround(int row)
    {
        return Row(Math.Max(row - 1, 0)).IndexOfAnyExcept((ushort)0) < 0
            && Row(row).IndexOfAnyExcept((ushort)0) < 0
            && Row(Math.Min(row + 1, Rows - 1)).IndexOfAnyExcept((ushort)0) < 0;
    }

    /// <summary>Reads one row of the full-size plane.</summary>
    /// <param name="y">The row.</param>
    /// <param name="cell">Samples of the plane that a cell covers along each axis: 2 or 4.</param>
    /// <param name="samples">At most columns x cell samples.</param>
    public void Read(int y, int cell, Span<byte> samples)
    {
        var row = y / cell;
        CellGrow.Between(Row(Math.Max(row - 1, 0)), Row(row), Row(Math.Min(row + 1, Rows - 1)), cell, y % cell, _line);
        CellGrow.Along(_line, cell, samples);
    }

    private Span<ushort> Row(int row) => _cells.AsSpan(row * _stride, _stride);
}
