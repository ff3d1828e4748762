using System.CommandLine;
using Steerlens.Pipeline.Commands.Options;
using Steerlens.Pipeline.Commands.Parsing;

namespace Steerlens.Pipeline.Commands;

/// <summary><c>steerlens doctor</c>: what this machine has and what of it will be used.</summary>
internal static class DoctorCommand
{
    /// <summary>Makes the command.</summary>
    public static ExampledCommand Create(CommandContext context)
    {
        var json = new Option<bool>("--json") { Description = "Answer with one JSON object" };
        var network = new NetworkOptionGroup();
        var command = new ExampledCommand(
            "doctor",
            "Says what this machine has and what of it will be used, and checks the engine's numbers.",
            "steerlens doctor",
            "steerlens doctor --json",
            "steerlens doctor --network mine.onnx");
        command.Options.Add(json);
        network.AddTo(command);
        command.SetAction(async (result, _) =>
        {
            var options = new DoctorOptions(result.GetValue(json)) { Network = network.Read(context.Reader(result)) };
            return (int)await context.Actions.DoctorAsync(options, context.Console, context.Interruption.StopReading);
        });
        return command;
    }
}
