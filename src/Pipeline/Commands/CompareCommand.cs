using System.CommandLine;
using Steerlens.Pipeline.Commands.Options;
using Steerlens.Pipeline.Commands.Parsing;
using Steerlens.Pipeline.Compositing;
using Steerlens.Pipeline.Drives;
using Steerlens.Pipeline.Frames;
using Steerlens.Pipeline.Outputs;
using Steerlens.Pipeline.Scenes;
using Steerlens.Pipeline.Video;

namespace Steerlens.Pipeline.Commands;

/// <summary><c>steerlens compare</c>: one film, or pictures, through several networks and maps in one grid.</summary>
internal static class CompareCommand
{
    /// <summary>Makes the command.</summary>
    public static ExampledCommand Create(CommandContext context)
    {
        var sources = new Argument<string[]>("SOURCE")
        {
            Description = "A film, a folder of images, or a rendered road (scene:coast-road); for a still grid pictures, or films with --at",
            Arity = ArgumentArity.OneOrMore,
        };
        var output = new ParsedOption<string>(
            "--output", "FILE|-", "The film, or .png or .jpg for a still grid (default: NAME.compared.mp4 or .png beside the source)", OptionValues.Text, "-o");
        var overwrite = new Option<bool>("--overwrite", "-y") { Description = "Replace outputs that exist" };
        var sidecar = new ParsedOption<string>(
            "--sidecar", "FILE|-", "Films: write one line for each cell of each frame: .jsonl, .csv, or - for JSON Lines on standard output", OptionValues.Text);
        var times = new ParsedOption<IReadOnlyList<TimeSpan>>("--at", "TIME,..", "A still grid of the frames at these times of a film or rendered road", OptionValues.Times);
        var width = new ParsedOption<int>(
            "--width", "N", $"The most pixels that the grid is wide, up to {CompareOptions.MostWidth} (default: 1920)", OptionValues.Whole(GridLayout.LeastCellWidth, CompareOptions.MostWidth));
        var columns = new ParsedOption<int>("--columns", "N", "Cells beside each other (default: what suits their number; maps where there are several networks, too)", OptionValues.Whole(1, 64));
        var network = new NetworkOptionGroup(many: true);
        var map = new MapOptionGroup(many: true);
        var drawing = new DrawingOptionGroup(hasOverlay: false);
        var range = new RangeOptionGroup();
        var encoding = new EncodingOptionGroup(hasLayout: false);
        var rate = new ParsedOption<Rational>("--rate", "N", $"Frames per second of a folder of images (default: {ImageFolderSource.DefaultRate.ToDouble()})", OptionValues.Rate);
        var progress = ProgressOption.Create();
        var device = new DeviceOptionGroup();
        var threads = new ParsedOption<int>("--threads", "N", "Threads of each engine (default: one for each core)", OptionValues.Whole(1, 1024));

        var command = new ExampledCommand(
            "compare",
            "Shows the same film or pictures through several networks and maps, side by side.",
            "steerlens compare drive.mp4 --maps occlusion,gradcam -o both.mp4",
            "steerlens compare drive.mp4 --networks early.onnx,late.onnx,untrained:pilotnet --maps occlusion,visualbackprop -o grid.mp4",
            "steerlens compare road1.jpg road2.jpg --targets left,right -o grid.png",
            "steerlens compare 'scene:coast-road?duration=12' --at 2,8 --maps occlusion,gradcam,visualbackprop -o grid.png")
        {
            HasScenes = true,
        };
        command.Arguments.Add(sources);
        foreach (var option in new Option[] { output, overwrite, sidecar, times, width, columns }) command.Options.Add(option);
        map.AddTo(command);
        drawing.AddTo(command);
        range.AddTo(command);
        encoding.AddTo(command);
        foreach (var option in new Option[] { rate, progress }) command.Options.Add(option);
        device.AddTo(command);
        command.Options.Add(threads);
        network.AddTo(command);

        command.SetAction(async (result, _) =>
        {
            var reader = context.Reader(result);
            var found = SourceList.Expand(result.GetValue(sources)!);
            var at = reader.Read(times, []);
            var path = reader.Read(output!, null);
            var isStill = IsStill(found, at, path);
            if (isStill && at.Count == 0) found = [.. found.SelectMany(Pictures)];
            var options = new CompareOptions(found, path ?? DefaultOutput(found[0], isStill))
            {
                IsStill = isStill,
                Times = at,
                Sidecar = reader.Read(sidecar!, null),
                Overwrite = reader.Read(overwrite),
                Networks = network.ReadAll(reader),
                Maps = map.ReadAll(reader),
                Drawing = drawing.Read(reader),
                Width = reader.Read(width, 1920),
                Columns = reader.ReadOrNull(columns),
                Range = range.Read(reader),
                Encoding = encoding.Read(reader),
                ImageRate = reader.ReadOrNull(rate),
                Progress = reader.Read(progress, ProgressStyle.Auto),
                Device = device.Read(reader),
                Threads = reader.Read(threads, 0),
            };
            if (reader.IsGiven(rate)) AnnotateCommand.RequirePictures(found);
            Require(options);
            if (isStill && command.Options.FirstOrDefault(option => option.Name is "--smooth" or "--encoder" or "--preset" or "--crf" && reader.IsGiven(option)) is { } ofFilms)
                throw new SteerlensException(ExitCode.Usage, $"{ofFilms.Name} belongs to films, and this is a still grid: leave it out, or end the output's name as a film's");
            if (options.Output is not JobPlan.StandardOutput) WholeFile.Prepare(options.Output, options.Overwrite);
            if (options.Sidecar is { } lines and not SidecarWriter.StandardOutput) WholeFile.Prepare(lines, options.Overwrite);
            await context.Actions.CompareAsync(options, context.Console, context.Interruption);
        });
        return command;
    }

