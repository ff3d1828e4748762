using System.CommandLine;
using System.Globalization;
using Steerlens.Kernels.Filters;
using Steerlens.Pipeline.Commands.Options;

namespace Steerlens.Pipeline.Commands.Parsing;

/// <summary>The options that say which pictures of a network are drawn.</summary>
internal sealed class InspectOptionGroup
{
    private static readonly FilterRequest Defaults = new("");
    private static readonly ActivationOptions Watch = new("");
    private static readonly ContractSearchOptions Search = new("");

    private readonly ParsedOption<string> _weights = new("--weights", "FILE", "Draw the first layer's weights as tiles there", OptionValues.Text);

    private readonly ParsedOption<string> _against = new(
        "--against", "DRIVE", "Find the input contract: try the usual ones on a labelled drive (driving_log.csv, data.txt, steering.csv, file,angle_rad, or a folder with one)", OptionValues.Text);

    private readonly ParsedOption<int> _sample = new("--sample", "N", $"Labelled frames of --against that are tried (default: {Search.Sample})", OptionValues.Whole(10, 5000));

    private readonly ParsedOption<string> _write = new("--write", "FILE.onnx", "Put the best contract of --against into a copy of the network's file", OptionValues.Text);

    private readonly ParsedOption<string> _activations = new(
        "--activations", "SOURCE", "Draw what layers put out for a picture, or for a frame of a film, a folder of images or a rendered road", OptionValues.Text);

    private readonly ParsedOption<IReadOnlyList<string>> _layers = new(
        "--layers", "NAME,NAME", "The layers of --activations; NAME:pre for what goes into its activation (default: all convolutions)", OptionValues.Words, "--layer");

    private readonly ParsedOption<TimeSpan> _at = new("--at", "TIME", "The time of the frame that is drawn (default: the first)", OptionValues.Time);

    private readonly ParsedOption<int> _stride = new("--stride", "N", "Look at every Nth frame from there on for dead channels (default: 1)", OptionValues.Whole(1));

    private readonly ParsedOption<int> _maximum = new(
        "--max-frames", "N", $"The most frames that are looked at for dead channels (default: {Watch.MaximumFrames})", OptionValues.Whole(1));

    private readonly ParsedOption<string> _filters = new("--filters", "LAYER", "Draw pictures that the channels of a layer answer to, found by gradient ascent", OptionValues.Text);

    private readonly ParsedOption<IReadOnlyList<int>> _channels = new("--channels", "N,N", "The channels of --filters, from 0 (default: all)", Channels);

    private readonly ParsedOption<string> _from = new("--from", "PICTURE", "Start from this picture (default: from noise)", OptionValues.Text);

    private readonly ParsedOption<int> _seed = new("--seed", "N", $"Which noise to start from (default: {Defaults.Seed})", OptionValues.Whole(0));

    private readonly ParsedOption<int> _iterations = new("--iterations", "N", $"Steps of the ascent (default: {Defaults.Search.Iterations})", OptionValues.Whole(1, 100_000));

    private readonly ParsedOption<double> _step = new(
        "--step", "0..1", Text($"The size of a step (root mean square) as a share of the input's range (default: {Defaults.Search.Step})"), OptionValues.Number(0.0001, 1));

    private readonly ParsedOption<double> _decay = new(
        "--decay", "0..1", Text($"The share of the way back to grey, or to the picture, in each step; 0 for none (default: {Defaults.Search.Decay})"), OptionValues.Number(0, 1));

    private readonly ParsedOption<double> _blur = new(
        "--blur", "0..1", Text($"The share of a 3x3 blur that each step mixes in; 0 for none (default: {Defaults.Search.Blur})"), OptionValues.Number(0, 1));

    private readonly ParsedOption<double> _clip = new(
        "--clip", "0..1", Text($"The share of the pixels, those with the smallest gradient, that each step puts back (default: {Defaults.Search.Clip})"), OptionValues.Number(0, 1));

    private readonly ParsedOption<int> _octaves = new(
        "--octaves", "N", Text($"Resolutions, coarse to fine, each {Defaults.Search.OctaveRatio} times finer; each takes its own steps (default: {Defaults.Search.Octaves})"), OptionValues.Whole(1, 12));

