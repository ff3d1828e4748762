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
    private const double SheetWidthOfSeveralFrames = 1500;
    private const double FullShare = 0.98;

    /// <summary>Draws one network, or a network and its twin side by side.</summary>
    /// <exception cref="SteerlensException">The network has no convolution at its input.</exception>
    public static YuvImage Draw(Network network, Network? twin)
    {
        var (layer, _) = First(network);
        var sheet = new ContactSheet { Title = $"Weights of {network.Name}, {layer.Name}", Notes = Notes(network.Contract) };
        sheet.Add(twin is null ? [Section(network, 1)] : [Section(network, 2), Section(twin, 2)]);
        return sheet.Draw();
    }

    private static string[] Notes(InputContract contract)
    {
        var tile = "Each tile is one filter as it lies on the picture"
            + (contract.Frames == 1 ? "." : FormattableString.Invariant($", once for each of the {contract.Frames} frames that the network reads: the oldest at the left, the newest at the right."));
        return contract.Color == ColorOrder.Gray
            ?
            [
                tile + " The network reads brightness alone. Middle grey is 0; a pixel is lighter the more the filter gains from light there, and darker the more it loses.",
                "All tiles of a network have one scale. Random weights are speckle; edges and stripes come from training.",
            ]
            :
            [
                tile + " Grey is 0; a pixel is redder, greener or bluer the more the filter gains from that colour there.",
                "All tiles of a network have one scale. Random weights are speckle; edges, stripes and patches of one colour come from training.",
            ];
    }

    private static SheetSection Section(Network network, int beside)
    {
        var (layer, gains) = First(network);
        var (height, width, filters) = (layer.Kernel.Height, layer.Kernel.Width, layer.Output.Channels);
        var (frames, isGray) = (network.Contract.Frames, network.Contract.Color == ColorOrder.Gray);
        var colors = ColorsOf(layer, gains, frames);
        var full = FullScaleOf(colors);

        // The frames lie beside each other with a dark line between them.
        var wide = (frames * (width + 1)) - 1;
        var enlargement = Math.Max(2, TileEdge / Math.Max(height, width) / 2 * 2);
        var columns = Math.Clamp((int)((frames > 1 ? SheetWidthOfSeveralFrames : SheetWidth) / beside / ((wide * enlargement) + BetweenTiles)), 1, filters);
        var rgb = new float[height * wide * 3];
        var tiles = new List<SheetTile>();
        for (var filter = 0; filter < filters; filter++)
        {
            for (var frame = 0; frame < frames; frame++)
            {
                for (var index = 0; index < height * width * 3; index++)
                {
                    var (row, rest) = Math.DivRem(index, width * 3);
                    rgb[(((row * wide) + (frame * (width + 1))) * 3) + rest] = full > 0 ? (float)(0.5 + (colors[(((filter * frames) + frame) * height * width * 3) + index] / full / 2)) : 0.5f;
                }
            }

            tiles.Add(new SheetTile(TilePicture.FromRgb(rgb, height, wide, enlargement), filter.ToString(CultureInfo.InvariantCulture)));
        }

        return new SheetSection(columns, wide * enlargement, height * enlargement)
        {
            Heading = network.Name,
            Note = FormattableString.Invariant($"{filters} filters of {height}x{width}; {(isGray ? "white" : "full colour")} is a gain of {full:0.###} or more as a pixel goes from black to {(isGray ? "white" : "that colour")}"),
            Tiles = tiles,
        };
    }

    /// <summary>What filters gain from red, green and blue: filters x frames x places x 3. What reads brightness alone gains the same from all three, as from white.</summary>
    private static double[] ColorsOf(Convolution layer, double[] gains, int frames)
    {
        var (places, filters, channels) = (layer.Kernel.Height * layer.Kernel.Width, layer.Output.Channels, gains.Length / 3);
        var colors = new double[filters * frames * places * 3];
        var inGroup = channels / layer.Groups;
        for (var place = 0; place < places; place++)
        {
            for (var channel = 0; channel < inGroup; channel++)
            {
                for (var filter = 0; filter < filters; filter++)
                {
                    var weight = layer.Weights[(((place * inGroup) + channel) * filters) + filter];
                    var source = (filter / (filters / layer.Groups) * inGroup) + channel;
                    var frame = source / (channels / frames);
                    for (var color = 0; color < 3; color++) colors[(((((filter * frames) + frame) * places) + place) * 3) + color] += weight * gains[(3 * source) + color];
                }
            }
        }

        return colors;
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
        var contract = network.Contract;
        if (network.Input.Channels != contract.ColorChannels * contract.Frames)
        {
            throw new SteerlensException(
                ExitCode.Usage,
                FormattableString.Invariant($"the network '{network.Name}' reads {network.Input.Channels} channels, and its colour order '{contract.Color}' gives {contract.ColorChannels * contract.Frames}: set another with --color"));
        }

        var gains = GainsOf(contract);
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

    /// <summary>For each channel of all frames.</summary>
    private static double[] GainsOf(InputContract contract)
    {
        var gains = InputColors.GainsOf(contract);
        if (contract.Color == ColorOrder.Gray) Array.Fill(gains, gains.Sum());
        return [.. Enumerable.Repeat(gains, contract.Frames).SelectMany(frame => frame)];
    }
}
