using System.CommandLine;
using Steerlens.Kernels.Maps;
using Steerlens.Models;
using Steerlens.Pipeline.Commands.Options;
using Steerlens.Pipeline.Commands.Parsing;
using Steerlens.Pipeline.Outputs;

namespace Steerlens.Pipeline.Commands;

/// <summary><c>steerlens export</c>: a network and its map as one ONNX file.</summary>
internal static class ExportCommand
{
    private const string Ending = ".onnx";

    private static readonly MapLimits Limits = new(["occlusion", "gradcam"], [Target.Signed, Target.Left, Target.Right, Target.Auto, Target.Hold], [Fill.Mean, Fill.Black]);

    /// <summary>Makes the command.</summary>
    public static ExampledCommand Create(CommandContext context)
    {
        var name = new Argument<string?>("NETWORK")
        {
            Description = $"An ONNX file, or a shipped network's name (default: {DefaultNetwork.Name})",
            Arity = ArgumentArity.ZeroOrOne,
        };
        var output = new ParsedOption<string>("--output", "FILE", "The ONNX file to write", OptionValues.Text, "-o") { Required = true };
        var overwrite = new Option<bool>("--overwrite", "-y") { Description = "Replace an output that exists" };
        var map = new MapOptionGroup(ofFilms: false, limits: Limits);
        var network = new NetworkOptionGroup();
        var command = new ExampledCommand(
            "export",
            "Writes a network whose outputs are the angle and its map, as an ONNX file for any runtime: --map gradcam or occlusion.",
            "steerlens export -o explained.onnx --map gradcam",
            "steerlens export mine.onnx -o explained.onnx --map gradcam --layer conv4 --target auto",
            "steerlens export mine.onnx -o explained.onnx --map occlusion --sizes 20 --window-stride 10")
        {
            HasAllMaps = false,
        };
        command.Arguments.Add(name);
        command.Options.Add(output);
        command.Options.Add(overwrite);
        map.AddTo(command);
        network.AddTo(command);
        command.SetAction(async (result, _) =>
        {
            var reader = context.Reader(result);
            var options = new ExportOptions(reader.Read(output!, "")!)
            {
                Network = NetworkOptionGroup.Named(network.Read(reader), result.GetValue(name)),
                Map = map.Read(reader),
                Overwrite = reader.Read(overwrite),
            };
            if (!Path.GetExtension(options.Output).Equals(Ending, StringComparison.OrdinalIgnoreCase))
                throw new SteerlensException(ExitCode.Usage, $"-o '{options.Output}' is no network's name: end it in {Ending}");
            var places = new OutputPlaces(options.Network.File is { } file && File.Exists(file) ? [file] : []);
            places.Add(options.Output, "-o", options.Network.File ?? DefaultNetwork.Name);
            using var folders = new NewFolders(options.Output);
            WholeFile.Prepare(options.Output, options.Overwrite);
            await context.Actions.ExportAsync(options, context.Console, context.Interruption.StopAtOnce());
        });
        return command;
    }
}
