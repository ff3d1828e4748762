using Steerlens.Kernels.Drawing;
using Steerlens.Kernels.Images;

namespace Steerlens.Pipeline.Compositing;

/// <summary>The bar that says what the heat's colours mean; dark where heat is transparent.</summary>
internal sealed class HeatLegend(HudInks inks)
{
    private readonly Ink[] _columns = new Ink[(2 * HeatPalette.Steps) + 1];
    private HeatPalette? _palette;
    private double _threshold = double.NaN;
    private bool _signed;

    /// <summary>Draws the bar.</summary>
    /// <param name="canvas">What to draw on.</param>
    /// <param name="box">The bar's rectangle.</param>
    /// <param name="palette">The colours.</param>
    /// <param name="threshold">Share of full colour under which heat is transparent.</param>
    /// <param name="signed">From full left to full right, or from nothing to full.</param>
    public void DrawBar(Canvas canvas, HudBox box, HeatPalette palette, double threshold, bool signed)
    {
        Fill(palette, threshold, signed);
        canvas.FillRectangle(box.Left, box.Top, box.Width, box.Height, box.Height / 2, inks.Track);
        canvas.FillColumns(box.Left, box.Top, box.Width, box.Height, box.Height / 2, _columns);
    }

    private void Fill(HeatPalette palette, double threshold, bool signed)
    {
        if (ReferenceEquals(palette, _palette) && threshold == _threshold && signed == _signed) return;
        (_palette, _threshold, _signed) = (palette, threshold, signed);
        for (var column = 0; column < _columns.Length; column++)
        {
            var step = signed ? column - HeatPalette.Steps : column / 2;
            var (y, u, v) = palette[step];

            // The bar shows the colour itself, so it is drawn stronger than the heat over the picture.
            var opacity = Math.Sqrt(HeatTable.OpacityAt(Math.Abs(step) / (double)HeatPalette.Steps, threshold, 1));
            _columns[column] = new Ink(y, u, v, (byte)Math.Round(255 * opacity));
        }
    }
}
