namespace Steerlens.Kernels.Images;

/// <summary>Where a map lies on a picture, in pixels; fractions count. Pixel x covers x..x+1.</summary>
/// <param name="Left">Left edge.</param>
/// <param name="Top">Top edge.</param>
/// <param name="Width">Above 0.</param>
/// <param name="Height">Above 0.</param>
public readonly record struct MapRectangle(double Left, double Top, double Width, double Height);