    private readonly ParsedOption<string> _output = new("--output", "FILE", "The picture for --activations or --filters, .png or .jpg", OptionValues.Text, "-o");

    private readonly Option<bool> _twin = new("--twin") { Description = "Put the network's untrained twin beside it" };

    private readonly Option<bool> _overwrite = new("--overwrite", "-y") { Description = "Replace outputs that exist" };

    private IReadOnlyList<Option> OfAgainst => [_sample, _write];

    private IReadOnlyList<Option> OfActivations => [_layers, _at, _stride, _maximum];

    private IReadOnlyList<Option> OfFilters => [_channels, _from, _seed, _iterations, _step, _decay, _blur, _clip, _octaves];

    /// <summary>Adds the options to a command.</summary>
    public void AddTo(Command command)
    {
        foreach (var option in (Option[])[_against, .. OfAgainst, _weights, _activations, .. OfActivations, _filters, .. OfFilters, _output, _twin, _overwrite]) command.Options.Add(option);
    }

    /// <summary>What was asked for, without network and threads.</summary>
    /// <exception cref="SteerlensException">The options contradict each other.</exception>
    public InspectOptions Read(OptionReader reader)
    {
        var source = reader.Read(_activations!, null);
        var layer = reader.Read(_filters!, null);
        var output = reader.Read(_output!, null);
        var drive = reader.Read(_against!, null);
        Require(reader, drive, OfAgainst, "--against");
        Require(reader, source, OfActivations, "--activations");
        Require(reader, layer, OfFilters, "--filters");
        if (source is not null && layer is not null) throw Usage("--activations and --filters are two pictures, and -o names one: draw them one after the other");
        if ((source ?? layer) is not null && output is null) throw Usage($"{(source is null ? "--filters" : "--activations")} needs a picture to write: add -o FILE.png");
        if ((source ?? layer) is null && reader.IsGiven(_output)) throw Usage("-o belongs to --activations or --filters: give one of them");
        return new InspectOptions
        {
            Against = drive is null ? null : new ContractSearchOptions(drive) { Sample = reader.Read(_sample, Search.Sample), Write = reader.Read(_write!, null) },
            Weights = reader.Read(_weights!, null),
            Activations = source is null ? null : ReadActivations(reader, source),
            Filters = layer is null ? null : ReadFilters(reader, layer),
            Output = output ?? "",
            Twin = reader.Read(_twin),
            Overwrite = reader.Read(_overwrite),
        };
    }

    private ActivationOptions ReadActivations(OptionReader reader, string source) => new(SourceList.ExpandOne(source))
    {
        Layers = reader.Read(_layers, Watch.Layers),
        At = reader.ReadOrNull(_at),
        Stride = reader.Read(_stride, Watch.Stride),
        MaximumFrames = reader.Read(_maximum, Watch.MaximumFrames),
    };

    private FilterRequest ReadFilters(OptionReader reader, string layer) => new(layer)
    {
        Channels = reader.Read(_channels, Defaults.Channels),
        From = reader.Read(_from!, null),
        Seed = reader.Read(_seed, Defaults.Seed),
        Search = new FilterOptions
        {
            Iterations = reader.Read(_iterations, Defaults.Search.Iterations),
            Step = reader.Read(_step, Defaults.Search.Step),
            Decay = reader.Read(_decay, Defaults.Search.Decay),
            Blur = reader.Read(_blur, Defaults.Search.Blur),
            Clip = reader.Read(_clip, Defaults.Search.Clip),
            Octaves = reader.Read(_octaves, Defaults.Search.Octaves),
        },
    };

    private static void Require(OptionReader reader, string? given, IReadOnlyList<Option> options, string owner)
    {
        if (given is not null) return;
        foreach (var option in options)
        {
            if (reader.IsGiven(option)) throw Usage($"{option.Name} belongs to {owner}: give both");
        }
    }

    private static IReadOnlyList<int> Channels(string text)
    {
        var read = OptionValues.Whole(0);
        try
        {
            return [.. text.Split(',').Select(part => read(part.Trim())).Distinct()];
        }
        catch (FormatException exception)
        {
            throw new FormatException($"'{text}' is not whole numbers from 0 with commas between them, like 0,3,7", exception);
        }
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    private static SteerlensException Usage(string message) => new(ExitCode.Usage, message);
}
