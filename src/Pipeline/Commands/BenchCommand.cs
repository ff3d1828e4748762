using System.CommandLine;
using Steerlens.Pipeline.Commands.Options;
using Steerlens.Pipeline.Commands.Parsing;
using Steerlens.Pipeline.Outputs;

namespace Steerlens.Pipeline.Commands;

/// <summary><c>steerlens bench</c>: how fast annotating is here, stage by stage.</summary>
internal static class BenchCommand
{
    private const string DefaultSource = "scene:coast-road";

    /// <summary>Makes the command.</summary>
    public static ExampledCommand Create(CommandContext context)
    {
        var source = new Argument<string?>("SOURCE")
        {
            Description = $"A film, a folder of images, or a rendered road (default: {DefaultSource}); a second of a road is drawn before and repeated",
            Arity = ArgumentArity.ZeroOrOne,
        };
        var output = new ParsedOption<string>("--output", "FILE", "The film to write (default: pictures are thrown away)", OptionValues.Text, "-o");
        var overwrite = new Option<bool>("--overwrite", "-y") { Description = "Replace an output that exists" };
        var defaults = new BenchOptions(DefaultSource);
        var frames = new ParsedOption<int>(
            "--frames", "N", $"Frames that are measured, where the source has as many (default: {defaults.Frames})", OptionValues.Whole(1, 1_000_000));
        var warmUp = new ParsedOption<int>("--warm-up", "N", $"Frames before those, which are not (default: {defaults.WarmUp})", OptionValues.Whole(1, 1_000_000));
        var json = new Option<bool>("--json") { Description = "Answer with one JSON object" };
        var baseline = new ParsedOption<string>("--baseline", "FILE", "Compare with an earlier answer of --json: ratios, now / then", OptionValues.Text);
        var film = new FilmOptionGroup();

        var command = new ExampledCommand(
            "bench",
            "Measures how fast annotating is on this machine, stage by stage.",
            "steerlens bench",
            "steerlens bench drive.mp4 -o out.mp4 --frames 1000",
            "steerlens bench --json > before.json",
            "steerlens bench --baseline before.json")
        {
            HasScenes = true,
        };
        command.Arguments.Add(source);
        foreach (var option in new Option[] { output, overwrite, frames, warmUp, json, baseline }) command.Options.Add(option);
        film.AddPictureTo(command);
        film.AddWorkTo(command);

        command.SetAction(async (result, _) =>
        {
            var reader = context.Reader(result);
            var options = new BenchOptions(SourceList.ExpandOne(result.GetValue(source) ?? DefaultSource), film.Read(reader))
            {
                Output = reader.Read(output!, null),
                Overwrite = reader.Read(overwrite),
                Frames = reader.Read(frames, defaults.Frames),
                WarmUp = reader.Read(warmUp, defaults.WarmUp),
                Json = reader.Read(json),
                Baseline = reader.Read(baseline!, null),
            };
            SourceList.RequireExistence(options.Source);
            if (options.Baseline is { } earlier && !Path.Exists(earlier))
                throw new SteerlensException(ExitCode.InputUnreadable, $"--baseline '{earlier}' does not exist: check the name (seen from {Environment.CurrentDirectory})");
            if (film.HasRate(reader)) AnnotateCommand.RequirePictures([options.Source]);
            await context.Actions.BenchAsync(WithOutput(options), context.Console, context.Interruption);
        });
        return command;
    }

    /// <summary>The options with the film's own name where a folder was given; refuses an output that can't be one.</summary>
    private static BenchOptions WithOutput(BenchOptions options)
    {
        if (options.Output is null) return options;
        if (options.Output is JobPlan.StandardOutput)
            throw new SteerlensException(ExitCode.Usage, "bench answers on standard output: give the film a file with -o, or leave -o out");
        var job = JobPlan.Of(new JobRequest([options.Source], options.Output), options.Drawing.Layout, WholeFile.IsWritable)[0];
        JobPlan.PrepareOutputs(job, options.Overwrite);
        return options with { Output = job.Output };
    }
}
