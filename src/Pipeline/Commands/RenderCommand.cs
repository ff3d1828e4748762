using System.CommandLine;
using Steerlens.Pipeline.Commands.Options;
using Steerlens.Pipeline.Commands.Parsing;
using Steerlens.Pipeline.Frames;
using Steerlens.Pipeline.Outputs;
using Steerlens.Pipeline.Scenes;

namespace Steerlens.Pipeline.Commands;

/// <summary><c>steerlens render</c>: a rendered road to a film.</summary>
internal static class RenderCommand
{
    /// <summary>Makes the command.</summary>
    public static ExampledCommand Create(CommandContext context)
    {
        var scene = new Argument<string>("SCENE") { Description = "A rendered road: " + string.Join(", ", SceneCatalog.Names.Select(name => SceneOptions.Prefix + name)) };
        var output = new ParsedOption<string>("--output", "FILE|-", "The film to write, or - for standard output", OptionValues.Text, "-o") { Required = true };
        var overwrite = new Option<bool>("--overwrite", "-y") { Description = "Replace outputs that exist" };
        var truth = new ParsedOption<string>("--truth", "FILE", "Write the true angle of each frame there as CSV", OptionValues.Text);
        var seed = new ParsedOption<int>("--seed", "N", "Which of the scene's roads; the same number makes the same road (default: 3)", OptionValues.Whole(0));
        var scatter = new ParsedOption<double>("--scatter", "0..1", "Vary look, road and place on the road from frame to frame, for training (default: 0)", OptionValues.Number(0, 1));
        var size = new ParsedOption<(int Width, int Height)?>("--size", "WxH", "Width and height (default: 1280x720)", OptionValues.Size);
        var rate = new ParsedOption<Rational>("--rate", "N", "Frames per second (default: 25)", OptionValues.Rate);
        var duration = new ParsedOption<TimeSpan>("--duration", "TIME", "The film's length (default: 12 s)", OptionValues.Length);
        var encoding = new EncodingOptionGroup(hasLayout: false);
        var progress = ProgressOption.Create();

        var command = new ExampledCommand(
            "render",
            "Renders a road with known truth into a film.",
            "steerlens render scene:coast-road -o coast.mp4",
            "steerlens render scene:highway -o highway.mp4 --truth highway.csv --seed 7 --duration 30")
        {
            HasScenes = true,
        };
        command.Arguments.Add(scene);
        foreach (var option in new Option[] { output, overwrite, truth, seed, scatter, size, rate, duration }) command.Options.Add(option);
        encoding.AddTo(command);
        command.Options.Add(progress);

        command.SetAction(async (result, _) =>
        {
            var reader = context.Reader(result);
            var address = result.GetValue(scene)!;
            if (!SceneOptions.IsAddress(address))
                throw new SteerlensException(ExitCode.Usage, $"'{address}' is no rendered road: give scene:NAME, like scene:coast-road");
            var own = SceneOptions.Parse(address);
            var road = own with
            {
                Seed = reader.ReadOrNull(seed) ?? own.Seed,
                Variation = reader.ReadOrNull(scatter) ?? own.Variation,
                Width = reader.Read(size, null)?.Width ?? own.Width,
                Height = reader.Read(size, null)?.Height ?? own.Height,
                Rate = reader.ReadOrNull(rate) ?? own.Rate,
            };
            // The address gives its length in frames at its own rate.
            var length = reader.ReadOrNull(duration)?.TotalSeconds ?? own.FrameCount / own.Rate.ToDouble();
            road = road with { FrameCount = Math.Max(1, (long)Math.Round(length * road.Rate.ToDouble())) };
            var options = new RenderOptions(road, result.GetValue(output)!)
            {
                Overwrite = reader.Read(overwrite),
                Truth = reader.Read(truth!, null),
                Encoding = encoding.Read(reader),
                Progress = reader.Read(progress, ProgressStyle.Auto),
            };
            var places = new OutputPlaces([]);
            places.Add(options.Output, "-o", address);
            places.Add(options.Truth, "--truth", address);
            if (options.Output is not JobPlan.StandardOutput) WholeFile.Prepare(options.Output, options.Overwrite);
            if (options.Truth is not null) WholeFile.Prepare(options.Truth, options.Overwrite);
            await context.Actions.RenderAsync(options, context.Console, context.Interruption);
        });
        return command;
    }
}
