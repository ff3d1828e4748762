using Steerlens.Kernels.Images;
using Steerlens.Pipeline.Compositing;
using Steerlens.Pipeline.Tests.Video;
using Steerlens.Pipeline.Video;

namespace Steerlens.Pipeline.Tests.Compositing;

public sealed class ContactSheetTests
{
    private static readonly TileColors Signed = new(HeatPaletteKind.Diverging);

    [Fact]
    public void Draw_TwoRowsOfTiles_PutsEachWhereItBelongsUnchanged()
    {
        var sheet = new ContactSheet();
        sheet.Add(new SheetSection(2, 40, 20) { Tiles = [Tile(40), Tile(80), Tile(120), new SheetTile(null)] });
        var picture = sheet.Draw();
        Assert.Equal(40, picture.Y.Row(24)[24]);
        Assert.Equal(80, picture.Y.Row(24 + 19)[24 + 50 + 39]);
        Assert.Equal(120, picture.Y.Row(24 + 30)[24]);
        Assert.Equal(24 + 20 + 10 + 20 + 24, picture.Height);
        Assert.NotEqual(120, picture.Y.Row(24 + 30)[24 + 50]);
    }

    [Fact]
    public void Draw_SectionsBesideAndBelow_TakeTheSumAndTheLargest()
    {
        var section = new SheetSection(1, 400, 60) { Tiles = [Tile(10, 400, 60)] };
        var sheet = new ContactSheet();
        sheet.Add(section, section);
        sheet.Add(section with { Tiles = [Tile(200, 400, 60)] });
        var picture = sheet.Draw();
        Assert.Equal((24 + 400 + 40 + 400 + 24, 24 + 60 + 30 + 60 + 24), (picture.Width, picture.Height));
        Assert.Equal(10, picture.Y.Row(24)[24 + 440]);
        Assert.Equal(200, picture.Y.Row(24 + 90)[24]);
    }

    [Fact]
    public void Draw_WordsLegendAndHeads_AreDrawnInRoomOfTheirOwn()
    {
        var bare = new SheetSection(2, 100, 20) { Tiles = [Tile(30, 100, 20), Tile(30, 100, 20)] };
        var plain = new ContactSheet();
        plain.Add(bare);
        var full = new ContactSheet { Title = "Title", Notes = ["a note"] };
        full.Add(bare with
        {
            Heading = "heading",
            Note = "words",
            Legend = new SheetLegend(Signed, "-1", "1"),
            ColumnHeads = ["left", "right"],
            RowHeads = ["road"],
            Tiles = [Tile(30, 100, 20) with { Caption = "one" }, Tile(30, 100, 20) with { Caption = "a caption far wider than its tile", IsMarked = true }],
        });
        var (before, after) = (plain.Draw(), full.Draw());
        Assert.True(after.Height > before.Height + 120, $"{before.Height} to {after.Height}");

        // Nothing of the wide caption stands right of its tile.
        var paper = after.Y.Row(2)[2];
        for (var y = after.Height - 40; y < after.Height; y++) Assert.Equal(paper, after.Y.Row(y)[after.Width - 100]);
    }

    [Fact]
    public void FromValues_SignedValues_AreSquaresOfTheirColours()
    {
        var picture = TilePicture.FromValues([-2, 0, 1, float.NaN], 2, 2, 2, Signed, 4);
        Assert.Equal((8, 8), (picture.Width, picture.Height));
        Assert.Equal(Signed[-1], (picture.Y.Row(3)[3], picture.U.Row(1)[1], picture.V.Row(1)[1]));
        Assert.Equal(Signed[0], (picture.Y.Row(0)[4], picture.U.Row(0)[2], picture.V.Row(0)[2]));
        Assert.Equal(Signed[0.5], (picture.Y.Row(4)[0], picture.U.Row(2)[0], picture.V.Row(2)[0]));
        Assert.Equal(Signed[0].Y, picture.Y.Row(7)[7]);
    }

    [Fact]
    public void Resized_AnotherColorSpace_KeepsTheColour()
    {
        var limited = new YuvColor(YuvMatrix.Bt709, FullRange: false);
        var source = new YuvImage(16, 16, limited);
        var (y, u, v) = limited.FromRgb(0.8, 0.3, 0.2);
        source.Y.Span.Fill(y);
        source.U.Span.Fill(u);
        source.V.Span.Fill(v);
        var picture = TilePicture.Resized(source, 8, 8);
        var (red, green, blue) = picture.Color.ToRgb(picture.Y.Row(3)[3], picture.U.Row(1)[1], picture.V.Row(1)[1]);
        Assert.Equal(ContactSheet.Color, picture.Color);
        Assert.Equal(0.8, red, 0.015);
        Assert.Equal(0.3, green, 0.015);
        Assert.Equal(0.2, blue, 0.015);
    }

    [Fact]
    public void Add_TileOfAnotherSize_IsRefused()
    {
        var failure = Assert.Throws<ArgumentException>(() => new ContactSheet().Add(new SheetSection(1, 40, 40) { Tiles = [Tile(1)] }));
        Assert.Contains("40x20", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task WriteAsync_Sheet_ReadsBackAsDrawn()
    {
        using var folder = new TemporaryFolder();
        var sheet = new ContactSheet { Title = "Title" };
        sheet.Add(new SheetSection(1, 40, 20) { Tiles = [Tile(90)] });
        var drawn = sheet.Draw();
        var path = Path.Combine(folder.Path, "sheet.png");
        await StillPicture.WriteAsync(path, drawn);
        var read = await StillPicture.ReadAsync(path);
        Assert.Equal((drawn.Width, drawn.Height), (read.Width, read.Height));
        Assert.InRange(read.Y.Row(drawn.Height - 34)[30], 89, 91);
    }

    private static SheetTile Tile(byte luma, int width = 40, int height = 20)
    {
        var picture = new YuvImage(width, height, ContactSheet.Color);
        picture.Y.Span.Fill(luma);
        picture.U.Span.Fill(128);
        picture.V.Span.Fill(128);
        return new SheetTile(picture);
    }
}
