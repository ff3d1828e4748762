using System.CommandLine;
using Steerlens.Pipeline.Commands.Options;
using Steerlens.Pipeline.Commands.Parsing;
using Steerlens.Pipeline.Compositing;
using Steerlens.Pipeline.Frames;
using Steerlens.Pipeline.Video;

namespace Steerlens.Pipeline.Commands;

/// <summary><c>steerlens live</c>: a camera, a stream, a film or a rendered road with its map, on a page.</summary>
internal static class LiveCommand
{
    private const int LargestPort = 65_535;

    /// <summary>Makes the command.</summary>
    public static ExampledCommand Create(CommandContext context)
    {
        var source = new Argument<string>("SOURCE")
        {
            Description = "A camera (0, /dev/video0), an address (rtsp://, http://, udp://, ..), a film, a folder of images, or a rendered road (scene:coast-road)",
        };
        var port = new ParsedOption<int>("--port", "N", $"The port of the page; 0 for any that is free (default: {LiveOptions.DefaultPort})", OptionValues.Whole(0, LargestPort));
        var listen = new ParsedOption<string>("--listen", "ADDRESS", "Let other machines in by this address of yours, with the token in the printed link (default: this machine alone)", OptionValues.Text);
        var open = new Option<bool>("--open") { Description = "Open the page in the browser" };
        var pictures = new ParsedOption<string>("--pictures", "FOLDER", "Pictures to flip through beside the source", OptionValues.Text);
        var folder = new ParsedOption<string>("--record-dir", "FOLDER", "Where recordings go (default: the working folder)", OptionValues.Text);
        var loop = new Option<bool>("--loop") { Description = "Play a film again and again" };
        var rate = new ParsedOption<Rational>("--rate", "N", $"Frames per second of a folder of images (default: {ImageFolderSource.DefaultRate.ToDouble()})", OptionValues.Rate);
        var device = new DeviceOptionGroup();
        var threads = new ParsedOption<int>("--threads", "N", "Threads of the engine (default: one for each core)", OptionValues.Whole(1, 1024));
        var map = new MapOptionGroup(many: false, usualCheck: 0);
        var drawing = new DrawingOptionGroup(hasInstruments: false, hasOverlay: false);
        var network = new NetworkOptionGroup(many: true, "--network");
        var doubt = new DoubtOptionGroup();

        var command = new ExampledCommand(
            "live",
            "Shows a camera, a stream, a film or a rendered road with its map as it happens, on a page in the browser.",
            "steerlens live scene:coast-road",
            "steerlens live 0 --map occlusion*gradcam --open",
            "steerlens live rtsp://camera.local/stream --record-dir drives/",
            "steerlens live drive.mp4 --loop --network pilotnet,untrained:pilotnet --port 8500",
            "steerlens live 0 --listen 192.168.1.20")
        {
            HasScenes = true,
        };
        command.Arguments.Add(source);
        foreach (var option in new Option[] { port, listen, open, pictures, folder, loop, rate }) command.Options.Add(option);
        map.AddTo(command);
        drawing.AddTo(command);
        device.AddTo(command);
        command.Options.Add(threads);
        doubt.AddTo(command);
        network.AddTo(command);

        command.SetAction(async (result, _) =>
        {
            var reader = context.Reader(result);
            var options = new LiveOptions(SourceList.ExpandOne(result.GetValue(source)!))
            {
                Port = reader.Read(port, LiveOptions.DefaultPort),
                Listen = reader.Read(listen!, null),
                Open = reader.Read(open),
                Pictures = reader.Read(pictures!, null),
                RecordFolder = reader.Read(folder!, null),
                Loop = reader.Read(loop),
                ImageRate = reader.ReadOrNull(rate),
                Networks = network.ReadAll(reader),
                Doubt = doubt.Read(reader),
                Map = map.Read(reader),
                Drawing = drawing.Read(reader),
                Device = device.Read(reader),
                Threads = reader.Read(threads, 0),
            };
            if (reader.IsGiven(rate)) AnnotateCommand.RequirePictures([options.Source]);
            if (options.Drawing.Layout == Layout.Overlay)
                throw new SteerlensException(ExitCode.Usage, "--layout overlay is for films that an editor lays over others: choose blend, focus, side-by-side or pip for a page");
            OutputPlaces.RequireFile(options.RecordFolder, "--record-dir");
            await context.Actions.LiveAsync(options, context.Console, context.Interruption);
        });
        return command;
    }
}
