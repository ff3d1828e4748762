namespace Steerlens.Kernels.Images;

/// <summary>The families of heat colours.</summary>
public enum HeatPaletteKind
{
    /// <summary>Dark purple over orange to light yellow; luminance rises with the size of the value, its sign does not matter.</summary>
    Sequential,

    /// <summary>Blue for negative values (left), orange for positive ones (right); luminance rises from the centre, equally on both sides.</summary>
    Diverging,

    /// <summary>The rainbow of older publications: luminance is not monotone. Only for comparing with their pictures.</summary>
    Jet,
}

/// <summary>
/// Heat colours as YUV bytes for the 511 steps -255..255: 0 is no heat, -255 and 255 are the full colours of left and right.
/// In the sequential and diverging palettes luma never falls from step 0 outwards and is the same for a step and its negative,
/// so that the size of a value can be read without seeing its hue, and chroma at half resolution costs no legibility.
/// </summary>
public sealed class HeatPalette
{
    /// <summary>Steps on each side of zero.</summary>
    public const int Steps = 255;

    private static readonly (double Red, double Green, double Blue)[] Ember =
        [(0.06, 0.03, 0.16), (0.40, 0.08, 0.46), (0.82, 0.20, 0.34), (0.99, 0.55, 0.12), (1.00, 0.94, 0.58)];

    private static readonly (double Red, double Green, double Blue)[] Orange =
        [(0.42, 0.12, 0.02), (0.86, 0.30, 0.03), (1.00, 0.50, 0.04), (1.00, 0.72, 0.16)];

    private static readonly (double Red, double Green, double Blue)[] Blue =
        [(0.02, 0.14, 0.48), (0.04, 0.34, 0.90), (0.08, 0.58, 1.00), (0.30, 0.82, 1.00)];

    private readonly (byte Y, byte U, byte V)[] _colors = new (byte, byte, byte)[(2 * Steps) + 1];

    /// <summary>Makes the palette's colours for pictures whose numbers mean <paramref name="color"/>.</summary>
    public HeatPalette(HeatPaletteKind kind, YuvColor color)
    {
        Kind = kind;
        Color = color;
        for (var step = -Steps; step <= Steps; step++)
        {
            var (red, green, blue) = Rgb(kind, step, color);
            _colors[step + Steps] = color.FromRgb(red, green, blue);
        }
    }

    /// <summary>The family.</summary>
    public HeatPaletteKind Kind { get; }

    /// <summary>What the bytes mean.</summary>
    public YuvColor Color { get; }

    /// <summary>The colour of a step.</summary>
    /// <param name="step">-255..255.</param>
    public (byte Y, byte U, byte V) this[int step] => _colors[step + Steps];

    private static (double Red, double Green, double Blue) Rgb(HeatPaletteKind kind, int step, YuvColor color)
    {
        var share = Math.Abs(step) / (double)Steps;
        return kind switch
        {
            HeatPaletteKind.Jet => (Tent(share, 0.75), Tent(share, 0.5), Tent(share, 0.25)),
            HeatPaletteKind.Sequential => AtLuma(Interpolate(Ember, share), 0.07 + (0.83 * share), color),
            _ => AtLuma(Interpolate(step < 0 ? Blue : Orange, share), 0.20 + (0.503 * share), color),
        };
    }

    private static double Tent(double share, double centre) => Math.Clamp(1.5 - (4 * Math.Abs(share - centre)), 0, 1);

    private static (double Red, double Green, double Blue) Interpolate((double Red, double Green, double Blue)[] anchors, double share)
    {
        var position = share * (anchors.Length - 1);
        var index = Math.Min((int)position, anchors.Length - 2);
        var (from, to, part) = (anchors[index], anchors[index + 1], position - index);
        return (from.Red + ((to.Red - from.Red) * part), from.Green + ((to.Green - from.Green) * part), from.Blue + ((to.Blue - from.Blue) * part));
    }

    // Keeps the hue and hits the luma exactly: darker by scaling towards black, lighter by mixing with white.
    private static (double Red, double Green, double Blue) AtLuma((double Red, double Green, double Blue) rgb, double target, YuvColor color)
    {
        var (weightRed, weightBlue) = color.LumaWeights;
        var luma = (weightRed * rgb.Red) + ((1 - weightRed - weightBlue) * rgb.Green) + (weightBlue * rgb.Blue);
        if (luma >= target)
        {
            var factor = target / luma;
            return (rgb.Red * factor, rgb.Green * factor, rgb.Blue * factor);
        }

        var white = (target - luma) / (1 - luma);
        return (rgb.Red + ((1 - rgb.Red) * white), rgb.Green + ((1 - rgb.Green) * white), rgb.Blue + ((1 - rgb.Blue) * white));
    }
}
