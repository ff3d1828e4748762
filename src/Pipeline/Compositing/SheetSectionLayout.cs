using Steerlens.Kernels.Drawing;
using Steerlens.Kernels.Images;

namespace Steerlens.Pipeline.Compositing;

/// <summary>Where everything of one section of a contact sheet stands.</summary>
internal sealed class SheetSectionLayout
{
    private const int WidestRowHead = 240;
    private const int LegendGap = 10;

    private readonly SheetSection _section;
    private readonly SheetStyle _style;
    private readonly int _heads;
    private readonly int _grid;
    private readonly int _captionHeight;
    private List<SheetLine> _words = [];

    /// <summary>Measures a section.</summary>
    public SheetSectionLayout(SheetSection section, SheetStyle style)
    {
        (_section, _style) = (section, style);
        if (section.RowHeads.Count > 0)
            _heads = Even(Math.Min(WidestRowHead, section.RowHeads.Max(head => style.Caption.Measure(head)))) + SheetStyle.BetweenTiles;
        var columns = Math.Max(1, Math.Min(section.Columns, Math.Max(section.Tiles.Count, section.ColumnHeads.Count)));
        _grid = _heads + (columns * (section.TileWidth + SheetStyle.BetweenTiles)) - SheetStyle.BetweenTiles;
        _captionHeight = section.Tiles.Any(tile => tile.Caption.Length > 0) ? SheetStyle.LineOf(style.Caption) : 0;
        Widen(_grid);
    }

    /// <summary>Pixels that it takes.</summary>
    public int Width { get; private set; }

    /// <summary>Pixels that it takes.</summary>
    public int Height => _words.Sum(line => line.Height) + LegendLine + ColumnHeadLine + (_section.Rows * (RowHeight + SheetStyle.BetweenTiles)) - (_section.Rows > 0 ? SheetStyle.BetweenTiles : 0);

    private int RowHeight => _section.TileHeight + _captionHeight;

    private int LegendLine => _section.Legend is null ? 0 : SheetStyle.LineOf(_style.Note) + 4;

    private int ColumnHeadLine => _section.ColumnHeads.Count > 0 ? SheetStyle.LineOf(_style.Caption) : 0;

    /// <summary>Lets the words run over a width; never less than the legend and the tiles need.</summary>
    public void Widen(int width)
    {
        Width = Even(Math.Max(Math.Max(width, _grid), LegendLength()));
        _words =
        [
            .. SheetLine.Wrap(_section.Heading, _style.Heading, _style.Text, Width),
            .. SheetLine.Wrap(_section.Note, _style.Note, _style.Quiet, Width),
        ];
        if (_words.Count > 0) _words[^1] = _words[^1] with { Height = _words[^1].Height + 4 };
    }

    /// <summary>Draws it at a place; left and top are even.</summary>
    public void Draw(Canvas canvas, YuvImage picture, int left, int top)
    {
        foreach (var line in _words)
        {
            canvas.DrawText(line.Font, line.Text, left, top + line.Font.CapitalHeight, line.Ink);
            top += line.Height;
        }

        if (_section.Legend is { } legend) DrawLegend(canvas, legend, left, top);
        top += LegendLine;
        var pitch = _section.TileWidth + SheetStyle.BetweenTiles;
        for (var column = 0; column < _section.ColumnHeads.Count; column++)
            Write(canvas, _section.ColumnHeads[column], left + _heads + (column * pitch), top, _section.TileWidth, _style.Text);
        top += ColumnHeadLine;
        for (var index = 0; index < _section.Tiles.Count; index++)
        {
            var (row, column) = (index / _section.Columns, index % _section.Columns);
            var (x, y) = (left + _heads + (column * pitch), top + (row * (RowHeight + SheetStyle.BetweenTiles)));
            if (column == 0 && row < _section.RowHeads.Count) Write(canvas, _section.RowHeads[row], left, y, _heads - SheetStyle.BetweenTiles, _style.Text);
            DrawTile(canvas, picture, _section.Tiles[index], x, y);
        }
    }

    private void DrawTile(Canvas canvas, YuvImage picture, SheetTile tile, int left, int top)
    {
        if (tile.Picture is { } shown) Copy(TilePicture.InSheetColor(shown), picture, left, top);
        else canvas.FillRectangle(left, top, _section.TileWidth, _section.TileHeight, 0, _style.Empty);
        if (tile.Caption.Length > 0) Write(canvas, tile.Caption, left, top + _section.TileHeight + 4, _section.TileWidth, tile.IsMarked ? _style.Marked : _style.Quiet);
    }

    private void Write(Canvas canvas, string text, int left, int top, double width, Ink ink) =>
        canvas.DrawText(_style.Caption, SheetLine.Cut(text, _style.Caption, width), left, top + _style.Caption.CapitalHeight, ink);

    private int LegendLength() => _section.Legend is { } legend
        ? (int)Math.Ceiling(_style.Note.Measure(legend.Low) + _style.Note.Measure(legend.High)) + SheetStyle.LegendWidth + (2 * LegendGap)
        : 0;

    private void DrawLegend(Canvas canvas, SheetLegend legend, int left, int top)
    {
        var baseline = top + _style.Note.CapitalHeight;
        var bar = canvas.DrawText(_style.Note, legend.Low, left, baseline, _style.Quiet) + LegendGap;
        var inks = new Ink[SheetStyle.LegendWidth];
        for (var index = 0; index < inks.Length; index++)
        {
            var share = (index + 0.5) / inks.Length;
            var (y, u, v) = legend.Colors[legend.Colors.IsSigned ? (2 * share) - 1 : share];
            inks[index] = new Ink(y, u, v);
        }

        canvas.FillColumns(bar, baseline - SheetStyle.LegendHeight + 1, SheetStyle.LegendWidth, SheetStyle.LegendHeight, 2, inks);
        canvas.DrawText(_style.Note, legend.High, bar + SheetStyle.LegendWidth + LegendGap, baseline, _style.Quiet);
    }

    private static void Copy(YuvImage source, YuvImage target, int left, int top)
    {
        for (var y = 0; y < source.Height; y++) source.Y.Row(y).CopyTo(target.Y.Row(top + y)[left..]);
        for (var y = 0; y < source.Height / 2; y++)
        {
            source.U.Row(y).CopyTo(target.U.Row((top / 2) + y)[(left / 2)..]);
            source.V.Row(y).CopyTo(target.V.Row((top / 2) + y)[(left / 2)..]);
        }
    }

    private static int Even(double length) => ((int)Math.Ceiling(length) + 1) & ~1;
}
