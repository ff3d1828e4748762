using System.CommandLine;
using Steerlens.Pipeline.Commands.Options;
using Steerlens.Pipeline.Commands.Parsing;
using Steerlens.Pipeline.Frames;
using Steerlens.Pipeline.Video;

namespace Steerlens.Pipeline.Commands;

/// <summary><c>steerlens probe</c>: what would happen with a source.</summary>
internal static class ProbeCommand
{
    /// <summary>Makes the command.</summary>
    public static ExampledCommand Create(CommandContext context)
    {
        var source = new Argument<string>("SOURCE") { Description = "A film, a folder of images, a labelled drive, or a rendered road (scene:coast-road)" };
        var rate = new ParsedOption<Rational>("--rate", "N", $"Frames per second of a folder of images (default: {ImageFolderSource.DefaultRate.ToDouble()})", OptionValues.Rate);
        var json = new Option<bool>("--json") { Description = "Answer with one JSON object" };
        var network = new NetworkOptionGroup();
        var command = new ExampledCommand(
            "probe",
            "Says what a source holds and what annotate would do with it, without doing it.",
            "steerlens probe drive.mp4",
            "steerlens probe drive.mp4 --json",
            "steerlens probe drive.mp4 --network mine.onnx")
        {
            HasScenes = true,
        };
        command.Arguments.Add(source);
        command.Options.Add(rate);
        command.Options.Add(json);
        network.AddTo(command);
        command.SetAction((result, _) =>
        {
            var reader = context.Reader(result);
            var options = new ProbeOptions(SourceList.ExpandOne(result.GetValue(source)!), result.GetValue(json))
            {
                ImageRate = reader.ReadOrNull(rate),
                Network = network.Read(reader),
            };
            SourceList.RequireExistence(options.Source);
            if (reader.IsGiven(rate)) AnnotateCommand.RequirePictures([options.Source]);
            return context.Actions.ProbeAsync(options, context.Console, context.Interruption.StopReading);
        });
        return command;
    }
}
