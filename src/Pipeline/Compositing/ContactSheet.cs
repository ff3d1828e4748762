using Steerlens.Kernels.Drawing;
using Steerlens.Kernels.Images;

namespace Steerlens.Pipeline.Compositing;

/// <summary>
/// A picture of many pictures: a title, notes, and sections of captioned tiles in rows and columns, one below the other or side by
/// side. It is drawn whole, at the size that it needs, and written with <see cref="Video.StillPicture"/>.
/// </summary>
public sealed class ContactSheet
{
    private const int LeastWidth = 560;

    private readonly List<IReadOnlyList<SheetSection>> _bands = [];
    private readonly SheetStyle _style = new();

    /// <summary>What the numbers of a sheet mean: what JPEG means by YUV.</summary>
    public static YuvColor Color { get; } = new(YuvMatrix.Bt601, FullRange: true);

    /// <summary>The title; empty for none.</summary>
    public string Title { get; init; } = "";

    /// <summary>Paragraphs under the title, wrapped to the sheet's width.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];

    /// <summary>Adds a band under those before.</summary>
    /// <param name="sections">What stands in it, side by side.</param>
    /// <exception cref="ArgumentException">There is none, it has no column, or a tile has not its size.</exception>
    public void Add(params IReadOnlyList<SheetSection> sections)
    {
        ArgumentNullException.ThrowIfNull(sections);
        if (sections.Count == 0) throw new ArgumentException("A band needs at least one section.", nameof(sections));
        foreach (var section in sections)
        {
            if (section.Columns < 1) throw new ArgumentException($"A section has at least one column, not {section.Columns}.", nameof(sections));
            foreach (var picture in section.Tiles.Select(tile => tile.Picture).OfType<YuvImage>())
            {
                if (picture.Width != section.TileWidth || picture.Height != section.TileHeight)
                    throw new ArgumentException($"A tile is {picture.Width}x{picture.Height}, those of its section {section.TileWidth}x{section.TileHeight}.", nameof(sections));
            }
        }

        _bands.Add(sections);
    }

    /// <summary>Draws the sheet.</summary>
    public YuvImage Draw()
    {
        var bands = _bands.Select(band => band.Select(section => new SheetSectionLayout(section, _style)).ToArray()).ToArray();
        var content = bands.Select(band => band.Sum(section => section.Width) + ((band.Length - 1) * SheetStyle.BetweenSections)).DefaultIfEmpty(0).Max();
        content = Math.Max(content, LeastWidth);
        foreach (var band in bands)
        {
            // A section alone may use the width of the sheet for its words.
            if (band is [var alone]) alone.Widen(content);
        }

        var head = HeadLines(content);
        var height = SheetStyle.Margin + head.Sum(line => line.Height)
            + bands.Sum(band => band.Max(section => section.Height) + SheetStyle.BetweenBands) + SheetStyle.Margin - (bands.Length > 0 ? SheetStyle.BetweenBands : 0);
        var picture = new YuvImage(Even(content + (2 * SheetStyle.Margin)), Even(height), Color);
        var canvas = new Canvas(picture.Width, picture.Height);
        canvas.DrawOn(picture);
        Clear(picture, _style.Paper);

        var top = SheetStyle.Margin;
        foreach (var line in head)
        {
            canvas.DrawText(line.Font, line.Text, SheetStyle.Margin, top + line.Font.CapitalHeight, line.Ink);
            top += line.Height;
        }

        foreach (var band in bands)
        {
            var left = SheetStyle.Margin;
            foreach (var section in band)
            {
                section.Draw(canvas, picture, left, top);
                left += section.Width + SheetStyle.BetweenSections;
            }

            top += band.Max(section => section.Height) + SheetStyle.BetweenBands;
        }

        return picture;
    }

    private List<SheetLine> HeadLines(int width)
    {
        var lines = new List<SheetLine>();
        if (Title.Length > 0) lines.AddRange(SheetLine.Wrap(Title, _style.Title, _style.Text, width));
        foreach (var note in Notes) lines.AddRange(SheetLine.Wrap(note, _style.Note, _style.Quiet, width));
        if (lines.Count > 0) lines[^1] = lines[^1] with { Height = lines[^1].Height + SheetStyle.AfterHead };
        return lines;
    }

    private static void Clear(YuvImage picture, Ink paper)
    {
        picture.Y.Span.Fill(paper.Y);
        picture.U.Span.Fill(paper.U);
        picture.V.Span.Fill(paper.V);
    }

    private static int Even(int length) => (length + 1) & ~1;
}
