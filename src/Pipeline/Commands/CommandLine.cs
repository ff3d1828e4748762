using System.CommandLine;
using System.CommandLine.Help;
using Steerlens.Pipeline.Commands.Parsing;

namespace Steerlens.Pipeline.Commands;

/// <summary>The <c>steerlens</c> command: parses, runs, and turns every failure into one line and an exit code.</summary>
internal static class CommandLine
{
    /// <summary>Runs a command line to its end.</summary>
    /// <param name="arguments">What follows <c>steerlens</c>.</param>
    /// <param name="context">What the commands are given.</param>
    /// <returns>What the process exits with.</returns>
    public static async Task<ExitCode> RunAsync(IReadOnlyList<string> arguments, CommandContext context)
    {
        var verbose = new Option<bool>("--verbose") { Description = "Tell failures with everything that is known about them", Recursive = true };
        var root = CreateRoot(context, verbose);
        var result = root.Parse(arguments, new ParserConfiguration { EnablePosixBundling = false });
        context.Console.IsVerbose = result.GetResult(verbose) is { Implicit: false } || context.Environment("STEERLENS_DEBUG") is "1" or "true";
        if (ParseFailure.Of(result) is { } failure)
        {
            context.Console.Note(failure);
            return ExitCode.Usage;
        }

        try
        {
            var code = (ExitCode)await result.InvokeAsync(new InvocationConfiguration
            {
                EnableDefaultExceptionHandler = false,
                // Signals are the interruption's: the parser's own handling would end the process two seconds after Ctrl-C.
                ProcessTerminationTimeout = null,
                Output = context.Console.Output,
                Error = context.Console.Error,
            }, CancellationToken.None);
            return code == ExitCode.Success ? context.Interruption.ExitCode ?? code : code;
        }
        catch (Exception exception)
        {
            return FailureReport.Write(exception, context.Console, context.Interruption);
        }
    }

    private static RootCommand CreateRoot(CommandContext context, Option<bool> verbose)
    {
        var root = new RootCommand("Shows, frame by frame, what a steering network looks at.");
        ExampledCommand[] commands =
        [
            AnnotateCommand.Create(context),
            ExplainCommand.Create(context),
            ProbeCommand.Create(context),
            DoctorCommand.Create(context),
            BenchCommand.Create(context),
            RenderCommand.Create(context),
        ];
        foreach (var command in commands) root.Subcommands.Add(command);
        root.Options.Add(verbose);
        foreach (var help in root.Options.OfType<HelpOption>()) help.Action = new HelpWithExamples(context.Console.Width);
        return root;
    }
}
