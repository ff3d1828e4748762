using System.CommandLine;
using Steerlens.Pipeline.Commands.Manual;
using Steerlens.Pipeline.Diagnosis;

namespace Steerlens.Pipeline.Commands;

/// <summary><c>steerlens manual</c>: all help as a manual page.</summary>
internal static class ManualCommand
{
    /// <summary>Makes the command.</summary>
    public static ExampledCommand Create(CommandContext context)
    {
        var command = new ExampledCommand(
            "manual",
            "Writes the manual page: all commands and options, for man.",
            "steerlens manual > steerlens.1 && man ./steerlens.1");
        command.SetAction(result => ManualPage.Write((RootCommand)result.RootCommandResult.Command, MachineFacts.ProgramVersion, context.Console.Output));
        return command;
    }
}
