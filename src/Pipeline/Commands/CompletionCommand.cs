using System.CommandLine;
using Steerlens.Pipeline.Commands.Completion;

namespace Steerlens.Pipeline.Commands;

/// <summary><c>steerlens completion</c>: words for the shell's tab key.</summary>
internal static class CompletionCommand
{
    /// <summary>Makes the command.</summary>
    public static ExampledCommand Create(CommandContext context)
    {
        var shell = new Argument<string>("SHELL") { Description = "One of " + string.Join(", ", CompletionScripts.Shells) };
        shell.CompletionSources.Add(_ => CompletionScripts.Shells.Select(name => new System.CommandLine.Completions.CompletionItem(name)));
        var command = new ExampledCommand(
            "completion",
            "Writes a script that lets the shell's tab key complete steerlens.",
            "source <(steerlens completion bash)",
            "source <(steerlens completion zsh)",
            "steerlens completion fish > ~/.config/fish/completions/steerlens.fish",
            "steerlens completion powershell | Out-String | Invoke-Expression");
        command.Arguments.Add(shell);
        command.SetAction(result =>
        {
            var name = result.GetValue(shell)!;
            if (!CompletionScripts.Shells.Contains(name, StringComparer.OrdinalIgnoreCase))
                throw new SteerlensException(ExitCode.Usage, $"there is no completion for '{name}': name one of {string.Join(", ", CompletionScripts.Shells)}");
            context.Console.Output.Write(CompletionScripts.Read(name));
        });
        return command;
    }
}