    /// <summary>A still grid: asked for by its times or its name, or all that pictures alone can become.</summary>
    private static bool IsStill(IReadOnlyList<string> sources, IReadOnlyList<TimeSpan> times, string? output) =>
        times.Count > 0 || (output is null ? sources.All(source => InputFile.IsPicture(source) && !SourceList.IsPictureSequence(source)) : InputFile.IsPicture(output));

    private static IEnumerable<string> Pictures(string source)
    {
        if (LabelFiles.IsDrive(source)) return DriveReader.Read(source).Frames.Select(frame => frame.Picture);
        if (SourceList.IsPictures(source)) return PictureFiles.Find(source);
        if (SceneOptions.IsAddress(source) || (File.Exists(source) && !InputFile.IsPicture(source)))
            throw new SteerlensException(ExitCode.Usage, $"'{source}' has many frames, and a still grid shows single ones: name their times, as in --at 2,7.5");
        return [source];
    }

    private static void Require(CompareOptions options)
    {
        foreach (var source in options.Sources) SourceList.RequireExistence(source, options.IsStill && options.Times.Count == 0 ? "picture" : "film");
        if (!options.IsStill && options.Sources.Count > 1)
            throw new SteerlensException(ExitCode.Usage, $"{options.Sources.Count} sources, and a film compares networks and maps on one: give one, or -o FILE.png for a still grid of pictures");
        if (options.IsStill && !(options.Output is not JobPlan.StandardOutput && InputFile.IsPicture(options.Output)))
            throw new SteerlensException(ExitCode.Usage, $"'{options.Output}' is no picture, and --at makes a still grid: end its name in .png or .jpg");
        if (options.IsStill && !options.Range.IsEverything)
            throw new SteerlensException(ExitCode.Usage, "--start, --end, --duration, --stride and --max-frames belong to films: a still grid takes --at TIME,..");
        if (options.Drawing.Layout == Layout.Overlay)
            throw new SteerlensException(ExitCode.Usage, "--layout overlay is for one film under an editor: a grid has no place for it, choose blend, focus, side-by-side or pip");
        if (options.IsStill && options.Sidecar is not null)
            throw new SteerlensException(ExitCode.Usage, "--sidecar writes lines for a film's frames, and this is a still grid: leave it out, or end the output's name as a film's");
        if (options is { Output: JobPlan.StandardOutput, Sidecar: SidecarWriter.StandardOutput })
            throw new SteerlensException(ExitCode.Usage, "the film and the sidecar can't both go to standard output: give one of them a file");
        var places = new OutputPlaces(options.Sources);
        places.Add(options.Output, "-o", options.Sources[0]);
        places.Add(options.Sidecar, "--sidecar", options.Sources[0]);
    }

    private static string DefaultOutput(string source, bool isStill)
    {
        var name = JobPlan.NameOf(source) + ".compared" + (isStill ? ".png" : ".mp4");
        if (!Path.Exists(source)) return name;
        var folder = Path.GetDirectoryName(Path.TrimEndingDirectorySeparator(source)) ?? "";
        return folder.Length == 0 || WholeFile.IsWritable(folder) ? Path.Combine(folder, name) : name;
    }
}
