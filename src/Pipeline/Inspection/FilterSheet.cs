using System.Globalization;
using Steerlens.Kernels.Filters;
using Steerlens.Kernels.Images;
using Steerlens.Models;
using Steerlens.Pipeline.Compositing;

namespace Steerlens.Pipeline.Inspection;

/// <summary>The pictures that were found for channels, as they come in.</summary>
internal sealed class FilterSheet
{
    private const int TileWidth = 220;
    private const int LargestGridWidth = 1700;
    private const int BetweenTiles = 10;
    private const int BetweenFrames = 4;

    private readonly string _title;
    private readonly IReadOnlyList<string> _notes;
    private readonly IReadOnlyList<int> _channels;
    private readonly IReadOnlyList<Network> _networks;
    private readonly SheetTile[][] _tiles;
    private readonly int _frames;
    private readonly int _enlargement;
    private readonly int _between;
    private readonly (int Width, int Height) _tile;

    /// <summary>Prepares a sheet with empty places.</summary>
    /// <param name="title">Its title.</param>
    /// <param name="notes">Paragraphs under it.</param>
    /// <param name="channels">The channels in their order.</param>
    /// <param name="networks">The networks that stand side by side.</param>
    public FilterSheet(string title, IReadOnlyList<string> notes, IReadOnlyList<int> channels, IReadOnlyList<Network> networks)
    {
        (_title, _notes, _channels, _networks) = (title, notes, channels, networks);
        var input = networks[0].Input;
        _frames = networks[0].Contract.Frames;
        _enlargement = Math.Max(2, TileWidth / input.Width / 2 * 2);
        _between = Math.Max(1, BetweenFrames / _enlargement);
        _tile = (input.Width * _enlargement, ((_frames * input.Height) + ((_frames - 1) * _between)) * _enlargement);
        _tiles = [.. networks.Select(_ => channels.Select(channel => new SheetTile(null, channel.ToString(CultureInfo.InvariantCulture))).ToArray())];
    }

    /// <summary>Puts a picture in its place.</summary>
    /// <param name="network">Which of the networks.</param>
    /// <param name="channel">Which of the channels in their order.</param>
    /// <param name="picture">The network's input that was found.</param>
    /// <param name="rise">What it does for the channel.</param>
    public void Put(int network, int channel, ReadOnlySpan<float> picture, FilterRise rise)
    {
        var (contract, input) = (_networks[network].Contract, _networks[network].Input);
        var rgb = new float[_tile.Height / _enlargement * input.Width * 3];
        var frame = new float[picture.Length / _frames];
        for (var place = 0; place < _frames; place++)
        {
            // The frames lie below each other with dark lines between them.
            FrameStack.Extract(picture, _frames, contract.ColorChannels, place, frame);
            InputColors.ToRgb(contract, frame, rgb.AsSpan(place * (input.Height + _between) * input.Width * 3));
        }

        var caption = FormattableString.Invariant($"{_channels[channel]}: {rise.Start:0.###} \u2192 {rise.End:0.###}");
        _tiles[network][channel] = new SheetTile(TilePicture.FromRgb(rgb, _tile.Height / _enlargement, input.Width, _enlargement), caption, rise.End <= rise.Start);
    }

    /// <summary>Draws what is there so far.</summary>
    public YuvImage Draw()
    {
        var columns = Math.Clamp(LargestGridWidth / _networks.Count / (_tile.Width + BetweenTiles), 1, _channels.Count);
        var sheet = new ContactSheet { Title = _title, Notes = _notes };
        sheet.Add([.. _networks.Select((network, index) => new SheetSection(columns, _tile.Width, _tile.Height)
        {
            Heading = _networks.Count > 1 ? network.Name : "",
            Tiles = _tiles[index],
        })]);
        return sheet.Draw();
    }
}
