namespace Steerlens.Kernels.Occlusion;

/// <summary>A masked rectangle of the network's input, in pixels.</summary>
/// <param name="Row">The first masked row.</param>
/// <param name="Column">The first masked column.</param>
/// <param name="Height">Masked rows, at least 1.</param>
/// <param name="Width">Masked columns, at least 1.</param>
public readonly record struct Window(int Row, int Column, int Height, int Width)
{
    /// <summary>The masked pixels.</summary>
    public int Area => Height * Width;
}
