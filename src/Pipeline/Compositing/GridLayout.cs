using Steerlens.Pipeline.Frames;

namespace Steerlens.Pipeline.Compositing;

/// <summary>Where the cells of a grid lie: rows and columns of pictures of one size, each under a strip with its name. All lengths are even.</summary>
/// <param name="Count">Cells, at least 1.</param>
/// <param name="Columns">Cells beside each other, at least 1.</param>
/// <param name="CellWidth">Pixels of a cell, as it is composed.</param>
/// <param name="CellHeight">Pixels of a cell.</param>
internal sealed record GridLayout(int Count, int Columns, int CellWidth, int CellHeight)
{
    /// <summary>Pixels between cells and around them.</summary>
    public const int Gap = 4;

    /// <summary>Cells narrower than this show nothing that could be compared.</summary>
    public const int LeastCellWidth = 160;

    /// <summary>Pictures narrower than this are enlarged where there is room, so that the instruments leave most of them free.</summary>
    public const int InstrumentWidth = 480;

    /// <summary>What stands above all cells; empty for nothing.</summary>
    public string Title { get; init; } = "";

    /// <summary>Rows of cells.</summary>
    public int Rows => (Count + Columns - 1) / Columns;

    /// <summary>Size of the names, in pixels.</summary>
    public double Text => Math.Clamp(CellWidth * 0.026, 11, 22);

    /// <summary>Height of the strip with a name, in pixels.</summary>
    public int Strip => Even(1.9 * Text);

    /// <summary>Pixels of the grid.</summary>
    public int Width => (Columns * (CellWidth + Gap)) + Gap;

    /// <summary>Height of the title, in pixels.</summary>
    public int Heading => Title.Length > 0 ? Strip : 0;

    /// <summary>Pixels of the grid.</summary>
    public int Height => Heading + (Rows * (Strip + CellHeight + Gap)) + Gap;

    /// <summary>The columns that suit a number of cells: few rows, and no row nearly empty.</summary>
    public static int ColumnsFor(int count) => count <= 3 ? count : (int)Math.Ceiling(Math.Sqrt(count));

    /// <summary>Lays out cells for pictures of a film.</summary>
    /// <param name="film">The film.</param>
    /// <param name="count">Cells.</param>
    /// <param name="columns">Cells beside each other.</param>
    /// <param name="mostWidth">The most pixels that the grid may be wide.</param>
    /// <param name="perCell">Pictures beside each other in one cell: 2 where a layout doubles the width.</param>
    /// <exception cref="SteerlensException">The cells would be too small to show anything, or the grid too tall.</exception>
    public static GridLayout For(FilmFormat film, int count, int columns, int mostWidth, int perCell = 1)
    {
        var free = (mostWidth - Gap - (columns * Gap)) / (columns * perCell);
        var picture = Math.Min(Math.Max(film.Width, InstrumentWidth), free & ~1);
        if (picture < Math.Min(LeastCellWidth, film.Width))
            throw new SteerlensException(ExitCode.Usage, FormattableString.Invariant($"{columns} cells beside each other leave {picture} pixels for each in a grid {mostWidth} wide: give more with --width, or fewer cells or columns"));
        var layout = new GridLayout(count, columns, picture * perCell, Math.Max(2, Even((double)film.Height * picture / film.Width)));
        return layout.Height <= 8192
            ? layout
            : throw new SteerlensException(ExitCode.Usage, FormattableString.Invariant($"{layout.Rows} rows of cells make a grid {layout.Height} pixels tall, and 8192 can be written: give more --columns or less --width"));
    }

    /// <summary>The upper left corner of a cell's picture.</summary>
    public (int Left, int Top) PlaceOf(int cell) =>
        (Gap + (cell % Columns * (CellWidth + Gap)), Heading + Gap + (cell / Columns * (Strip + CellHeight + Gap)) + Strip);

    private static int Even(double length) => (int)Math.Round(length / 2) * 2;
}
