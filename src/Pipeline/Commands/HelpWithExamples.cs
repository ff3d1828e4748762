using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using Steerlens.Kernels.Maps;
using Steerlens.Pipeline.Scenes;

namespace Steerlens.Pipeline.Commands;

/// <summary>The parser's help, followed by the command's examples and what stands behind its options.</summary>
internal sealed class HelpWithExamples(int width) : SynchronousCommandLineAction
{
    private readonly HelpAction _help = new() { MaxWidth = width };

    /// <inheritdoc/>
    public override bool ClearsParseErrors => true;

    /// <inheritdoc/>
    public override int Invoke(ParseResult parseResult)
    {
        var code = _help.Invoke(parseResult);
        var output = parseResult.InvocationConfiguration.Output;
        var command = parseResult.CommandResult.Command;
        string[] examples = command switch
        {
            ExampledCommand exampled => [.. exampled.Examples],
            _ => [.. command.Subcommands.OfType<ExampledCommand>().Select(sub => sub.Examples[0])],
        };
        if (command is ExampledCommand { HasAllMaps: true } && command.Options.Any(option => option.Name is "--map" or "--targets")) WriteMaps(output);
        output.WriteLine("Examples:");
        foreach (var example in examples) output.WriteLine("  " + example);
        output.WriteLine();
        if (command is ExampledCommand { Options.Count: > 3 } many)
        {
            if (many.HasScenes)
            {
                output.WriteLine("Rendered roads: scene:NAME?seed=7&duration=12&size=1280x720&rate=25&variation=0.5&without=ID&clock=1, everything after NAME optional:");
                output.WriteLine("  NAME " + string.Join(", ", SceneCatalog.Names) + "; duration in seconds; variation 0..1 varies look and road;");
                output.WriteLine("  without leaves out one object; clock=1 writes the time as black and white blocks along the bottom.");
                output.WriteLine("  Single changes of the look, as in docs/study.md:");
                output.WriteLine("  " + SceneFactors.Example);
                output.WriteLine();
            }

            output.WriteLine("Each option has a default in the environment: STEERLENS_ and its name, like STEERLENS_WINDOW_STRIDE=8.");
            output.WriteLine("@FILE reads more of the command line from a file.");
            output.WriteLine();
        }

        return code;
    }

    private void WriteMaps(TextWriter output)
    {
        output.WriteLine("Maps:");
        var indent = MapMethods.All.Max(method => method.Name.Length) + 4;
        foreach (var method in MapMethods.All)
        {
            var line = $"  {method.Name}".PadRight(indent);
            foreach (var word in method.Description.Split(' '))
            {
                if (line.Length + 1 + word.Length > width && line.Length > indent)
                {
                    output.WriteLine(line);
                    line = new string(' ', indent);
                }

                line += (line.Length > indent ? " " : "") + word;
            }

            output.WriteLine(line);
        }

        output.WriteLine();
    }
}
