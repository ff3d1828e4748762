using System.CommandLine;
using Steerlens.Pipeline.Archive;
using Steerlens.Pipeline.Commands.Options;
using Steerlens.Pipeline.Compositing;
using Steerlens.Pipeline.Outputs;

namespace Steerlens.Pipeline.Commands.Parsing;

/// <summary>The options that make one run of a whole archive.</summary>
internal sealed class ArchiveOptionGroup
{
    // What changes how the work is done, and nothing of what is written.
    private static readonly string[] OfTheWork =
        ["--output", "--output-dir", "--overwrite", "--jobs", "--skip-existing", "--shard", "--shards", "--report", "--progress", "--threads", "--device", "--verbose", "--help"];

    private readonly ParsedOption<string> _folder = new(
        "--output-dir", "FOLDER", "Annotate an archive: all films go below this folder, with markers of what is done and a report", OptionValues.Text);

    private readonly ParsedOption<int> _jobs = new("--jobs", "N", "Archive: films at a time (default: one for each four cores)", OptionValues.Whole(1, 256));
    private readonly Option<bool> _skip = new("--skip-existing") { Description = "Archive: go on with an earlier run; films that are done with these settings, network and source stay as they are" };
    private readonly Option<bool> _join = new("--join") { Description = "Archive: put the segments of a dashcam together first, up to each gap in time" };
    private readonly ParsedOption<Shard> _shard = new(
        "--shard", "I/N", "Archive: only this part of it, balanced by size (default: what Slurm's or Kubernetes' array task says, else everything)", Shard.Parse);

    private readonly ParsedOption<int> _shards = new("--shards", "N", "Archive: how many parts there are, where the environment tells only which one this is", OptionValues.Whole(1, 1_000_000));
    private readonly Option<bool> _report = new("--report") { Description = "Archive: only make the report, of all parts" };

    private Option[] All => [_folder, _jobs, _skip, _join, _shard, _shards, _report];

    /// <summary>Adds the options to a command.</summary>
    public void AddTo(Command command)
    {
        foreach (var option in All) command.Options.Add(option);
    }

    /// <summary>What was asked for; null where it is no archive.</summary>
    /// <param name="reader">The command line.</param>
    /// <param name="command">The command, for its other options.</param>
    /// <param name="layout">The layout.</param>
    /// <param name="environment">Looks an environment variable up.</param>
    /// <exception cref="SteerlensException">The options contradict each other.</exception>
    public ArchiveOptions? Read(OptionReader reader, Command command, Layout layout, Func<string, string?> environment)
    {
        if (reader.Read(_folder!, null) is not { } folder)
        {
            if (Array.Find(All, reader.IsGiven) is { } stray) throw Usage($"{stray.Name} belongs to a whole archive: give --output-dir FOLDER, too");
            return null;
        }

        foreach (var (option, instead) in new[] { ("--output", "films of an archive go to --output-dir"), ("--maps", "raw maps are written for one film at a time: annotate it without --output-dir") })
        {
            if (reader.IsGiven(command.Options.First(other => string.Equals(other.Name, option, StringComparison.Ordinal)))) throw Usage($"{option} can't be given together with --output-dir: {instead}");
        }

        OutputPlaces.RequireFile(folder, "--output-dir");
        if (folder is JobPlan.StandardOutput) throw Usage("--output-dir '-': the films of an archive don't go to standard output: name a folder");
        if (File.Exists(folder)) throw new SteerlensException(ExitCode.OutputUnwritable, $"--output-dir '{folder}' is a file: name a folder");
        WholeFile.RequireFolders(folder);
        if (reader.Read(_skip) && reader.IsGiven(command.Options.First(option => option.Name is "--overwrite")))
            throw Usage("-y makes everything anew and --skip-existing leaves what is done: give one of them");
        var count = reader.ReadOrNull(_shards);
        var given = reader.ReadOrNull(_shard);
        if (given is not null && count is not null) throw Usage($"--shard {given} says how many parts there are: leave --shards out");
        var shard = given ?? Shard.OfEnvironment(count, environment);
        if (count is not null && shard is null) throw Usage($"--shards {count} says how many parts there are, and nothing says which of them this is: give --shard 1/{count}, or run it as a task of an array");
        return new ArchiveOptions(folder)
        {
            Jobs = reader.ReadOrNull(_jobs),
            SkipExisting = reader.Read(_skip),
            Join = reader.Read(_join),
            Shard = shard ?? Shard.Everything,
            ReportOnly = reader.Read(_report),
            Sidecar = Sidecar(reader.TextOf(command.Options.First(option => option.Name is "--sidecar"))),
            Settings = string.Join('\n', command.Options
                .Where(option => !OfTheWork.Contains(option.Name, StringComparer.Ordinal))
                .Select(option => (option.Name, Text: reader.TextOf(option)))
                .Where(setting => setting.Text is not null)
                .Select(setting => $"{setting.Name}={setting.Text}")
                .Append($"layout={layout}")
                .Order(StringComparer.Ordinal)),
        };
    }

    private static string? Sidecar(string? text) => text?.TrimStart('.').ToLowerInvariant() switch
    {
        null => null,
        "jsonl" => ".jsonl",
        "csv" => ".csv",
        _ => throw Usage($"--sidecar '{text}': the sidecars of an archive stand beside its films: say jsonl or csv"),
    };

    private static SteerlensException Usage(string message) => new(ExitCode.Usage, message);
}
