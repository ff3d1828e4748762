using System.CommandLine;
using Steerlens.Kernels.Engines;
using Steerlens.Pipeline.Commands.Parsing;
using Steerlens.Pipeline.Compositing;
using Steerlens.Pipeline.Video;

namespace Steerlens.Pipeline.Commands;

/// <summary>Environment variables that look like ours and mean nothing: most likely misspelt.</summary>
internal static class MisspeltVariables
{
    private const string Prefix = "STEERLENS_";

    // What the launchers, the tests and other floors read.
    private static readonly string[] Others =
    [
        InstructionSets.Variable, FfmpegTools.FolderVariable, FfmpegRunners.Variable, FocusBlends.Variable,
        Prefix + "DEBUG", Prefix + "NO_INSTALL", Prefix + "DATA", Prefix + "ROOT", Prefix + "APP", Prefix + "MEMORY", Prefix + "PROGRAM", Prefix + "FUZZ", Prefix + "FUZZ_SEED",
    ];

    /// <summary>Names them in one note, if there are any.</summary>
    public static void Note(RootCommand root, CommandContext context)
    {
        var known = root.Subcommands.SelectMany(command => command.Options).Select(OptionReader.VariableOf).Concat(Others).ToHashSet(StringComparer.OrdinalIgnoreCase);
        var unknown = context.Variables().Where(name => name.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase) && !known.Contains(name)).Order(StringComparer.Ordinal).ToList();
        if (unknown.Count == 0) return;
        var named = unknown.Select(name => name + ParseFailure.Suggestion(name, known));
        context.Console.Note($"no option belongs to the environment's {string.Join(", ", named)}; see steerlens COMMAND --help");
    }
}
