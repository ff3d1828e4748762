using System.CommandLine;
using Steerlens.Pipeline.Commands.Options;
using Steerlens.Pipeline.Commands.Parsing;
using Steerlens.Pipeline.Frames;
using Steerlens.Pipeline.Outputs;
using Steerlens.Pipeline.Scenes;

namespace Steerlens.Pipeline.Commands;

/// <summary><c>steerlens study</c>: how a network's angle and maps move with the look of one road.</summary>
internal static class StudyCommand
{
    private const long DefaultRate = 2;
    private const double DefaultSeconds = 60;

    private static readonly string[] DefaultMaps = ["occlusion", "gradcam", "visualbackprop"];

    /// <summary>Makes the command.</summary>
    public static ExampledCommand Create(CommandContext context)
    {
        var scene = new Argument<string>("SCENE")
        {
            Description = "The rendered road: " + string.Join(", ", SceneCatalog.Names.Select(name => SceneOptions.Prefix + name)) + " (default: scene:coast-road)",
            Arity = ArgumentArity.ZeroOrOne,
        };
        var output = new ParsedOption<string>("--output", "FOLDER", "The folder for study.png and study.csv", OptionValues.Text, "-o") { Required = true };
        var overwrite = new Option<bool>("--overwrite", "-y") { Description = "Replace outputs that exist" };
        var duration = new ParsedOption<TimeSpan>("--duration", "TIME", "How long the road is driven in each look (default: the address's, else 60 s)", OptionValues.Length);
        var rate = new ParsedOption<Rational>("--rate", "N", "Frames per second that are looked at (default: the address's, else 2)", OptionValues.Rate);
        var size = new ParsedOption<(int Width, int Height)?>("--size", "WxH", "Size of the rendered frames (default: the address's, else 640x360)", OptionValues.Size);
        var map = new MapOptionGroup(many: true, usual: DefaultMaps);
        var network = new NetworkOptionGroup();
        var progress = ProgressOption.Create();
        var device = new DeviceOptionGroup();
        var threads = new ParsedOption<int>("--threads", "N", "Threads of the engine (default: one for each core)", OptionValues.Whole(1, 1024));

        var command = new ExampledCommand(
            "study",
            "Drives one rendered road in different light, paint and weather: how the angle and the maps move.",
            "steerlens study -o study/",
            "steerlens study scene:highway --network my-network.onnx --maps occlusion,gradcam --duration 30 -o study/")
        {
            HasScenes = true,
        };
        command.Arguments.Add(scene);
        foreach (var option in new Option[] { output, overwrite, duration, rate, size }) command.Options.Add(option);
        map.AddTo(command);
        command.Options.Add(progress);
        device.AddTo(command);
        command.Options.Add(threads);
        network.AddTo(command);

        command.SetAction(async (result, _) =>
        {
            var reader = context.Reader(result);
            var address = result.GetValue(scene) ?? SceneOptions.Prefix + "coast-road";
            if (!SceneOptions.IsAddress(address))
                throw new SteerlensException(ExitCode.Usage, $"'{address}' is no rendered road, and only those can be driven in another look: give scene:NAME, like scene:coast-road");
            var given = SceneOptions.Parse(address);
            var often = reader.ReadOrNull(rate) ?? (SceneOptions.Sets(address, "rate") ? given.Rate : new Rational(DefaultRate, 1));
            var frame = reader.Read(size, null) ?? (SceneOptions.Sets(address, "size") ? (given.Width, given.Height) : (640, 360));
            var seconds = reader.ReadOrNull(duration)?.TotalSeconds ?? (SceneOptions.Sets(address, "duration") ? given.FrameCount / given.Rate.ToDouble() : DefaultSeconds);
            var road = given with { Rate = often, Width = frame.Width, Height = frame.Height, FrameCount = Math.Max(1, (long)Math.Round(seconds * often.ToDouble())) };
            var options = new StudyOptions(road, result.GetValue(output)!)
            {
                Address = address,
                Overwrite = reader.Read(overwrite),
                Network = network.Read(reader),
                Maps = map.AreGiven(reader) ? map.ReadAll(reader) : [.. DefaultMaps.Select(MapRequest.Default)],
                Progress = reader.Read(progress, ProgressStyle.Auto),
                Device = device.Read(reader),
                Threads = reader.Read(threads, 0),
            };
            OutputPlaces.RequireFile(options.Folder, "-o");
            using var folders = new NewFolders(options.SheetFile);
            WholeFile.Prepare(options.SheetFile, options.Overwrite);
            WholeFile.Prepare(options.TableFile, options.Overwrite);
            await context.Actions.StudyAsync(options, context.Console, context.Interruption.StopAtOnce());
        });
        return command;
    }
}
