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
    private readonly ParsedOption<int> _threads = new("--threads", "N", "Threads of the engine (default: one for each core)", OptionValues.Whole(1, 1024));
    private readonly NetworkOptionGroup _network = new();

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
        foreach (var option in new Option[] { _rate, _progress, _threads }) command.Options.Add(option);
        _network.AddTo(command);
    }

    /// <summary>Whether the command line itself gives a rate.</summary>
    public bool HasRate(OptionReader reader) => reader.IsGiven(_rate);

    /// <summary>What was asked for.</summary>
    /// <exception cref="SteerlensException">The options contradict each other.</exception>
    public FilmChoices Read(OptionReader reader) => new(
        _network.Read(reader),
        _map.Read(reader),
        _drawing.Read(reader),
        _encoding.Read(reader),
        reader.ReadOrNull(_rate),
        reader.Read(_progress, ProgressStyle.Auto),
        reader.Read(_threads, 0));
}

/// <summary>What the options of a <see cref="FilmOptionGroup"/> say.</summary>
internal sealed record FilmChoices(
    NetworkOptions Network, MapRequest Map, DrawingOptions Drawing, EncodingOptions Encoding, Rational? ImageRate, ProgressStyle Progress, int Threads);
