using System.CommandLine;
using Steerlens.Kernels.Images;
using Steerlens.Pipeline.Commands.Options;
using Steerlens.Pipeline.Commands.Parsing;
using Steerlens.Pipeline.Outputs;
using Steerlens.Pipeline.Scenes;
using Steerlens.Pipeline.Video;

namespace Steerlens.Pipeline.Commands;

/// <summary><c>steerlens mask</c>: what one thing in the picture does to the angle, through a clip.</summary>
internal static class MaskCommand
{
    /// <summary>Makes the command.</summary>
    public static ExampledCommand Create(CommandContext context)
    {
        var source = new Argument<string>("SOURCE") { Description = "A film, a folder of images, or a rendered road (scene:coast-road)" };
        var output = new ParsedOption<string>("--output", "FILE", "The plot, .png or .jpg (default: NAME.masked.png beside the source)", OptionValues.Text, "-o");
        var overwrite = new Option<bool>("--overwrite", "-y") { Description = "Replace outputs that exist" };
        var box = new ParsedOption<MapRectangle>("--box", "L,T,W,H", "The thing's rectangle at the time of --at, in pixels; it is followed from there on", OptionValues.Box);
        var at = new ParsedOption<TimeSpan>("--at", "TIME", "Where to begin (default: 0)", OptionValues.Time);
        var duration = new ParsedOption<TimeSpan>("--duration", "TIME", "How long from there (default: to the end)", OptionValues.Length);
        var thing = new ParsedOption<(SceneObjectKind? Kind, int? Number, long? Id)>(
            "--object", "KIND|KIND:N|ID", "A rendered road's object, left out exactly: car, truck, tree, post or sign (the nearest in the own lane, else the one that covers most), car:2, or an identifier", OptionValues.SceneObject);
        var list = new Option<bool>("--list") { Description = "List a rendered road's objects: when they are seen, how near they come, how large they are" };
        var fill = new ParsedOption<BoxFill>("--fill", "mean|blur", "What the box shows: the mean colour around it, or the picture blurred (default: mean)", OptionValues.Choice(("mean", BoxFill.Mean), ("blur", BoxFill.Blur)));
        var table = new ParsedOption<string>("--table", "FILE", "Write both angles of each frame there as CSV", OptionValues.Text);
        var film = new ParsedOption<string>("--film", "FILE", "Write a film of both pictures there, with a box around the thing", OptionValues.Text);
        var networkOutput = new ParsedOption<string>("--network-output", "NAME|N|W,W,..|all", "The output that is the angle (default: 0)", OptionValues.Text);
        var encoding = new EncodingOptionGroup(hasLayout: false);
        var device = new DeviceOptionGroup();
        var progress = ProgressOption.Create();
        var network = new NetworkOptionGroup();

        var command = new ExampledCommand(
            "mask",
            "Shows the angle with and without one thing in the picture, through a clip.",
            "steerlens mask drive.mp4 --box 600,300,80,60 --at 0:05 --duration 10",
            "steerlens mask 'scene:highway?duration=8' --list",
            "steerlens mask 'scene:highway?duration=8' --object truck -o truck.png --table truck.csv --film truck.mp4")
        {
            HasScenes = true,
        };
        command.Arguments.Add(source);
        foreach (var option in new Option[] { output, overwrite, box, at, duration, thing, list, fill, table, film, networkOutput }) command.Options.Add(option);
        encoding.AddTo(command);
        command.Options.Add(progress);
        device.AddTo(command);
        network.AddTo(command);

        command.SetAction(async (result, _) =>
        {
            var reader = context.Reader(result);
            var name = SourceList.ExpandOne(result.GetValue(source)!);
            var start = reader.ReadOrNull(at);
            var (kind, number, id) = reader.Read(thing, default);
            var options = new MaskOptions(name, reader.Read(output!, null) ?? DefaultOutput(name))
            {
                Box = reader.ReadOrNull(box),
                Fill = reader.Read(fill, BoxFill.Mean),
                Object = id,
                Kind = kind,
                Number = number,
                List = reader.Read(list),
                Range = new RangeOptions { Start = start, End = reader.ReadOrNull(duration) is { } length ? (start ?? TimeSpan.Zero) + length : null },
                Table = reader.Read(table!, null),
                Film = reader.Read(film!, null),
                Overwrite = reader.Read(overwrite),
                Network = network.Read(reader),
                NetworkOutput = reader.Read(networkOutput!, null),
                Encoding = encoding.Read(reader),
                Device = device.Read(reader),
                Progress = reader.Read(progress, ProgressStyle.Auto),
            };
            SourceList.RequireExistence(name);
            if (options.List && new Option[] { output, box, thing, fill, table, film }.FirstOrDefault(reader.IsGiven) is { } drawn)
                throw Usage($"--list answers with a table and masks nothing: leave {drawn.Name} out");
            if (options.Film is null && command.Options.FirstOrDefault(option => option.Name is "--encoder" or "--preset" or "--crf" && reader.IsGiven(option)) is { } encoder)
                throw Usage($"{encoder.Name} belongs to --film: give both");
            Require(options, reader.IsGiven(fill));
            await context.Actions.MaskAsync(options, context.Console, context.Interruption);
        });
        return command;
    }

    private static void Require(MaskOptions options, bool hasFill)
    {
        var isScene = SceneOptions.IsAddress(options.Source);
        var hasObject = options.Kind is not null || options.Object is not null;
        if (hasObject && !isScene) throw Usage($"--object belongs to rendered roads, which know their objects: give --box L,T,W,H for '{options.Source}'");
        if (options.List)
        {
            if (!isScene) throw Usage($"--list belongs to rendered roads, which know their objects: give --box L,T,W,H for '{options.Source}'");
            return;
        }

        if (hasObject == options.Box is not null) throw Usage(isScene ? "give --object ID or a kind like car, or --box L,T,W,H: one of them says what is masked" : "--box L,T,W,H says what is masked: give the rectangle of a thing in pixels");
        if (hasObject && hasFill) throw Usage("--fill belongs to --box: an object of a rendered road is left out, and what is behind it shows");
        if (!InputFile.IsPicture(options.Output)) throw Usage($"'{options.Output}' is no picture: end the plot's name in .png or .jpg");
        if (options.Table is { } table && !table.EndsWith(".csv", StringComparison.OrdinalIgnoreCase)) throw Usage($"--table '{table}' is no table: end its name in .csv");
        var places = new OutputPlaces([options.Source]);
        places.Add(options.Output, "-o", options.Source);
        places.Add(options.Table, "--table", options.Source);
        places.Add(options.Film, "--film", options.Source);
        foreach (var file in (string?[])[options.Output, options.Table, options.Film])
        {
            if (file is not null) WholeFile.Prepare(file, options.Overwrite);
        }
    }

    private static SteerlensException Usage(string message) => new(ExitCode.Usage, message);

    private static string DefaultOutput(string source)
    {
        var name = JobPlan.NameOf(source) + ".masked.png";
        if (!Path.Exists(source)) return name;
        var folder = Path.GetDirectoryName(Path.TrimEndingDirectorySeparator(source)) ?? "";
        return folder.Length == 0 || WholeFile.IsWritable(folder) ? Path.Combine(folder, name) : name;
    }
}
