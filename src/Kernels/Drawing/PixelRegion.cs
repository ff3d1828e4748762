namespace Steerlens.Kernels.Drawing;

/// <summary>A rectangle of whole pixels: left and top belong to it, right and bottom are one past.</summary>
/// <param name="Left">First column.</param>
/// <param name="Top">First row.</param>
/// <param name="Right">One past the last column.</param>
/// <param name="Bottom">One past the last row.</param>
public readonly record struct PixelRegion(int Left, int Top, int Right, int Bottom)
{
    /// <summary>Columns.</summary>
    public int Width => Right - Left;

    /// <summary>Whether nothing lies inside.</summary>
    public bool IsEmpty => Right <= Left || Bottom <= Top;

    /// <summary>The region, on even borders and inside a picture of this (even) size, that holds everything between the given edges.</summary>
    public static PixelRegion Around(double left, double top, double right, double bottom, int width, int height) => new(
        (int)Math.Clamp(Math.Floor(left), 0, width) & ~1,
        (int)Math.Clamp(Math.Floor(top), 0, height) & ~1,
        ((int)Math.Clamp(Math.Ceiling(right), 0, width) + 1) & ~1,
        ((int)Math.Clamp(Math.Ceiling(bottom), 0, height) + 1) & ~1);
}
