using System.Diagnostics;
using System.Globalization;
using Steerlens.Kernels.Filters;
using Steerlens.Kernels.Images;
using Steerlens.Models;
using Steerlens.Pipeline.Commands.Options;
using Steerlens.Pipeline.Outputs;
using Steerlens.Pipeline.Video;

namespace Steerlens.Pipeline.Inspection;

/// <summary>Runs the part of <c>steerlens inspect</c> that searches for what channels answer to.</summary>
internal static class FilterRunner
{
    private const double NoiseShare = 0.1;

    /// <summary>How often the sheet is written while it grows.</summary>
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(2);

    /// <summary>Searches channel by channel; the sheet so far is <c>NAME.partial.EXT</c>.</summary>
    /// <exception cref="SteerlensException">Something can't be read, found or written.</exception>
    public static async Task RunAsync(Network network, Network? twin, InspectOptions options, CommandConsole console, CancellationToken cancellationToken)
    {
        var wanted = options.Filters!;
        var layer = InspectedLayers.FindBefore(network, wanted.Layer);
        var channels = ChannelsOf(network, layer, wanted.Channels);
        Network[] networks = twin is null ? [network] : [network, twin];
        var start = wanted.From is { } from ? await StartAsync(network, from, cancellationToken) : null;
        var sheet = new FilterSheet($"What the channels of {network.Name}, {network.Layers[layer].Name}, answer to", Notes(wanted, network.Layers[layer]), channels, networks);
        var searches = networks.Select(one => new FilterAscent(one, layer, wanted.Search, options.Threads)).ToArray();
        var partial = WholeFile.PartialPathOf(options.Output);
        var sinceWritten = Stopwatch.StartNew();
        var risen = 0;
        try
        {
            for (var place = 0; place < channels.Count; place++)
            {
                for (var index = 0; index < searches.Length; index++)
                {
                    var rest = start ?? searches[index].MiddleGrey();
                    var picture = rest.ToArray();
                    if (start is null) searches[index].AddNoise(picture, wanted.Seed, NoiseShare);
                    var rise = await Task.Run(() => searches[index].Run(channels[place], picture, rest, cancellationToken), cancellationToken);
                    if (rise.End > rise.Start) risen++;
                    sheet.Put(index, place, picture, rise);
                }

                if (console.ErrorIsTerminal) console.ShowStatus(FormattableString.Invariant($"{place + 1} of {channels.Count} channels; so far: {partial}"));
                if (sinceWritten.Elapsed < Pause || place == channels.Count - 1) continue;
                await StillPicture.WriteAsync(partial, sheet.Draw(), alpha: null, overwrite: true, cancellationToken);
                sinceWritten.Restart();
            }

            await StillPicture.WriteAsync(options.Output, sheet.Draw(), alpha: null, options.Overwrite, cancellationToken);
        }
        finally
        {
            console.ClearStatus();
            WholeFile.DeletePartial(partial);
            foreach (var search in searches) search.Dispose();
        }

        var searched = channels.Count * networks.Length;
        console.WriteLine(FormattableString.Invariant($"{network.Layers[layer].Name}: {searched} channels, the mean rose for {risen} -> {options.Output}"));
    }

    private static IReadOnlyList<int> ChannelsOf(Network network, int layer, IReadOnlyList<int> asked)
    {
        var count = network.ShapeOf(layer).Channels;
        foreach (var channel in asked)
        {
            if (channel >= count)
                throw new SteerlensException(ExitCode.Usage, FormattableString.Invariant($"--channels {channel}: '{network.Layers[layer].Name}' of '{network.Name}' has {count} channels, 0 to {count - 1}"));
        }

        return asked.Count > 0 ? asked : [.. Enumerable.Range(0, count)];
    }

    private static async Task<float[]> StartAsync(Network network, string path, CancellationToken cancellationToken)
    {
        var picture = await StillPicture.ReadAsync(path, cancellationToken);
        var input = new float[network.Input.Length];
        new InputResizer(network.Contract, network.Input, picture.Width, picture.Height, picture.Color).Run(picture, input);
        return input;
    }

    private static string[] Notes(FilterRequest wanted, Layer layer)
    {
        var search = wanted.Search;
        var rules = new List<string>();
        if (search.Decay > 0) rules.Add(Text($"decay {search.Decay:0.###}"));
        if (search.Blur > 0) rules.Add(Text($"blur {search.Blur:0.###}"));
        if (search.Clip > 0) rules.Add(Text($"clip {search.Clip:0.###}"));
        var from = wanted.From is { } path ? path : Text($"noise {wanted.Seed}");
        return
        [
            Text($"Each tile is a picture as the network could be given it, changed for {search.Iterations} steps{(search.Octaves > 1 ? Text($" at each of {search.Octaves} resolutions") : "")} so that the mean of one channel of {layer.Name}, before its activation, rises."),
            Text($"Start: {from}. Step: {search.Step:0.####} of the input's range. Regularisers: {(rules.Count > 0 ? string.Join(", ", rules) : "none")}. Under each tile: the channel, its mean before \u2192 after."),
        ];
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
