using System.CommandLine;
using Steerlens.Kernels.Maps;
using Steerlens.Pipeline.Commands.Options;
using Steerlens.Pipeline.Commands.Parsing;
using Steerlens.Pipeline.Frames;
using Steerlens.Pipeline.Outputs;
using Steerlens.Pipeline.Video;

namespace Steerlens.Pipeline.Commands;

/// <summary><c>steerlens verify</c>: how true each map is.</summary>
internal static class VerifyCommand
{
    /// <summary>Makes the command.</summary>
    public static ExampledCommand Create(CommandContext context)
    {
        var source = new Argument<string>("SOURCE") { Description = "A film, a folder of images, a labelled drive, or a rendered road (scene:coast-road)" };
        var maps = new ParsedOption<IReadOnlyList<IMapMethod>>(
            "--map", "NAME,NAME", "The maps that are scored (default: all that the network can give; none with --maps-from)", Methods);
        // What compare and study call it.
        var sameMaps = new ParsedOption<IReadOnlyList<IMapMethod>>("--maps", "NAME,NAME", "The same as --map", Methods) { Hidden = true };
        var folder = new ParsedOption<string>(
            "--maps-from", "FOLDER", "Score the maps in this folder, one 000000.npy for each frame, as annotate --maps writes them", OptionValues.Text);
        var every = new ParsedOption<int>(
            "--every", "N", $"Score every Nth frame (default: about {VerifyOptions.UsualFrames} frames in all)", OptionValues.Whole(1));
        var range = new RangeOptionGroup(hasStride: false);
        var output = new ParsedOption<string>(
            "--network-output", "NAME|N|W,W,..|all", "The output that is the angle: its name, its number from 0, a weight for each, or the sum of all (default: 0)", OptionValues.Text);
        var rate = new ParsedOption<Rational>("--rate", "N", $"Frames per second of a folder of images (default: {ImageFolderSource.DefaultRate.ToDouble()})", OptionValues.Rate);
        var json = new Option<bool>("--json") { Description = "Answer with one JSON object" };
        var progress = ProgressOption.Create();
        var device = new DeviceOptionGroup();
        var threads = new ParsedOption<int>("--threads", "N", "Threads that work (default: one for each core)", OptionValues.Whole(1, 1024));
        var network = new NetworkOptionGroup();
        var command = new ExampledCommand(
            "verify",
            "Says how true each map is: deletion scores against maps that know nothing, random weights, noise, removed objects.",
            "steerlens verify scene:coast-road",
            "steerlens verify drive.mp4 --map occlusion,gradcam --every 10",
            "steerlens verify drive.mp4 --json > truth.json",
            "steerlens verify drive.mp4 --maps-from maps/")
        {
            HasScenes = true,
        };
        command.Arguments.Add(source);
        foreach (var option in new Option[] { maps, sameMaps, folder, every }) command.Options.Add(option);
        range.AddTo(command);
        foreach (var option in new Option[] { output, rate, json, progress }) command.Options.Add(option);
        device.AddTo(command);
        command.Options.Add(threads);
        network.AddTo(command);

        command.SetAction((result, _) =>
        {
            var reader = context.Reader(result);
            if (reader.IsGiven(maps) && reader.IsGiven(sameMaps)) throw new SteerlensException(ExitCode.Usage, "--map and --maps are the same: give one of them");
            var options = new VerifyOptions(SourceList.ExpandOne(result.GetValue(source)!))
            {
                Maps = reader.Read((reader.IsGiven(sameMaps) ? sameMaps : maps)!, null),
                MapFolder = reader.Read(folder!, null),
                Every = reader.ReadOrNull(every),
                Range = range.Read(reader),
                Network = network.Read(reader),
                Output = reader.Read(output!, null),
                ImageRate = reader.ReadOrNull(rate),
                Json = reader.Read(json),
                Progress = reader.Read(progress, ProgressStyle.Auto),
                Device = device.Read(reader),
                Threads = reader.Read(threads, 0),
            };
            SourceList.RequireExistence(options.Source);
            if (reader.IsGiven(rate)) AnnotateCommand.RequirePictures([options.Source]);
            if (options.Range.MaximumFrames > VerifyOptions.MostFrames)
                throw new SteerlensException(ExitCode.Usage, $"--max-frames {options.Range.MaximumFrames} is more than the {VerifyOptions.MostFrames} frames that are scored at most");
            return context.Actions.VerifyAsync(options, context.Console, context.Interruption.StopAtOnce());
        });
        return command;
    }

    private static IReadOnlyList<IMapMethod> Methods(string text) => [.. OptionValues.Words(text).Distinct(StringComparer.OrdinalIgnoreCase).Select(OptionValues.Map)];
}
