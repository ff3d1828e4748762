namespace Steerlens.Kernels.Engines.States;

/// <summary>Both axes of one block. States lie row position after row position, then column class after column class, then row class after row class.</summary>
internal sealed record StateLayerAxes(AxisClasses Rows, AxisClasses Columns)
{
    /// <summary>The number of a state; the row classes of one position and one column class follow one another.</summary>
    public long StateOf(int rowClass, int columnClass)
    {
        var row = Rows.Position[rowClass];
        return ((long)Rows.Starts[row] * Columns.Count) + ((long)columnClass * Rows.CountAt(row)) + rowClass - Rows.Starts[row];
    }
}
