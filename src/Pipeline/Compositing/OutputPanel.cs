using Steerlens.Kernels.Drawing;
using Steerlens.Kernels.Images;

namespace Steerlens.Pipeline.Compositing;

/// <summary>A network's outputs as the grid that they are: dark is the frame's smallest value, light its largest, and both are written below.</summary>
internal sealed class OutputPanel(HudInks inks, YuvColor color)
{
    private const double LargestWidth = 0.42;
    private const double LargestHeight = 0.34;
    private const double TallestCell = 3;

    private readonly TileColors _colors = new(HeatPaletteKind.Sequential, color);
    private string _title = "";
    private (int Rows, int Columns) _titled;

    /// <summary>The panel's size in a picture, and that of a cell; null where the grid does not fit.</summary>
    /// <param name="grid">Rows and columns.</param>
    /// <param name="text">Size of running text in pixels.</param>
    /// <param name="width">Of the picture.</param>
    /// <param name="height">Of the picture.</param>
    public static (double Width, double Height, int CellWidth, int CellHeight)? SizeOf((int Rows, int Columns) grid, double text, int width, int height)
    {
        var (across, down) = ((LargestWidth * width) - (2 * Pad(text)), (LargestHeight * height) - Words(text));
        var cellWidth = (int)Math.Min(across / grid.Columns, 2 * text);
        if (cellWidth < 1 || down < grid.Rows) return null;

        // Long rows are easier to read with tall cells.
        var cellHeight = (int)Math.Min(down / grid.Rows, Math.Max(cellWidth, Math.Min(TallestCell * cellWidth, across / 4 / grid.Rows)));
        return (Math.Max(grid.Columns * cellWidth, 12 * text) + (2 * Pad(text)), (grid.Rows * cellHeight) + Words(text), cellWidth, cellHeight);
    }

    /// <summary>Draws the grid and its words inside a panel that is there already.</summary>
    /// <param name="canvas">What to draw on.</param>
    /// <param name="box">The panel.</param>
    /// <param name="cell">Width and height of a cell.</param>
    /// <param name="outputs">Rows x columns values.</param>
    /// <param name="grid">Rows and columns.</param>
    /// <param name="font">For the words.</param>
    /// <param name="text">Size of running text in pixels.</param>
    public void Draw(Canvas canvas, HudBox box, (int Width, int Height) cell, ReadOnlySpan<float> outputs, (int Rows, int Columns) grid, StrokeFont font, double text)
    {
        if (grid != _titled) (_title, _titled) = (FormattableString.Invariant($"outputs, {grid.Rows} x {grid.Columns}"), grid);
        var left = Math.Round(box.Left + Pad(text));
        canvas.DrawText(font, _title, left, box.Top + (1.3 * text), inks.Quiet);
        var top = Math.Round(box.Top + (1.9 * text));
        var (least, most) = (float.PositiveInfinity, float.NegativeInfinity);
        foreach (var output in outputs) (least, most) = (Math.Min(least, output), Math.Max(most, output));
        for (var index = 0; index < outputs.Length; index++)
        {
            var (y, u, v) = _colors[most > least ? (outputs[index] - least) / (most - least) : 0];
            canvas.FillRectangle(left + (index % grid.Columns * cell.Width), top + (index / grid.Columns * cell.Height), cell.Width, cell.Height, 0, new Ink(y, u, v));
        }

        Span<char> number = stackalloc char[16];
        var baseline = top + (grid.Rows * cell.Height) + (1.35 * text);
        canvas.DrawText(font, Number(least, number), left, baseline, inks.Quiet);
        var high = Number(most, number);
        canvas.DrawText(font, high, Math.Max(left + (grid.Columns * cell.Width), left + (12 * text)) - font.Measure(high), baseline, inks.Text);
    }

    private static double Pad(double text) => 0.8 * text;

    private static double Words(double text) => 4.1 * text;

    private static ReadOnlySpan<char> Number(float value, Span<char> buffer) =>
        value.TryFormat(buffer, out var written, "0.####", System.Globalization.CultureInfo.InvariantCulture) ? buffer[..written] : "\u2026";
}
