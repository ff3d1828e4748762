using System.Diagnostics;
using System.Globalization;
using Steerlens.Kernels.Engines;
using Steerlens.Kernels.Filters;
using Steerlens.Models;
using Steerlens.Pipeline.Commands.Options;
using Steerlens.Pipeline.Frames;
using Steerlens.Pipeline.Outputs;
using Steerlens.Pipeline.Stages;
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
    public static async Task RunAsync(Network network, Network? twin, Func<Network, IEngine> engines, InspectOptions options, CommandConsole console, CancellationToken cancellationToken)
    {
        var wanted = options.Filters!;
        var layer = InspectedLayers.FindBefore(network, wanted.Layer);
        var channels = ChannelsOf(network, layer, wanted.Channels);
        Network[] networks = twin is null ? [network] : [network, twin];
        var start = wanted.From is { } from ? await StartAsync(network, from, cancellationToken) : null;
        var sheet = new FilterSheet($"What the channels of {network.Name}, {network.Layers[layer].Name}, answer to", Notes(wanted, network, network.Layers[layer]), channels, networks);
        var searches = networks.Select(one => new FilterAscent(one, layer, wanted.Search, engines)).ToArray();
        var partial = WholeFile.PartialPathOf(options.Output);
        var sinceWritten = Stopwatch.StartNew();
        var (found, risen) = (0, 0);
        try
        {
            for (var place = 0; place < channels.Count && !cancellationToken.IsCancellationRequested; place++)
            {
                for (var index = 0; index < searches.Length; index++)
                {
                    var rest = start ?? searches[index].MiddleGrey();
                    var picture = rest.ToArray();
                    if (start is null) searches[index].AddNoise(picture, wanted.Seed, NoiseShare);
                    if (await SearchAsync(searches[index], channels[place], picture, rest, cancellationToken) is not { } rise) break;
                    sheet.Put(index, place, picture, rise);
                    found++;
                    if (rise.End > rise.Start) risen++;
                }

                if (console.ErrorIsTerminal) console.ShowStatus(FormattableString.Invariant($"{place + 1} of {channels.Count} channels; so far: {partial}"));
                if (sinceWritten.Elapsed < Pause || place == channels.Count - 1 || cancellationToken.IsCancellationRequested) continue;
                await StillPicture.WriteAsync(partial, sheet.Draw(), alpha: null, overwrite: true, CancellationToken.None);
                sinceWritten.Restart();
            }

            // Who stops the search keeps what was found.
            if (found == 0) cancellationToken.ThrowIfCancellationRequested();
            await StillPicture.WriteAsync(options.Output, sheet.Draw(), alpha: null, options.Overwrite, CancellationToken.None);
        }
        finally
        {
            console.ClearStatus();
            WholeFile.DeletePartial(partial);
            foreach (var search in searches) search.Dispose();
        }

        var searched = channels.Count * networks.Length;
        var stopped = found < searched ? FormattableString.Invariant($" of {searched}, stopped") : "";
        console.WriteLine(FormattableString.Invariant($"{network.Layers[layer].Name}: {found} channels{stopped}, the mean rose for {risen} -> {options.Output}"));
    }

    /// <summary>One search; null where it was stopped.</summary>
    private static async Task<FilterRise?> SearchAsync(FilterAscent search, int channel, float[] picture, float[] rest, CancellationToken cancellationToken)
    {
        try
        {
            return await Task.Run(() => search.Run(channel, picture, rest, cancellationToken), CancellationToken.None);
        }
        catch (OperationCanceledException)
        {
            return null;
        }
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
        var format = new FilmFormat(picture.Width, picture.Height, picture.Color, new Rational(1, 1), null, 1);
        using var frame = new Frame(format);

        // The picture stands in for the frames before it, too.
        new ResizeStage(network, format).Process(picture, frame);
        return frame.Input;
    }

    private static string[] Notes(FilterRequest wanted, Network network, Layer layer)
    {
        var search = wanted.Search;
        var rules = new List<string>();
        if (search.Decay > 0) rules.Add(Text($"decay {search.Decay:0.###}"));
        if (search.Blur > 0) rules.Add(Text($"blur {search.Blur:0.###}"));
        if (search.Clip > 0) rules.Add(Text($"clip {search.Clip:0.###}"));
        var from = wanted.From is { } path ? Path.GetFileName(path) : Text($"noise {wanted.Seed}");
        var frames = network.Contract.Frames;
        var shown = frames == 1 ? "a picture" : Text($"{frames} frames, the oldest above and the newest below,");
        return
        [
            Text($"Each tile is {shown} as the network could be given it, changed for {search.Iterations} steps{(search.Octaves > 1 ? Text($" at each of {search.Octaves} resolutions") : "")} so that the mean of one channel of {layer.Name}, before its activation, rises."),
            Text($"Start: {from}. Step: {search.Step:0.####} of the input's range. Regularisers: {(rules.Count > 0 ? string.Join(", ", rules) : "none")}. Under each tile: the channel, its mean before \u2192 after."),
        ];
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
