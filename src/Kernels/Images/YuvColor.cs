namespace Steerlens.Kernels.Images;

/// <summary>The matrix between RGB and YUV.</summary>
public enum YuvMatrix
{
    /// <summary>ITU-R BT.601: standard definition and JPEG.</summary>
    Bt601,

    /// <summary>ITU-R BT.709: high definition.</summary>
    Bt709,

    /// <summary>ITU-R BT.2020, non-constant luminance: ultra-high definition.</summary>
    Bt2020,
}

/// <summary>How the numbers of a YUV picture mean colours.</summary>
/// <param name="Matrix">The matrix.</param>
/// <param name="FullRange">Luma 0..255 and chroma 1..255 (full) or luma 16..235 and chroma 16..240 (limited).</param>
public readonly record struct YuvColor(YuvMatrix Matrix, bool FullRange)
{
    /// <summary>The weights of red and blue in luma.</summary>
    public (double Red, double Blue) LumaWeights => Matrix switch
    {
        YuvMatrix.Bt601 => (0.299, 0.114),
        YuvMatrix.Bt709 => (0.2126, 0.0722),
        _ => (0.2627, 0.0593),
    };

    /// <summary>The matrix as standards write it.</summary>
    public string MatrixName => Matrix switch
    {
        YuvMatrix.Bt601 => "BT.601",
        YuvMatrix.Bt709 => "BT.709",
        _ => "BT.2020",
    };

    /// <summary>What is assumed where a file does not say: BT.601 under 720 lines, else BT.709, limited range.</summary>
    public static YuvColor Assumed(int height) => new(height < 720 ? YuvMatrix.Bt601 : YuvMatrix.Bt709, FullRange: false);

    /// <summary>The bytes for an RGB colour.</summary>
    /// <param name="red">0..1.</param>
    /// <param name="green">0..1.</param>
    /// <param name="blue">0..1.</param>
    public (byte Y, byte U, byte V) FromRgb(double red, double green, double blue)
    {
        var (weightRed, weightBlue) = LumaWeights;
        var luma = (weightRed * red) + ((1 - weightRed - weightBlue) * green) + (weightBlue * blue);
        var chromaBlue = (blue - luma) / (2 * (1 - weightBlue));
        var chromaRed = (red - luma) / (2 * (1 - weightRed));
        var (lumaOffset, lumaScale, chromaScale) = FullRange ? (0d, 255d, 255d) : (16d, 219d, 224d);
        return (ToByte(lumaOffset + (lumaScale * luma)), ToByte(128 + (chromaScale * chromaBlue)), ToByte(128 + (chromaScale * chromaRed)));
    }

    /// <summary>The RGB colour of three bytes; each value 0..1 for colours inside the gamut, not clipped.</summary>
    public (double Red, double Green, double Blue) ToRgb(double y, double u, double v)
    {
        var (weightRed, weightBlue) = LumaWeights;
        var (lumaOffset, lumaScale, chromaScale) = FullRange ? (0d, 255d, 255d) : (16d, 219d, 224d);
        var luma = (y - lumaOffset) / lumaScale;
        var red = luma + (2 * (1 - weightRed) * (v - 128) / chromaScale);
        var blue = luma + (2 * (1 - weightBlue) * (u - 128) / chromaScale);
        return (red, (luma - (weightRed * red) - (weightBlue * blue)) / (1 - weightRed - weightBlue), blue);
    }

    private static byte ToByte(double value) => (byte)Math.Clamp(Math.Round(value), 0, 255);
}
