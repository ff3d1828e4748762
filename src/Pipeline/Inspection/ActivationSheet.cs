using System.Globalization;
using Steerlens.Kernels.Drawing;
using Steerlens.Kernels.Images;
using Steerlens.Kernels.Maps;
using Steerlens.Models;
using Steerlens.Pipeline.Compositing;

namespace Steerlens.Pipeline.Inspection;

/// <summary>Every channel of layers as tiles, one colour scale for each layer, beside a small copy of what the network sees.</summary>
internal sealed class ActivationSheet
{
    private const int LargestTileWidth = 200;
    private const int LargestTileHeight = 200;
    private const int LargestGridWidth = 1300;
    private const int SeenWidth = 260;
    private const int StripWidth = 700;
    private const int UnitsInRow = 50;
    private const int LargestUnit = 60;
    private const int BetweenTiles = 10;
    private const double FullShare = 0.99;

    private static readonly TileColors Signed = new(HeatPaletteKind.Diverging);
    private static readonly TileColors Unsigned = new(HeatPaletteKind.Sequential);

    private readonly YuvImage _seen;
    private readonly int _beside;

    /// <summary>Prepares a sheet.</summary>
    /// <param name="picture">The frame.</param>
    /// <param name="seen">The part of it that the network sees.</param>
    /// <param name="beside">Networks that stand side by side.</param>
    public ActivationSheet(YuvImage picture, MapRectangle seen, int beside)
    {
        var width = (int)Math.Min(SeenWidth, 2 * Math.Round(SeenWidth * seen.Width / seen.Height / 2));
        _seen = TilePicture.Resized(picture, Even(width), Even(width * seen.Height / seen.Width), seen);
        _beside = beside;
    }

    /// <summary>Draws the sheet.</summary>
    /// <param name="title">Its title.</param>
    /// <param name="notes">Paragraphs under it.</param>
    /// <param name="watches">The networks, all of one form.</param>
    public YuvImage Draw(string title, IReadOnlyList<string> notes, IReadOnlyList<LayerWatch> watches)
    {
        var sheet = new ContactSheet { Title = title, Notes = notes };
        for (var index = 0; index < watches[0].Layers.Count; index++)
            sheet.Add([Seen(watches[0].Network, watches[0].Layers[index]), .. watches.Select(watch => Section(watch, index, watches.Count > 1))]);
        return sheet.Draw();
    }

    /// <summary>Channels that were 0 in every frame.</summary>
    public static int DeadOf(LayerWatch watch, int index) => watch.IsLive[index].Count(live => !live);

    private SheetSection Seen(Network network, int layer)
    {
        var (field, shape, input) = (ReceptiveField.Of(network, layer), network.ShapeOf(layer), network.Input);
        var picture = new YuvImage(_seen.Width, _seen.Height, _seen.Color);
        picture.CopyFrom(_seen);
        var (row, column) = (field.FirstRow + (shape.Height / 2 * field.StepRows), field.FirstColumn + (shape.Width / 2 * field.StepColumns));
        var (top, left) = (Math.Max(row, 0), Math.Max(column, 0));
        var (bottom, right) = (Math.Min(row + field.Height, input.Height), Math.Min(column + field.Width, input.Width));
        var (high, wide) = ((double)picture.Height / input.Height, (double)picture.Width / input.Width);
        var canvas = new Canvas(picture.Width, picture.Height);
        canvas.DrawOn(picture);
        canvas.DrawRectangle(left * wide, top * high, (right - left) * wide, (bottom - top) * high, 0, 2, Ink.FromRgb(picture.Color, 0xFFC65C));
        return new SheetSection(1, picture.Width, picture.Height)
        {
            Heading = InspectedLayers.TitleOf(network, layer),
            Note = FormattableString.Invariant($"a value sees {Math.Min(field.Height, input.Height)}x{Math.Min(field.Width, input.Width)} of {input.Height}x{input.Width} pixels"),
            Tiles = [new SheetTile(picture)],
        };
    }

