using System.CommandLine;
using Steerlens.Pipeline.Commands.Options;
using Steerlens.Pipeline.Commands.Parsing;
using Steerlens.Pipeline.Outputs;
using Steerlens.Pipeline.Scenes;

namespace Steerlens.Pipeline.Commands;

/// <summary><c>steerlens explain</c>: one picture to one picture.</summary>
internal static class ExplainCommand
{
    /// <summary>Makes the command.</summary>
    public static ExampledCommand Create(CommandContext context)
    {
        var picture = new Argument<string>("PICTURE") { Description = "A picture in any format that ffmpeg reads" };
        var output = new ParsedOption<string>(
            "--output", "FILE|-", "The picture to write, or - for PNG on standard output (default: NAME.explained.png beside the source)",
            OptionValues.Text, "-o");
        var overwrite = new Option<bool>("--overwrite", "-y") { Description = "Replace outputs that exist" };
        var map = new MapOptionGroup(usualCheck: 1, ofFilms: false, ofOnePicture: true);
        var drawing = new DrawingOptionGroup();
        var mapFile = new ParsedOption<string>("--map-file", "FILE", "Write the raw map there as .npy", OptionValues.Text);
        var regionFile = new ParsedOption<string>(
            "--region-file", "FILE", $"Write the part of the picture where the map is above --region ({ExplainOptions.DefaultRegion} where that is not given), cut out, black elsewhere; .png or .jpg", OptionValues.Text);
        var device = new DeviceOptionGroup();
        var threads = new ParsedOption<int>("--threads", "N", "Threads of the engine (default: one for each core)", OptionValues.Whole(1, 1024));
        var network = new NetworkOptionGroup();
        var doubt = new DoubtOptionGroup();

        var command = new ExampledCommand(
            "explain",
            "Shows on one picture what the steering network looks at.",
            "steerlens explain road.jpg",
            "steerlens explain road.jpg -o out.png --map gradcam --target left --no-hud");
        command.Arguments.Add(picture);
        command.Options.Add(output);
        command.Options.Add(overwrite);
        map.AddTo(command);
        drawing.AddTo(command);
        command.Options.Add(mapFile);
        command.Options.Add(regionFile);
        device.AddTo(command);
        command.Options.Add(threads);
        network.AddTo(command);
        doubt.AddTo(command);

        command.SetAction(async (result, _) =>
        {
            var reader = context.Reader(result);
            var source = SourceList.ExpandOne(result.GetValue(picture)!);
            var options = new ExplainOptions(source, reader.Read(output!, null) ?? DefaultOutput(source))
            {
                Overwrite = reader.Read(overwrite),
                Network = network.Read(reader),
                Doubt = doubt.Read(reader),
                Map = map.Read(reader),
                Drawing = drawing.Read(reader),
                MapFile = reader.Read(mapFile!, null),
                RegionFile = reader.Read(regionFile!, null),
                Device = device.Read(reader),
                Threads = reader.Read(threads, 0),
            };
            RequirePicture(source);
            RequireOutputs(options);
            if (options.Output is not JobPlan.StandardOutput) WholeFile.Prepare(options.Output, options.Overwrite);
            if (options.MapFile is not null) WholeFile.Prepare(options.MapFile, options.Overwrite);
            if (options.RegionFile is not null) WholeFile.Prepare(options.RegionFile, options.Overwrite);
            await context.Actions.ExplainAsync(options, context.Console, context.Interruption.StopReading);
        });
        return command;
    }

    /// <summary>One picture, as a file: not a folder of them, a pattern or a rendered road.</summary>
    private static void RequirePicture(string source)
    {
        if (SceneOptions.IsAddress(source)) throw new SteerlensException(ExitCode.InputUnreadable, $"'{source}' is a rendered road, and explain takes one picture: annotate it instead");
        if (Directory.Exists(source)) throw new SteerlensException(ExitCode.InputUnreadable, $"'{source}' is a folder, and explain takes one picture: name one in it, or annotate the folder");
        if (SourceList.IsPictureSequence(source)) throw new SteerlensException(ExitCode.Usage, $"'{source}' matches several pictures, and explain takes one: name it, or annotate them");
        SourceList.RequireExistence(source, "picture");
    }

    private static void RequireOutputs(ExplainOptions options)
    {
        if (options.MapFile is { } file && !file.EndsWith(".npy", StringComparison.OrdinalIgnoreCase))
            throw new SteerlensException(ExitCode.Usage, $"--map-file '{file}' is no NumPy file: end its name in .npy");
        if (options.RegionFile is { } region && Path.GetExtension(region).ToLowerInvariant() is not (".png" or ".jpg" or ".jpeg"))
            throw new SteerlensException(ExitCode.Usage, $"--region-file '{region}' is no picture's name: end it in .png or .jpg");
        var places = new OutputPlaces([options.Picture]);
        places.Add(options.Output, "-o", options.Picture);
        places.Add(options.MapFile, "--map-file", options.Picture);
        places.Add(options.RegionFile, "--region-file", options.Picture);
    }

    private static string DefaultOutput(string picture)
    {
        var name = JobPlan.NameOf(picture) + ".explained.png";
        var folder = Path.GetDirectoryName(picture) ?? "";
        return folder.Length == 0 || WholeFile.IsWritable(folder) ? Path.Combine(folder, name) : name;
    }
}
