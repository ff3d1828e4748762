using System.CommandLine;
using Steerlens.Pipeline.Commands.Options;

namespace Steerlens.Pipeline.Commands;

/// <summary><c>steerlens doctor</c>: what this machine has and what of it will be used.</summary>
internal static class DoctorCommand
{
    /// <summary>Makes the command.</summary>
    public static ExampledCommand Create(CommandContext context)
    {
        var json = new Option<bool>("--json") { Description = "Answer with one JSON object" };
        var command = new ExampledCommand(
            "doctor",
            "Says what this machine has and what of it will be used, and checks the engine's numbers.",
            "steerlens doctor",
            "steerlens doctor --json");
        command.Options.Add(json);
        command.SetAction(async (result, _) =>
            (int)await context.Actions.DoctorAsync(new DoctorOptions(result.GetValue(json)), context.Console, context.Interruption.StopReading));
        return command;
    }
}
