using Steerlens.Kernels.Engines;
using Steerlens.Kernels.Images;
using Steerlens.Models;
using Steerlens.Pipeline.Annotation;
using Steerlens.Pipeline.Commands.Options;
using Steerlens.Pipeline.Frames;
using Steerlens.Pipeline.Outputs;
using Steerlens.Pipeline.Stages;
using Steerlens.Pipeline.Video;

namespace Steerlens.Pipeline.Inspection;

/// <summary>Runs the part of <c>steerlens inspect</c> that shows activations.</summary>
internal static class ActivationRunner
{
    /// <summary>Reads the frames and writes the sheet.</summary>
    /// <exception cref="SteerlensException">Something can't be read, found or written.</exception>
    public static async Task RunAsync(Network network, Network? twin, Func<Network, IEngine> engines, InspectOptions options, CommandConsole console, CancellationToken cancellationToken)
    {
        var wanted = options.Activations!;
        var layers = InspectedLayers.Find(network, wanted.Layers);
        var watches = new List<LayerWatch> { new(engines(network), layers) };
        if (twin is not null) watches.Add(new LayerWatch(engines(twin), layers));
        try
        {
            var (picture, seen, place) = await WatchAsync(watches, wanted, cancellationToken);
            var frames = watches[0].Frames;
            string[] notes =
            [
                place + (frames > 1 ? FormattableString.Invariant($"; channels that are 0 in all of the {frames} frames from there on are dead") : ""),
                CaptionsOf(layers.Select(network.ShapeOf)) + " All values of a layer have one scale; the box is what the value in the middle sees.",
            ];
            var sheet = new ActivationSheet(picture, seen, watches.Count).Draw($"Activations of {network.Name}", notes, watches);
            await StillPicture.WriteAsync(options.Output, sheet, alpha: null, options.Overwrite, cancellationToken);
            for (var index = 0; index < layers.Length; index++) console.WriteLine(Summary(watches, index));
            console.WriteLine($"{wanted.Source} -> {options.Output}");
        }
        finally
        {
            foreach (var watch in watches) watch.Dispose();
        }
    }

    /// <summary>What the numbers under the tiles are.</summary>
    private static string CaptionsOf(IEnumerable<TensorShape> shapes)
    {
        var areUnits = shapes.Select(shape => shape is { Height: 1, Width: 1 }).ToArray();
        return string.Join(' ', new[]
        {
            areUnits.Contains(false) ? "The number of a channel stands under it." : "",
            areUnits.Contains(true) ? "A strip is a row of units; their numbers stand under it." : "",
        }.Where(text => text.Length > 0));
    }

    /// <summary>A file by its name alone: where it lies is nobody's business on a picture that is passed on.</summary>
    private static string NameOf(string source) => File.Exists(source) ? Path.GetFileName(source) : source;

    private static string Summary(IReadOnlyList<LayerWatch> watches, int index)
    {
        var dead = watches.Select(watch =>
        {
            var shape = watch.Network.ShapeOf(watch.Layers[index]);
            var (channels, kind) = (shape.Channels, shape is { Height: 1, Width: 1 } ? "units" : "channels");
            return FormattableString.Invariant($"{ActivationSheet.DeadOf(watch, index)} of {channels} {kind} {(watch.Frames > 1 ? FormattableString.Invariant($"dead in {watch.Frames} frames") : "all 0")}{(watches.Count > 1 ? $" ({watch.Network.Name})" : "")}");
        });
        return $"{InspectedLayers.TitleOf(watches[0].Network, watches[0].Layers[index])}: {string.Join(", ", dead)}";
    }

    /// <summary>Shows frames to the networks, and keeps the first.</summary>
    private static async Task<(YuvImage Picture, MapRectangle Seen, string Place)> WatchAsync(IReadOnlyList<LayerWatch> watches, ActivationOptions wanted, CancellationToken cancellationToken)
    {
        var network = watches[0].Network;
        var reads = network.Contract.Frames;
        if (InputFile.IsPicture(wanted.Source) && File.Exists(wanted.Source))
        {
            var picture = await StillPicture.ReadAsync(wanted.Source, cancellationToken);
            var format = new FilmFormat(picture.Width, picture.Height, picture.Color, new Rational(1, 1), null, 1);
            using var still = new Frame(format);
            var resizer = new ResizeStage(network, format);
            resizer.Process(picture, still);
            foreach (var watch in watches) watch.Take(still.Input);
            return (picture, resizer.Seen, Path.GetFileName(wanted.Source) + (reads > 1 ? FormattableString.Invariant($" for each of the {reads} frames that the network reads") : ""));
        }

        // A network that reads several frames gets them as they follow each other: those before the first that is looked at are read, too.
        var (before, stride) = (reads - 1, reads > 1 ? wanted.Stride : 1);
        var range = reads > 1
            ? new RangeOptions { Start = wanted.At, MaximumFrames = before + ((wanted.MaximumFrames - 1L) * stride) + 1 }
            : new RangeOptions { Start = wanted.At, Stride = wanted.Stride, MaximumFrames = wanted.MaximumFrames };
        var source = await SourceOpener.OpenAsync(wanted.Source, range, imageRate: null, cancellationToken);
        await using var frames = source.Frames;
        using var frame = new Frame(frames.Format);
        var film = new ResizeStage(network, frames.Format);
        var first = new YuvImage(frames.Format.Width, frames.Format.Height, frames.Format.Color);
        var (place, count) = ("", 0L);
        while (await frames.ReadAsync(frame, cancellationToken))
        {
            cancellationToken.ThrowIfCancellationRequested();
            film.Process(frame);
            if (count++ >= before && (count - 1 - before) % stride == 0) Take(frame);
        }

        // A film of fewer frames than the network reads has one state, its last.
        if (place.Length == 0 && count > 0) Take(frame);
        if (place.Length == 0)
            throw new SteerlensException(ExitCode.InputUnreadable, $"'{wanted.Source}' has no frame{(wanted.At is { } at ? FormattableString.Invariant($" at {at.TotalSeconds:0.###} s or after: give an earlier --at") : "")}");
        return (first, film.Seen, place);

        void Take(Frame shown)
        {
            foreach (var watch in watches) watch.Take(shown.Input);
            if (place.Length > 0) return;
            first.CopyFrom(shown.Picture);
            place = FormattableString.Invariant($"{NameOf(wanted.Source)}, frame {shown.Index}") + (reads > 1 ? FormattableString.Invariant($" with the {before} before it") : "");
        }
    }
}
