using Steerlens.Models;

namespace Steerlens.Kernels.Maps;

/// <summary>
/// Which pixels of the input a position of a layer sees: rows first + step * r .. + size, and likewise for columns. Padding can
/// make the first negative.
/// </summary>
/// <param name="FirstRow">The first row that position 0 sees.</param>
/// <param name="FirstColumn">The first column that position 0 sees.</param>
/// <param name="StepRows">Rows between neighbours.</param>
/// <param name="StepColumns">Columns between neighbours.</param>
/// <param name="Height">Rows that a position sees.</param>
/// <param name="Width">Columns that a position sees.</param>
public readonly record struct ReceptiveField(int FirstRow, int FirstColumn, int StepRows, int StepColumns, int Height, int Width)
{
    /// <summary>The receptive field of a layer's positions.</summary>
    public static ReceptiveField Of(Network network, int layer)
    {
        ArgumentNullException.ThrowIfNull(network);
        var fields = new ReceptiveField[layer + 2];
        fields[0] = new ReceptiveField(0, 0, 1, 1, 1, 1);
        for (var index = 0; index <= layer; index++)
        {
            var inputs = network.Layers[index].Inputs;
            var field = Through(network, index, fields[inputs[0] + 1]);
            for (var input = 1; input < inputs.Count; input++) field = field.Joined(fields[inputs[input] + 1]);
            fields[index + 1] = field;
        }

        return fields[layer + 1];
    }

    private static ReceptiveField Through(Network network, int layer, ReceptiveField below) => network.Layers[layer] switch
    {
        Convolution convolution => below.Through(convolution.Reach, convolution.Stride, convolution.Padding),
        AveragePool mean => below.Through(mean.Kernel, mean.Stride, (0, 0)),
        MaxPool maximum => below.Through(maximum.Kernel, maximum.Stride, maximum.Padding),
        Resampling resampling => below.Through(resampling),
        Dense or Normalization { ByPosition: false } => Everything(network),
        Concatenation { Output: { Height: 1, Width: 1 } } when network.ShapeOf(network.Layers[layer].Inputs[0]) is not { Height: 1, Width: 1 } => Everything(network),
        _ => below,
    };

    private static ReceptiveField Everything(Network network) =>
        new(0, 0, network.Input.Height, network.Input.Width, network.Input.Height, network.Input.Width);

    /// <summary>The smallest field that holds both; branches that meet have the same step, but for one that sees everything.</summary>
    private ReceptiveField Joined(ReceptiveField other)
    {
        var (top, left) = (Math.Min(FirstRow, other.FirstRow), Math.Min(FirstColumn, other.FirstColumn));
        return new ReceptiveField(
            top,
            left,
            Math.Min(StepRows, other.StepRows),
            Math.Min(StepColumns, other.StepColumns),
            Math.Max(FirstRow + Height, other.FirstRow + other.Height) - top,
            Math.Max(FirstColumn + Width, other.FirstColumn + other.Width) - left);
    }

    /// <summary>
    /// Where a map of this layer belongs: cells as large as the step, each centred on what its position sees. So a cell lies over its
    /// evidence, which stretching the map over the whole input would not do for convolutions without padding.
    /// </summary>
    public InputRegion RegionOf(TensorShape shape) => new(
        FirstRow + ((Height - StepRows) / 2d),
        FirstColumn + ((Width - StepColumns) / 2d),
        (double)shape.Height * StepRows,
        (double)shape.Width * StepColumns);

    private ReceptiveField Through((int Height, int Width) kernel, (int Rows, int Columns) stride, (int Top, int Left) padding) => new(
        FirstRow - (padding.Top * StepRows),
        FirstColumn - (padding.Left * StepColumns),
        StepRows * stride.Rows,
        StepColumns * stride.Columns,
        Height + ((kernel.Height - 1) * StepRows),
        Width + ((kernel.Width - 1) * StepColumns));

    /// <summary>Cropping moves the field; another size changes the step to the nearest whole number of pixels.</summary>
    private ReceptiveField Through(Resampling resampling)
    {
        var (row, rows, reachRows) = Along(resampling.Rows);
        var (column, columns, reachColumns) = Along(resampling.Columns);
        return new ReceptiveField(
            FirstRow + (row * StepRows),
            FirstColumn + (column * StepColumns),
            Math.Max(1, (int)Math.Round(rows * StepRows)),
            Math.Max(1, (int)Math.Round(columns * StepColumns)),
            Height + ((reachRows - 1) * StepRows),
            Width + ((reachColumns - 1) * StepColumns));
    }

    /// <summary>The input position that the first output begins at, the mean step, and the most input positions that one output reads.</summary>
    private static (int First, double Step, int Reach) Along(AxisWeights axis)
    {
        var read = Enumerable.Range(0, axis.Count).Where(position => axis.SourcesOf(position).Length > 0).ToArray();
        if (read.Length == 0) return (0, 1, 1);
        var (start, end) = (axis.SourcesOf(read[0])[0], axis.SourcesOf(read[^1])[0]);
        var step = read.Length == 1 ? 1 : (double)(end - start) / (read[^1] - read[0]);
        return ((int)Math.Round(start - (read[0] * step)), step, read.Max(position => axis.SourcesOf(position)[^1] - axis.SourcesOf(position)[0] + 1));
    }
}
