using Steerlens.Kernels.Images;

namespace Steerlens.Pipeline.Compositing;

/// <summary>The colours of values on a contact sheet, where there is no picture underneath: zero is dark and has no hue.</summary>
public sealed class TileColors
{
    private const double ZeroLuma = 0.16;

    private readonly (byte Y, byte U, byte V)[] _colors = new (byte, byte, byte)[(2 * HeatPalette.Steps) + 1];

    /// <summary>Makes the colours for contact sheets.</summary>
    /// <param name="kind">The family.</param>
    public TileColors(HeatPaletteKind kind)
        : this(kind, ContactSheet.Color)
    {
    }

    /// <summary>Makes the colours.</summary>
    /// <param name="kind">The family.</param>
    /// <param name="space">What the picture's numbers mean.</param>
    public TileColors(HeatPaletteKind kind, YuvColor space)
    {
        Kind = kind;
        var palette = new HeatPalette(kind, space);
        var zero = space.FromRgb(ZeroLuma, ZeroLuma, ZeroLuma);
        for (var step = -HeatPalette.Steps; step <= HeatPalette.Steps; step++)
        {
            var color = palette[step];

            // The two hues of the diverging palette meet at zero, which is neither.
            var share = kind == HeatPaletteKind.Diverging ? HeatTable.OpacityAt(Math.Abs(step) / (double)HeatPalette.Steps, 0, 1) : 1;
            _colors[step + HeatPalette.Steps] = (Mix(zero.Y, color.Y, share), Mix(zero.U, color.U, share), Mix(zero.V, color.V, share));
        }
    }

    /// <summary>The family.</summary>
    public HeatPaletteKind Kind { get; }

    /// <summary>Whether values below zero have colours of their own.</summary>
    public bool IsSigned => Kind == HeatPaletteKind.Diverging;

    /// <summary>The colour of a value.</summary>
    /// <param name="share">The value's share of the full scale: -1..1, beyond that and for no number the nearest.</param>
    public (byte Y, byte U, byte V) this[double share]
    {
        get
        {
            var step = double.IsNaN(share) ? 0 : (int)Math.Round(Math.Clamp(share, -1, 1) * HeatPalette.Steps);
            return _colors[step + HeatPalette.Steps];
        }
    }

    private static byte Mix(byte from, byte to, double share) => (byte)Math.Round(from + ((to - from) * share));
}
