using Steerlens.Kernels.Images;

namespace Steerlens.Pipeline.Compositing;

/// <summary>One picture of a <see cref="SheetSection"/>.</summary>
/// <param name="Picture">The picture, of the section's tile size; null for an empty place.</param>
/// <param name="Caption">What stands under it; cut where it is wider than the tile.</param>
/// <param name="IsMarked">Whether the caption stands out, as that of a dead channel.</param>
public sealed record SheetTile(YuvImage? Picture, string Caption = "", bool IsMarked = false);

/// <summary>The colour bar of a section.</summary>
/// <param name="Colors">The colours of its tiles.</param>
/// <param name="Low">What the bar's left end stands for.</param>
/// <param name="High">What its right end stands for.</param>
public sealed record SheetLegend(TileColors Colors, string Low, string High);

/// <summary>Tiles of one size in rows and columns, filled row by row, under a heading of their own.</summary>
/// <param name="Columns">Tiles in a row, at least 1.</param>
/// <param name="TileWidth">Pixels; even.</param>
/// <param name="TileHeight">Pixels; even.</param>
public sealed record SheetSection(int Columns, int TileWidth, int TileHeight)
{
    /// <summary>What the section shows; empty for no heading.</summary>
    public string Heading { get; init; } = "";

    /// <summary>A line under the heading; empty for none.</summary>
    public string Note { get; init; } = "";

    /// <summary>What the colours mean; null where the tiles are pictures.</summary>
    public SheetLegend? Legend { get; init; }

    /// <summary>What stands over each column; none for no line.</summary>
    public IReadOnlyList<string> ColumnHeads { get; init; } = [];

    /// <summary>What stands before each row; none for no room there.</summary>
    public IReadOnlyList<string> RowHeads { get; init; } = [];

    /// <summary>The tiles.</summary>
    public IReadOnlyList<SheetTile> Tiles { get; init; } = [];

    /// <summary>Rows that the tiles need.</summary>
    public int Rows => (Tiles.Count + Columns - 1) / Columns;
}
