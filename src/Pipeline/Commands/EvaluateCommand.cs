using System.CommandLine;
using Steerlens.Kernels.Maps;
using Steerlens.Pipeline.Commands.Options;
using Steerlens.Pipeline.Commands.Parsing;
using Steerlens.Pipeline.Drives;
using Steerlens.Pipeline.Outputs;

namespace Steerlens.Pipeline.Commands;

/// <summary><c>steerlens evaluate</c>: how well a network drives a labelled drive.</summary>
internal static class EvaluateCommand
{
    /// <summary>Makes the command.</summary>
    public static ExampledCommand Create(CommandContext context)
    {
        var drive = new Argument<string>("DRIVE") { Description = "A labelled drive: driving_log.csv, data.txt, steering.csv or a csv with file,angle_rad, or a folder with one" };
        var every = new ParsedOption<int>("--every", "N", "Drive every Nth frame (default: 1)", OptionValues.Whole(1));
        var output = new ParsedOption<string>("--output", "FOLDER", "The folder for evaluation.png, .svg and .csv, and for worst.png", OptionValues.Text, "-o");
        var overwrite = new Option<bool>("--overwrite", "-y") { Description = "Replace outputs that exist" };
        var map = new ParsedOption<string>("--map", "NAME", $"The map on the worst frames (default: {MapMethods.All[0].Name})", text => OptionValues.Map(text).Name);
        var angle = new ParsedOption<string>(
            "--network-output", "NAME|N|W,W,..|all", "The output that is the angle: its name, its number from 0, a weight for each, or the sum of all (default: 0)", OptionValues.Text);
        var json = new Option<bool>("--json") { Description = "Answer with one JSON object" };
        var progress = ProgressOption.Create();
        var device = new DeviceOptionGroup();
        var threads = new ParsedOption<int>("--threads", "N", "Threads of the engine (default: one for each core)", OptionValues.Whole(1, 1024));
        var network = new NetworkOptionGroup();
        var command = new ExampledCommand(
            "evaluate",
            "Says how well a network follows the true angles of a labelled drive, and shows where it is furthest off.",
            "steerlens evaluate drive/",
            "steerlens evaluate drive/driving_log.csv --network mine.onnx --every 5 -o evaluation/",
            "steerlens evaluate drive/ --json > scores.json");
        command.Arguments.Add(drive);
        foreach (var option in new Option[] { every, output, overwrite, map, angle, json, progress }) command.Options.Add(option);
        device.AddTo(command);
        command.Options.Add(threads);
        network.AddTo(command);
        command.SetAction((result, _) =>
        {
            var reader = context.Reader(result);
            var options = new EvaluateOptions(result.GetValue(drive)!)
            {
                Every = reader.Read(every, 1),
                Folder = reader.Read(output!, null),
                Overwrite = reader.Read(overwrite),
                Map = MapRequest.Default(reader.Read(map, MapMethods.All[0].Name)),
                Output = reader.Read(angle!, null),
                Json = reader.Read(json),
                Network = network.Read(reader),
                Progress = reader.Read(progress, ProgressStyle.Auto),
                Device = device.Read(reader),
                Threads = reader.Read(threads, 0),
            };
            var labels = LabelFiles.Require(options.Drive);
            if (options.Folder is { } folder)
            {
                OutputPlaces.RequireFile(folder, "-o");
                var places = new OutputPlaces([labels]);
                foreach (var file in options.Files)
                {
                    places.Add(file, "-o", "evaluate");
                    WholeFile.Prepare(file, options.Overwrite);
                }
            }

            return context.Actions.EvaluateAsync(options, context.Console, context.Interruption.StopReading);
        });
        return command;
    }
}
