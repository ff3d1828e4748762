namespace Steerlens.Kernels.Drawing;

/// <summary>
/// Lays ink over a picture that has an alpha plane of its own, with colours not multiplied by alpha: the new alpha is a + b - a * b, the
/// new colour the mean of both, weighted by what each contributes.
/// </summary>
public static class AlphaOver
{
    /// <summary>The colour sample after ink of opacity <paramref name="over"/> was laid over one of opacity <paramref name="under"/>.</summary>
    /// <param name="sample">The sample under it.</param>
    /// <param name="under">Its opacity, 0..255.</param>
    /// <param name="ink">The sample over it.</param>
    /// <param name="over">Its opacity, 0..255.</param>
    public static byte Color(byte sample, int under, byte ink, int over)
    {
        var total = (255 * over) + (under * (255 - over));
        return total == 0 ? sample : (byte)(((255 * over * ink) + (under * (255 - over) * sample) + (total / 2)) / total);
    }

    /// <summary>The opacity of both together.</summary>
    public static byte Opacity(int under, int over) => (byte)(under + over - CoverageBlend.Divide255(under * over));
}
