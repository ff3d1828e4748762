using Steerlens.Kernels.Drawing;
using Steerlens.Kernels.Images;

namespace Steerlens.Pipeline.Compositing;

/// <summary>A network's outputs as the grid that they are: dark is the frame's smallest value, light its largest, and both are written below.</summary>
internal sealed class OutputPanel(HudInks inks, YuvColor color)
{
    private const double LargestWidth = 0.42;
    private const double LargestHeight = 0.34;
    private const double TallestCell = 3;

    /// <summary>Rows of more cells than this for each row are broken into lines rather than drawn with cells of a pixel or two.</summary>
    private const int LongestShape = 8;
    private const int LeastCell = 3;

    private readonly TileColors _colors = new(HeatPaletteKind.Sequential, color);
    private string _title = "";
    private (int Rows, int Columns, int Lines) _titled;

    /// <summary>The panel's size in a picture; null where the grid does not fit. Long rows are broken into as few lines as cells of 3 pixels need.</summary>
    /// <param name="grid">Rows and columns.</param>
    /// <param name="text">Size of running text in pixels.</param>
    /// <param name="width">Of the picture.</param>
    /// <param name="height">Of the picture.</param>
    public static OutputPanelSize? SizeOf((int Rows, int Columns) grid, double text, int width, int height)
    {
        var (across, down) = ((LargestWidth * width) - (2 * Pad(text)), (LargestHeight * height) - Words(text));
        var isLong = grid.Columns >= LongestShape * grid.Rows;
        var lines = isLong && across >= LeastCell ? (int)Math.Ceiling(grid.Columns / Math.Floor(across / LeastCell)) : 1;
        var inLine = (grid.Columns + lines - 1) / lines;
        down -= (lines - 1) * BetweenLines(text);
        var cellWidth = (int)Math.Min(across / inLine, 2 * text);
        var rows = grid.Rows * lines;
        if (cellWidth < 1 || down < rows * (isLong ? LeastCell : 1)) return null;

        // Long rows are easier to read with tall cells.
        var cellHeight = (int)Math.Min(down / rows, Math.Max(cellWidth, Math.Min(TallestCell * cellWidth, across / 4 / grid.Rows)));
        var total = (rows * cellHeight) + ((lines - 1) * BetweenLines(text)) + Words(text);
        return new OutputPanelSize(Math.Max(inLine * cellWidth, 12 * text) + (2 * Pad(text)), total, cellWidth, cellHeight, lines, inLine);
    }

    /// <summary>Draws the grid and its words inside a panel that is there already.</summary>
    /// <param name="canvas">What to draw on.</param>
    /// <param name="box">The panel.</param>
    /// <param name="size">What <see cref="SizeOf"/> gave.</param>
    /// <param name="outputs">Rows x columns values.</param>
    /// <param name="grid">Rows and columns.</param>
    /// <param name="font">For the words.</param>
    /// <param name="text">Size of running text in pixels.</param>
    public void Draw(Canvas canvas, HudBox box, OutputPanelSize size, ReadOnlySpan<float> outputs, (int Rows, int Columns) grid, StrokeFont font, double text)
    {
        if (_titled != (grid.Rows, grid.Columns, size.Lines))
        {
            _title = FormattableString.Invariant($"outputs, {grid.Rows} x {grid.Columns}") + (size.Lines > 1 ? FormattableString.Invariant($", in {size.Lines} lines") : "");
            _titled = (grid.Rows, grid.Columns, size.Lines);
        }

        var lineHeight = (grid.Rows * size.CellHeight) + BetweenLines(text);
        var left = Math.Round(box.Left + Pad(text));
        canvas.DrawText(font, _title, left, box.Top + (1.3 * text), inks.Quiet);
        var top = Math.Round(box.Top + (1.9 * text));
        var (least, most) = (float.PositiveInfinity, float.NegativeInfinity);
        foreach (var output in outputs) (least, most) = (Math.Min(least, output), Math.Max(most, output));
        for (var index = 0; index < outputs.Length; index++)
        {
            var (y, u, v) = _colors[most > least ? (outputs[index] - least) / (most - least) : 0];
            var (row, column) = Math.DivRem(index, grid.Columns);
            var (line, place) = Math.DivRem(column, size.InLine);
            canvas.FillRectangle(left + (place * size.CellWidth), top + (line * lineHeight) + (row * size.CellHeight), size.CellWidth, size.CellHeight, 0, new Ink(y, u, v));
        }

        Span<char> number = stackalloc char[16];
        var baseline = top + (size.Lines * lineHeight) - BetweenLines(text) + (1.35 * text);
        canvas.DrawText(font, Number(least, number), left, baseline, inks.Quiet);
        var high = Number(most, number);
        canvas.DrawText(font, high, Math.Max(left + (size.InLine * size.CellWidth), left + (12 * text)) - font.Measure(high), baseline, inks.Text);
    }

    private static double Pad(double text) => 0.8 * text;

    private static double Words(double text) => 4.1 * text;

    private static double BetweenLines(double text) => Math.Round(0.5 * text);

    private static ReadOnlySpan<char> Number(float value, Span<char> buffer) =>
        value.TryFormat(buffer, out var written, "0.####", System.Globalization.CultureInfo.InvariantCulture) ? buffer[..written] : "\u2026";
}

/// <summary>How large the panel of a grid of outputs is.</summary>
/// <param name="Width">Pixels of the panel.</param>
/// <param name="Height">Pixels of the panel.</param>
/// <param name="CellWidth">Pixels of a cell.</param>
/// <param name="CellHeight">Pixels of a cell.</param>
/// <param name="Lines">Into how many lines the grid's rows are broken.</param>
/// <param name="InLine">Columns in a line; in the last one what is left.</param>
internal readonly record struct OutputPanelSize(double Width, double Height, int CellWidth, int CellHeight, int Lines, int InLine);
