namespace Steerlens.Models;

/// <summary>The shape of one activation, channels last: H x W x C float32 values, without the batch.</summary>
/// <param name="Height">Rows, at least 1.</param>
/// <param name="Width">Columns, at least 1.</param>
/// <param name="Channels">Channels, at least 1. A flat vector of n values is 1 x 1 x n.</param>
public readonly record struct TensorShape(int Height, int Width, int Channels)
{
    /// <summary>The number of values.</summary>
    public int Length => Height * Width * Channels;

    /// <summary>The shape of a flat vector: 1 x 1 x <paramref name="length"/>.</summary>
    public static TensorShape Vector(int length) => new(1, 1, length);

    /// <inheritdoc/>
    public override string ToString() => $"{Height}x{Width}x{Channels}";
}
