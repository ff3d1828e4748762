using System.CommandLine;
using System.CommandLine.Completions;
using System.CommandLine.Help;
using Steerlens.Pipeline.Commands.Completion;
using Steerlens.Pipeline.Commands.Parsing;
using Steerlens.Pipeline.Scenes;

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
        var result = root.Parse(WithoutHelpCommand(arguments), new ParserConfiguration { EnablePosixBundling = false });
        context.Console.IsVerbose = result.GetResult(verbose) is { Implicit: false } || context.Environment("STEERLENS_DEBUG") is "1" or "true";
        if (ParseFailure.Of(result) is { } failure)
        {
            context.Console.Note(failure);
            return arguments.Count == 0 ? ShowHelp(root, context) : ExitCode.Usage;
        }

        try
        {
            MisspeltVariables.Note(root, context);
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

    /// <summary>A bare command gets the help, too: whoever types it looks for one.</summary>
    private static ExitCode ShowHelp(RootCommand root, CommandContext context)
    {
        try
        {
            root.Parse(["--help"]).Invoke(new InvocationConfiguration { EnableDefaultExceptionHandler = false, Output = context.Console.Output, Error = context.Console.Error });
            return ExitCode.Usage;
        }
        catch (SteerlensException exception)
        {
            return FailureReport.Write(exception, context.Console, context.Interruption);
        }
    }

    /// <summary><c>help annotate</c> means <c>annotate --help</c>.</summary>
    private static IReadOnlyList<string> WithoutHelpCommand(IReadOnlyList<string> arguments) =>
        arguments is ["help", ..] ? [.. arguments.Skip(1), "--help"] : arguments;

    private static RootCommand CreateRoot(CommandContext context, Option<bool> verbose)
    {
        var root = new RootCommand("Shows, frame by frame, what a steering network looks at.");
        ExampledCommand[] commands =
        [
            AnnotateCommand.Create(context),
            LiveCommand.Create(context),
            ExplainCommand.Create(context),
            CompareCommand.Create(context),
            InspectCommand.Create(context),
            ExportCommand.Create(context),
            ProbeCommand.Create(context),
            DoctorCommand.Create(context),
            BenchCommand.Create(context),
            EvaluateCommand.Create(context),
            VerifyCommand.Create(context),
            RenderCommand.Create(context),
            StudyCommand.Create(context),
            MaskCommand.Create(context),
            CompletionCommand.Create(context),
            ManualCommand.Create(context),
        ];
        foreach (var command in commands)
        {
            if (command.HasScenes) command.Arguments[0].CompletionSources.Add(_ => SceneCatalog.Names.Select(name => new CompletionItem(SceneOptions.Prefix + name)));

            // Words for the tab key are not all that may stand there: help shows the argument's name.
            foreach (var argument in command.Arguments) argument.HelpName ??= argument.Name;
            root.Subcommands.Add(command);
        }

        root.Options.Add(verbose);
        foreach (var suggest in root.Directives.OfType<SuggestDirective>()) suggest.Action = new CommandLineSuggestions(suggest);
        foreach (var help in root.Options.OfType<HelpOption>()) help.Action = new HelpWithExamples(context.Console.Width);
        return root;
    }
}
