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
        var device = DeviceOption.Create();
        var network = new NetworkOptionGroup();
        var command = new ExampledCommand(
            "doctor",
            "Says what this machine has and what of it will be used, and checks the engine's numbers.",
            "steerlens doctor",
            "steerlens doctor --json",
            "steerlens doctor --network mine.onnx",
            "steerlens doctor --device cuda");
        command.Options.Add(json);
        command.Options.Add(device);
        network.AddTo(command);
        command.SetAction(async (result, _) =>
        {
            var reader = context.Reader(result);
            var options = new DoctorOptions(reader.Read(json)) { Network = network.Read(reader), Device = reader.Read(device, default) };
            return (int)await context.Actions.DoctorAsync(options, context.Console, context.Interruption.StopReading);
        });
        return command;
    }
}
