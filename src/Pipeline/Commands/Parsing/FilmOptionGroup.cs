using System.CommandLine;
using Steerlens.Pipeline.Commands.Options;
using Steerlens.Pipeline.Frames;
using Steerlens.Pipeline.Outputs;
using Steerlens.Pipeline.Video;

namespace Steerlens.Pipeline.Commands.Parsing;

/// <summary>The options of every command that turns footage into an annotated film: what is explained and drawn, and how the work is done.</summary>
internal sealed class FilmOptionGroup
{
    private readonly MapOptionGroup _map = new();
    private readonly DrawingOptionGroup _drawing = new();
    private readonly EncodingOptionGroup _encoding = new();
    private readonly ParsedOption<Rational> _rate = new(
        "--rate", "N", $"Frames per second of a folder of images (default: {ImageFolderSource.DefaultRate.ToDouble()})", OptionValues.Rate);

    private readonly ParsedOption<ProgressStyle> _progress = ProgressOption.Create();
    private readonly DeviceOptionGroup _device = new();
    private readonly ParsedOption<int> _threads = new("--threads", "N", "Threads of the engine (default: one for each core)", OptionValues.Whole(1, 1024));
    private readonly NetworkOptionGroup _network = new();
    private readonly DoubtOptionGroup _doubt = new();

    /// <summary>Adds the options of the picture: map and drawing.</summary>
    public void AddPictureTo(Command command)
    {
        _map.AddTo(command);
        _drawing.AddTo(command);
    }

    /// <summary>Adds the other options.</summary>
    public void AddWorkTo(Command command)
    {
        _encoding.AddTo(command);
        foreach (var option in new Option[] { _rate, _progress }) command.Options.Add(option);
        _device.AddTo(command);
        command.Options.Add(_threads);
        _network.AddTo(command);
        _doubt.AddTo(command);
    }

    /// <summary>Whether the command line itself gives a rate.</summary>
    public bool HasRate(OptionReader reader) => reader.IsGiven(_rate);

    /// <summary>What was asked for.</summary>
    /// <exception cref="SteerlensException">The options contradict each other.</exception>
    public FilmChoices Read(OptionReader reader) => new()
    {
        Network = _network.Read(reader),
        Doubt = _doubt.Read(reader),
        Map = _map.Read(reader),
        Drawing = _drawing.Read(reader),
        Encoding = _encoding.Read(reader),
        ImageRate = reader.ReadOrNull(_rate),
        Progress = reader.Read(_progress, ProgressStyle.Auto),
        Device = _device.Read(reader),
        Threads = reader.Read(_threads, 0),
    };
}
