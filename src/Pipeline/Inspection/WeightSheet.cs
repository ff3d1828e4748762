using System.Globalization;
using Steerlens.Kernels.Images;
using Steerlens.Models;
using Steerlens.Pipeline.Compositing;

namespace Steerlens.Pipeline.Inspection;

/// <summary>The weights of a network's first convolution as tiles: what each filter gains from red, green and blue at each place.</summary>
internal static class WeightSheet
{
    private const int TileEdge = 72;
    private const int BetweenTiles = 10;
    private const double SheetWidth = 900;
    private const double FullShare = 0.98;

    /// <summary>Draws one network, or a network and its twin side by side.</summary>
    /// <exception cref="SteerlensException">The network has no convolution at its input.</exception>
    public static YuvImage Draw(Network network, Network? twin)
    {
        var (layer, _) = First(network);
        var sheet = new ContactSheet
        {
            Title = $"Weights of {network.Name}, {layer.Name}",
            Notes =
            [
                "Each tile is one filter as it lies on the picture. Grey is 0; a pixel is redder, greener or bluer the more the filter gains from that colour there.",
                "All tiles of a network have one scale. Random weights are speckle; edges, stripes and patches of one colour come from training.",
            ],
        };
        sheet.Add(twin is null ? [Section(network, 1)] : [Section(network, 2), Section(twin, 2)]);
        return sheet.Draw();
    }

    private static SheetSection Section(Network network, int beside)
    {
        var (layer, gains) = First(network);
        var (height, width, filters) = (layer.Kernel.Height, layer.Kernel.Width, layer.Output.Channels);
        var places = height * width;
        var colors = new double[filters * places * 3];
        var channels = network.Input.Channels;
        for (var place = 0; place < places; place++)
        {
            for (var channel = 0; channel < channels; channel++)
            {
                for (var filter = 0; filter < filters; filter++)
                {
                    var weight = layer.Weights[(((place * channels) + channel) * filters) + filter];
                    for (var color = 0; color < 3; color++) colors[(((filter * places) + place) * 3) + color] += weight * gains[(3 * channel) + color];
                }
            }
        }

        var full = FullScaleOf(colors);
        var enlargement = Math.Max(2, TileEdge / Math.Max(height, width) / 2 * 2);
        var columns = Math.Clamp((int)(SheetWidth / beside / ((width * enlargement) + BetweenTiles)), 1, filters);
        var rgb = new float[places * 3];
        var tiles = new List<SheetTile>();
        for (var filter = 0; filter < filters; filter++)
        {
            for (var index = 0; index < rgb.Length; index++) rgb[index] = full > 0 ? (float)(0.5 + (colors[(filter * rgb.Length) + index] / full / 2)) : 0.5f;
            tiles.Add(new SheetTile(TilePicture.FromRgb(rgb, height, width, enlargement), filter.ToString(CultureInfo.InvariantCulture)));
        }

        return new SheetSection(columns, width * enlargement, height * enlargement)
        {
            Heading = network.Name,
            Note = FormattableString.Invariant($"{filters} filters of {height}x{width}; full colour is a gain of {full:0.###} or more as a pixel goes from black to that colour"),
            Tiles = tiles,
        };
    }

    /// <summary>A few strong weights would leave the others all grey, so the strongest share the full colour.</summary>
    private static double FullScaleOf(double[] colors)
    {
        var sizes = Array.ConvertAll(colors, Math.Abs);
        Array.Sort(sizes);
        return sizes[Math.Min((int)(FullShare * sizes.Length), sizes.Length - 1)];
    }

    /// <summary>The first convolution, and what its input's channels gain from red, green and blue: C x 3.</summary>
    private static (Convolution Layer, double[] Gains) First(Network network)
    {
        var gains = InputColors.GainsOf(network.Contract);
        foreach (var layer in network.Layers)
        {
            switch (layer)
            {
                case Affine affine:
                    for (var index = 0; index < gains.Length; index++) gains[index] *= affine.Scale[index / 3];
                    break;
                case Convolution convolution:
                    return (convolution, gains);
                default:
                    throw new SteerlensException(
                        ExitCode.Usage, $"the network '{network.Name}' starts with '{layer.Name}', which is no convolution: its weights can't be drawn as tiles; inspect without --weights lists its layers");
            }
        }

        throw new SteerlensException(ExitCode.Usage, $"the network '{network.Name}' has no convolution: it has no weights to draw as tiles");
    }
}
