using System.CommandLine;
using Steerlens.Pipeline.Commands.Options;
using Steerlens.Pipeline.Commands.Parsing;
using Steerlens.Pipeline.Frames;
using Steerlens.Pipeline.Outputs;

namespace Steerlens.Pipeline.Commands;

/// <summary><c>steerlens render</c>: a rendered road to a film.</summary>
internal static class RenderCommand
{
    private const string Prefix = "scene:";

    /// <summary>Makes the command.</summary>
    public static ExampledCommand Create(CommandContext context)
    {
        var scene = new Argument<string>("SCENE") { Description = "A rendered road: scene:NAME" };
        var output = new ParsedOption<string>("--output", "FILE|-", "The film to write, or - for standard output", OptionValues.Text, "-o") { Required = true };
        var overwrite = new Option<bool>("--overwrite", "-y") { Description = "Replace outputs that exist" };
        var truth = new ParsedOption<string>("--truth", "FILE", "Write the true angle of each frame there as CSV", OptionValues.Text);
        var seed = new ParsedOption<int>("--seed", "N", "Which of the scene's roads; the same number makes the same road (default: 1)", OptionValues.Whole(0));
        var scatter = new ParsedOption<double>("--scatter", "0..1", "Vary look, road, and place on the road from frame to frame, for training (default: 0)", OptionValues.Number(0, 1));
        var size = new ParsedOption<(int Width, int Height)?>("--size", "WxH", "Width and height (default: the scene's own)", OptionValues.Size);
        var rate = new ParsedOption<Rational>("--rate", "N", "Frames per second (default: the scene's own)", OptionValues.Rate);
        var duration = new ParsedOption<TimeSpan>("--duration", "TIME", "The film's length (default: the scene's own)", OptionValues.Length);
        var encoding = new EncodingOptionGroup();
        var progress = ProgressOption.Create();

        var command = new ExampledCommand(
            "render",
            "Renders a road with known truth into a film.",
            "steerlens render scene:coast-road -o coast.mp4",
            "steerlens render scene:coast-road -o coast.mp4 --truth coast.csv --seed 7 --duration 30");
        command.Arguments.Add(scene);
        foreach (var option in new Option[] { output, overwrite, truth, seed, scatter, size, rate, duration }) command.Options.Add(option);
        encoding.AddTo(command);
        command.Options.Add(progress);

        command.SetAction(async (result, _) =>
        {
            var reader = context.Reader(result);
            var name = result.GetValue(scene)!;
            if (!name.StartsWith(Prefix, StringComparison.Ordinal) || name.Length == Prefix.Length)
                throw new SteerlensException(ExitCode.Usage, $"'{name}' is no rendered road: give scene:NAME, like scene:coast-road");
            var options = new RenderOptions(name, result.GetValue(output)!)
            {
                Overwrite = reader.Read(overwrite),
                Truth = reader.Read(truth!, null),
                Seed = reader.ReadOrNull(seed),
                Scatter = reader.ReadOrNull(scatter),
                Size = reader.Read(size, null),
                Rate = reader.ReadOrNull(rate),
                Duration = reader.ReadOrNull(duration),
                Encoding = encoding.Read(reader),
                Progress = reader.Read(progress, ProgressStyle.Auto),
            };
            if (options.Output is not JobPlan.StandardOutput) OutputFile.Prepare(options.Output, options.Overwrite);
            if (options.Truth is not null) OutputFile.Prepare(options.Truth, options.Overwrite);
            await context.Actions.RenderAsync(options, context.Console, context.Interruption);
        });
        return command;
    }
}
