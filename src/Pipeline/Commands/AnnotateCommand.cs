using System.CommandLine;
using Steerlens.Kernels.Maps;
using Steerlens.Pipeline.Archive;
using Steerlens.Pipeline.Commands.Options;
using Steerlens.Pipeline.Commands.Parsing;
using Steerlens.Pipeline.Outputs;
using Steerlens.Pipeline.Scenes;

namespace Steerlens.Pipeline.Commands;

/// <summary><c>steerlens annotate</c>: films, folders of images and rendered roads to annotated films.</summary>
internal static class AnnotateCommand
{
    /// <summary>Makes the command.</summary>
    public static ExampledCommand Create(CommandContext context)
    {
        var sources = new Argument<string[]>("SOURCE")
        {
            Description = "Films, folders of images, labelled drives, globs (quoted, * ? and **), or rendered roads (scene:coast-road)",
            Arity = ArgumentArity.OneOrMore,
        };
        var output = new ParsedOption<string>(
            "--output", "FILE|FOLDER|-", "The film, a folder for it, or - for standard output (default: NAME.annotated.mp4 beside the source)",
            OptionValues.Text, "-o");
        var overwrite = new Option<bool>("--overwrite", "-y") { Description = "Replace outputs that exist" };
        var film = new FilmOptionGroup();
        var range = new RangeOptionGroup();
        var sidecar = new ParsedOption<string>(
            "--sidecar", "FILE|-|jsonl|csv", "Write one line for each frame: .jsonl, .csv, or - for JSON Lines on standard output; for an archive say jsonl or csv", OptionValues.Text);
        var maps = new ParsedOption<string>("--maps", "FOLDER", "Write each frame's raw map there as .npy (not for an archive)", MapFolder);

        var archive = new ArchiveOptionGroup();

        var command = new ExampledCommand(
            "annotate",
            "Annotates driving footage with what the steering network looks at.",
            "steerlens annotate drive.mp4",
            "steerlens annotate drive.mp4 -o out.mp4 --layout focus --sidecar out.jsonl",
            "steerlens annotate drive.mp4 --map gradcam --target auto --start 1:30 --duration 20",
            "steerlens annotate 'trips/*.mp4' -o annotated/",
            "steerlens annotate 'archive/**/*.mp4' --output-dir annotated/ --jobs 4 --skip-existing",
            "steerlens annotate 'scene:coast-road?duration=4' -o - | ffplay -")
        {
            HasScenes = true,
        };
        command.Arguments.Add(sources);
        command.Options.Add(output);
        command.Options.Add(overwrite);
        film.AddPictureTo(command);
        range.AddTo(command);
        command.Options.Add(sidecar);
        command.Options.Add(maps);
        archive.AddTo(command);
        film.AddWorkTo(command);

        command.SetAction(async (result, _) =>
        {
            var reader = context.Reader(result);
            var options = new AnnotateOptions(film.Read(reader)) { Overwrite = reader.Read(overwrite), Range = range.Read(reader) };
            if (archive.Read(reader, command, options.Drawing.Layout, context.Environment) is { } whole)
            {
                var films = ArchiveSources.Of(result.GetValue(sources)!, context.Console.Note);
                if (film.HasRate(reader)) RequirePictures(films.Select(source => source.Path));
                return (int)await context.Actions.ArchiveAsync(films, whole, options, context.Console, context.Interruption);
            }

            var found = SourceList.Expand(result.GetValue(sources)!);
            if (film.HasRate(reader)) RequirePictures(found);
            var request = new JobRequest(
                found, reader.Read(output!, null), reader.Read(sidecar!, null), reader.Read(maps!, null));
            return (int)await AnnotateAllAsync(JobPlan.Of(request, options.Drawing.Layout, WholeFile.IsWritable), options, context);
        });
        return command;
    }

    /// <summary>A folder's name. Other commands take a list of maps by the same option, and such a list is no name for a folder.</summary>
    private static string MapFolder(string text)
    {
        var words = text.Split(',', StringSplitOptions.TrimEntries);
        return words.Length > 1 && words.All(word => MapMethods.All.Any(method => method.Name.Equals(word, StringComparison.OrdinalIgnoreCase)))
            ? throw new FormatException($"'{text}' lists maps, and a folder for raw maps was expected: choose one map with --map {words[0]}, or put several side by side with steerlens compare SOURCE --maps {text}")
            : OptionValues.Text(text);
    }

    /// <summary>Films and rendered roads have a rate of their own, which no option changes.</summary>
    internal static void RequirePictures(IEnumerable<string> sources)
    {
        var other = sources.FirstOrDefault(source => (Path.Exists(source) || SceneOptions.IsAddress(source)) && !SourceList.IsPictures(source));
        if (other is null) return;
        var advice = SceneOptions.IsAddress(other) ? "give a rendered road its rate in its address, as in scene:coast-road?rate=30" : "leave it out";
        throw new SteerlensException(ExitCode.Usage, $"--rate belongs to folders of images, and '{other}' has a rate of its own: {advice}");
    }

    /// <summary>Annotates one source after the other; a failure does not stop the rest.</summary>
    private static async Task<ExitCode> AnnotateAllAsync(IReadOnlyList<AnnotateJob> jobs, AnnotateOptions options, CommandContext context)
    {
        var failures = 0;
        var lastFailure = ExitCode.Success;
        foreach (var job in jobs)
        {
            if (context.Interruption.StopReading.IsCancellationRequested) break;
            try
            {
                SourceList.RequireExistence(job.Source);
                JobPlan.PrepareOutputs(job, options.Overwrite);
                await context.Actions.AnnotateAsync(job, options, context.Console, context.Interruption);
            }
            catch (Exception exception)
            {
                lastFailure = FailureReport.Write(exception, context.Console, context.Interruption);
                failures++;
            }
        }

        if (context.Interruption.ExitCode is { } signalled && lastFailure is ExitCode.Success) return signalled;
        if (failures == 0) return ExitCode.Success;
        if (jobs.Count == 1) return lastFailure;
        context.Console.Note($"{failures} of {jobs.Count} sources failed");
        return ExitCode.SomeInputsFailed;
    }
}
