namespace Steerlens.Kernels.Images;

/// <summary>
/// Heat as it is painted: for each of the 511 steps -255..255 the colour and how much it covers, packed as
/// Y | U &lt;&lt; 8 | V &lt;&lt; 16 | alpha &lt;&lt; 24. Transparent under the threshold; opacity rises smoothly from there.
/// </summary>
public sealed class HeatTable
{
    // Full opacity is reached this far between the threshold and full colour.
    private const double OpaqueFrom = 0.6;

    private readonly uint[] _entries = new uint[(2 * HeatPalette.Steps) + 1];
    private HeatPalette? _palette;
    private double _threshold = -1;
    private double _opacity = -1;

    /// <summary>The packed entries; index = step + 255.</summary>
    public ReadOnlySpan<uint> Entries => _entries;

    /// <summary>All steps of this size and smaller are transparent; 0 where the smallest step is not.</summary>
    public int Quiet { get; private set; }

    /// <summary>Fills the table; cheap where nothing changed.</summary>
    /// <param name="palette">The colours.</param>
    /// <param name="threshold">Share of full colour (0..1) under which nothing is painted.</param>
    /// <param name="opacity">Opacity of the strongest heat, 0..1.</param>
    public void Fill(HeatPalette palette, double threshold, double opacity)
    {
        ArgumentNullException.ThrowIfNull(palette);
        if (ReferenceEquals(palette, _palette) && threshold == _threshold && opacity == _opacity) return;
        (_palette, _threshold, _opacity) = (palette, threshold, opacity);
        for (var step = -HeatPalette.Steps; step <= HeatPalette.Steps; step++)
        {
            var (y, u, v) = palette[step];
            var alpha = (uint)Math.Round(255 * OpacityAt(Math.Abs(step) / (double)HeatPalette.Steps, threshold, opacity));
            _entries[step + HeatPalette.Steps] = y | ((uint)u << 8) | ((uint)v << 16) | (alpha << 24);
        }

        Quiet = 0;
        while (Quiet < HeatPalette.Steps && (_entries[HeatPalette.Steps + Quiet + 1] | _entries[HeatPalette.Steps - Quiet - 1]) >> 24 == 0) Quiet++;
        if (_entries[HeatPalette.Steps] >> 24 != 0) Quiet = 0;
    }

    /// <summary>The opacity, 0..<paramref name="opacity"/>, of a value that is <paramref name="share"/> (0..1) of full colour.</summary>
    public static double OpacityAt(double share, double threshold, double opacity)
    {
        if (share <= threshold || threshold >= 1) return 0;
        var rise = Math.Min((share - threshold) / (OpaqueFrom * (1 - threshold)), 1);
        return Math.Clamp(opacity, 0, 1) * rise * rise * (3 - (2 * rise));
    }
}
