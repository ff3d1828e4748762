using Steerlens.Kernels.Images;

namespace Steerlens.Kernels.Drawing;

/// <summary>What shapes and text are drawn with.</summary>
/// <param name="Y">Luma.</param>
/// <param name="U">Blue difference.</param>
/// <param name="V">Red difference.</param>
/// <param name="Opacity">0 (nothing) to 255 (covers).</param>
public readonly record struct Ink(byte Y, byte U, byte V, byte Opacity = 255)
{
    /// <summary>The ink of an RGB colour.</summary>
    /// <param name="color">What the picture's numbers mean.</param>
    /// <param name="rgb">0xRRGGBB.</param>
    /// <param name="opacity">0..1.</param>
    public static Ink FromRgb(YuvColor color, int rgb, double opacity = 1)
    {
        var (y, u, v) = color.FromRgb(((rgb >> 16) & 255) / 255d, ((rgb >> 8) & 255) / 255d, (rgb & 255) / 255d);
        return new Ink(y, u, v, (byte)Math.Round(255 * Math.Clamp(opacity, 0, 1)));
    }
}
