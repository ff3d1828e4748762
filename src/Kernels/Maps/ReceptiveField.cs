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
        if (layer == Network.InputIndex) return new ReceptiveField(0, 0, 1, 1, 1, 1);
        var below = Of(network, network.Layers[layer].Inputs[0]);
        return network.Layers[layer] switch
        {
            Convolution convolution => below.Through(convolution.Kernel, convolution.Stride, convolution.Padding),
            AveragePool mean => below.Through(mean.Kernel, mean.Stride, (0, 0)),
            MaxPool maximum => below.Through(maximum.Kernel, maximum.Stride, (0, 0)),
            Dense => new ReceptiveField(0, 0, network.Input.Height, network.Input.Width, network.Input.Height, network.Input.Width),
            _ => below,
        };
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
}
