using System.CommandLine;
using Steerlens.Models;
using Steerlens.Pipeline.Commands.Options;
using Steerlens.Pipeline.Commands.Parsing;
using Steerlens.Pipeline.Drives;
using Steerlens.Pipeline.Outputs;
using Steerlens.Pipeline.Scenes;
using Steerlens.Pipeline.Video;

namespace Steerlens.Pipeline.Commands;

/// <summary><c>steerlens inspect</c>: what a network is made of.</summary>
internal static class InspectCommand
{
    /// <summary>Makes the command.</summary>
    public static ExampledCommand Create(CommandContext context)
    {
        var name = new Argument<string?>("NETWORK")
        {
            Description = $"An ONNX file, a shipped network's name, or untrained:NAME (default: {DefaultNetwork.Name})",
            Arity = ArgumentArity.ZeroOrOne,
        };
        var json = new Option<bool>("--json") { Description = "Answer with one JSON object" };
        var pictures = new InspectOptionGroup();
        var device = new DeviceOptionGroup();
        var threads = new ParsedOption<int>("--threads", "N", "Threads of the engine (default: one for each core)", OptionValues.Whole(1, 1024));
        var network = new NetworkOptionGroup();
        var command = new ExampledCommand(
            "inspect",
            "Lists a network's layers, draws its weights, activations or filters, or finds its input contract on a labelled drive.",
            "steerlens inspect",
            "steerlens inspect mine.onnx --json",
            "steerlens inspect --weights weights.png --twin",
            "steerlens inspect --activations drive.mp4 --at 12 --layers conv3 -o conv3.png",
            "steerlens inspect --filters conv3 --channels 0,1,2,3 -o filters.png",
            "steerlens inspect mine.onnx --against drive/ --write mine-found.onnx")
        {
            HasScenes = true,
        };
        command.Arguments.Add(name);
        command.Options.Add(json);
        pictures.AddTo(command);
        device.AddTo(command);
        command.Options.Add(threads);
        network.AddTo(command);
        command.SetAction(async (result, _) =>
        {
            var reader = context.Reader(result);
            var options = pictures.Read(reader) with
            {
                Network = NetworkOptionGroup.Named(network.Read(reader), result.GetValue(name)),
                Json = reader.Read(json),
                Device = device.Read(reader),
                Threads = reader.Read(threads, 0),
            };
            using var folders = new NewFolders(options.Output.Length > 0 ? options.Output : options.Weights ?? ".");
            Check(options);
            // A search for filters ends with what it has found so far; pictures and tables are made whole or not at all.
            await context.Actions.InspectAsync(options, context.Console, options.Filters is null ? context.Interruption.StopAtOnce() : context.Interruption.StopReading);
        });
        return command;
    }

    private static void Check(InspectOptions options)
    {
        if (options.Json && options is not { Weights: null, Activations: null, Filters: null }) throw Usage("--json is for the table of the layers: leave it out where pictures are drawn");
        if (options is { Twin: true, Weights: null, Activations: null, Filters: null }) throw Usage("--twin stands beside a picture: give --weights, --activations or --filters");
        if (options is { Device.IsAsked: true, Activations: null, Filters: null }) throw Usage("--device says where --activations and --filters are computed: give one of them, or leave it out");
        if (options.Against is { } against) CheckSearch(against, options);
        var sources = new List<string?> { options.Network.File is { } file && File.Exists(file) ? file : null, options.Activations?.Source, options.Filters?.From };
        if (options.Activations is { } activations) SourceList.RequireExistence(activations.Source);
        if (options.Activations is { At: not null } still && InputFile.IsPicture(still.Source)) throw Usage($"--at is the time of a film's frame, and '{still.Source}' is one picture: leave it out");
        if (options.Filters?.From is { } from)
        {
            if (SceneOptions.IsAddress(from) || Directory.Exists(from)) throw Usage($"--from '{from}' is no picture: name one");
            SourceList.RequireExistence(from, "picture");
        }

        var places = new OutputPlaces(sources.OfType<string>());
        if (options.Against?.Write is { } write) WholeFile.Prepare(write, options.Overwrite);
        Place(places, options.Weights, "--weights", options.Overwrite);
        if (options.Activations is not null || options.Filters is not null) Place(places, options.Output, "-o", options.Overwrite);
    }

    private static void CheckSearch(ContractSearchOptions search, InspectOptions options)
    {
        if (options is not { Weights: null, Activations: null, Filters: null }) throw Usage("--against finds a contract, and pictures are drawn with one: do the one after the other");
        LabelFiles.Require(search.Drive);
        if (search.Write is not { } path) return;
        if (options.Network.File is not { } file || !File.Exists(file)) throw Usage($"--write changes a copy of a network's file, and '{options.Network.File ?? DefaultNetwork.Name}' is none: name an ONNX file");
        if (!Path.GetExtension(path).Equals(".onnx", StringComparison.OrdinalIgnoreCase)) throw Usage($"--write '{path}' is no network's name: end it in .onnx");
        OutputPlaces.RequireFile(path, "--write");
    }

    private static void Place(OutputPlaces places, string? path, string option, bool overwrite)
    {
        if (path is null) return;
        if (path is JobPlan.StandardOutput || Path.GetExtension(path).ToLowerInvariant() is not (".png" or ".jpg" or ".jpeg"))
            throw Usage($"{option} '{path}' is no picture's name: end it in .png or .jpg");
        places.Add(path, option, "inspect");
        WholeFile.Prepare(path, overwrite);
    }

    private static SteerlensException Usage(string message) => new(ExitCode.Usage, message);
}