    private SheetSection Section(LayerWatch watch, int index, bool named)
    {
        var (network, values, live) = (watch.Network, watch.Shown[index], watch.IsLive[index]);
        var shape = network.ShapeOf(watch.Layers[index]);
        var full = FullScaleOf(values);
        var isSigned = values.Min() < 0;
        var colors = isSigned ? Signed : Unsigned;
        var dead = DeadOf(watch, index);
        var kind = (shape is { Height: 1, Width: 1 } ? "unit" : "channel") + (shape.Channels == 1 ? "" : "s");
        var size = shape is { Height: 1, Width: 1 } ? "" : FormattableString.Invariant($" of {shape.Height}x{shape.Width}");
        var when = watch.Frames > 1 ? FormattableString.Invariant($"in all {watch.Frames} frames") : "in this frame";
        var section = shape is { Height: 1, Width: 1 } ? Units(values, live, full, colors) : Channels(values, shape, live, full, colors, watch.Frames > 1);
        var (low, high) = EndsOf(values, full);
        return section with
        {
            Heading = FormattableString.Invariant($"{(named ? network.Name + ": " : "")}{shape.Channels} {kind}{size}"),
            Note = dead == 0 ? $"none is 0 {when}" : FormattableString.Invariant($"{dead} of {shape.Channels} are 0 {when}{(watch.Frames > 1 ? ": dead" : "")}"),
            Legend = new SheetLegend(colors, low, high),
        };
    }

    /// <summary>What the ends of a colour bar stand for, and whether values go on beyond them.</summary>
    internal static (string Low, string High) EndsOf(float[] values, double full)
    {
        var end = FormattableString.Invariant($"{full:0.###}");
        var (least, most) = (values.Min(), values.Max());
        return (least < 0 ? "\u2212" + end + (-least > full ? " or less" : "") : "0", end + (most > full ? " or more" : ""));
    }

    /// <summary>A few strong values would leave the others all dark, so the strongest share of those that are not 0 have the full colour.</summary>
    internal static double FullScaleOf(float[] values)
    {
        var sizes = values.Where(value => value != 0).Select(value => (double)Math.Abs(value)).Order().ToArray();
        return sizes.Length > 0 ? sizes[Math.Min((int)(FullShare * sizes.Length), sizes.Length - 1)] : 0;
    }

    private SheetSection Channels(float[] values, TensorShape shape, bool[] live, double full, TileColors colors, bool isFilm)
    {
        var enlargement = Math.Max(2, Math.Min(LargestTileWidth / shape.Width, LargestTileHeight / shape.Height) / 2 * 2);
        var (width, height) = (shape.Width * enlargement, shape.Height * enlargement);
        var columns = Math.Clamp(LargestGridWidth / _beside / (width + BetweenTiles), 1, shape.Channels);
        var channel = new float[shape.Height * shape.Width];
        var tiles = new SheetTile[shape.Channels];
        for (var index = 0; index < tiles.Length; index++)
        {
            for (var position = 0; position < channel.Length; position++) channel[position] = values[(position * shape.Channels) + index];
            var caption = index.ToString(CultureInfo.InvariantCulture);
            if (!live[index]) caption += isFilm ? " dead" : " all 0";
            tiles[index] = new SheetTile(TilePicture.FromValues(channel, shape.Height, shape.Width, full, colors, enlargement), caption, !live[index]);
        }

        return new SheetSection(columns, width, height) { Tiles = tiles };
    }

    /// <summary>A layer without rows and columns: its units in strips.</summary>
    private static SheetSection Units(float[] values, bool[] live, double full, TileColors colors)
    {
        var length = Math.Min(values.Length, UnitsInRow);
        var edge = Math.Min(StripWidth / length, LargestUnit) / 2 * 2;
        var tiles = new List<SheetTile>();
        for (var first = 0; first < values.Length; first += length)
        {
            var strip = new float[length];
            var count = Math.Min(length, values.Length - first);
            values.AsSpan(first, count).CopyTo(strip);
            var caption = count == 1 ? FormattableString.Invariant($"{first}") : FormattableString.Invariant($"{first} to {first + count - 1}");
            var dead = live.AsSpan(first, count).Count(false);
            if (dead > 0 && count > 1) caption += FormattableString.Invariant($": {dead} are 0");
            tiles.Add(new SheetTile(TilePicture.FromValues(strip, 1, length, full, colors, edge), caption));
        }

        return new SheetSection(1, length * edge, edge) { Tiles = tiles };
    }

    private static int Even(double length) => Math.Max(2, 2 * (int)Math.Round(length / 2));
}
