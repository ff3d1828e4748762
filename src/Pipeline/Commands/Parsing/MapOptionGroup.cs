using System.CommandLine;
using Steerlens.Kernels.Maps;
using Steerlens.Kernels.Occlusion;
using Steerlens.Pipeline.Commands.Options;

namespace Steerlens.Pipeline.Commands.Parsing;

/// <summary>The options that say what is explained and how.</summary>
internal sealed class MapOptionGroup
{
    /// <summary>The map of every how many frames of a film is ranked where nothing else is asked for.</summary>
    private const int FilmCheck = 25;

    private readonly ParsedOption<IMapMethod> _method;

    private readonly ParsedOption<IReadOnlyList<IMapMethod>> _methods;

    private readonly ParsedOption<IReadOnlyList<Target>> _targets = new(
        "--targets", "signed|left|right|..,..",
        "What each map shows: signed, left, right, auto, hold, undirected or seed (default: signed, or what the map has)",
        text => [.. OptionValues.Words(text).Select(TargetOf)]);

    private readonly ParsedOption<Target> _target;

    private readonly ParsedOption<string> _output = new(
        "--network-output", "NAME|N|W,W,..|all",
        "The output that is explained and shown as the angle: its name, its number from 0, a weight for each, or the sum of all (default: 0)", OptionValues.Text);

    private readonly ParsedOption<double> _smooth = new(
        "--smooth", "SECONDS", "Smooth the maps of a film over time with this time constant, up to 3600 (default: not at all)", OptionValues.NumberAbove(0, 3600));

    private readonly ParsedOption<int> _check;

    private readonly ParsedOption<string> _layer;

    private readonly ParsedOption<IReadOnlyList<string>> _layers = new(
        "--layers", "NAME,NAME", "The layers that hypercolumns multiplies (default: all convolutions)", OptionValues.Words);

    private readonly ParsedOption<ChannelReduction> _channels = new(
        "--channels", "sum|max", "Saliency maps: the sum over a pixel's channels, or the largest (default: sum)",
        OptionValues.Choice(("sum", ChannelReduction.Sum), ("max", ChannelReduction.Maximum)));

    private readonly ParsedOption<int> _samples = new(
        "--samples", "N", "Noisy copies of a frame that smoothgrad takes the mean of (default: 25)", OptionValues.Whole(1, 1000));

    private readonly ParsedOption<double> _noise = new(
        "--noise", "0..1", "The standard deviation of smoothgrad's noise as a share of the input's range (default: 0.1)", OptionValues.Number(0, 1));

    private readonly ParsedOption<int> _steps = new(
        "--steps", "N", "Steps of integrated-gradients from the mean colour to the frame (default: 32)", OptionValues.Whole(1, 10_000));

    private readonly ParsedOption<IReadOnlyList<int>> _sizes = new(
        "--sizes", "N,N", "Edges of the occluding windows, in pixels of the network's input (default: 15,50)", OptionValues.Sizes);

    private readonly ParsedOption<int> _stride = new(
        "--window-stride", "N", "Pixels from one window to the next (default: 4)", OptionValues.Whole(1, 4096));

    private readonly ParsedOption<BankEdges> _bank = new(
        "--bank", "inside|clipped", "Windows wholly inside the picture, or clipped at its right and bottom edge (default: inside)",
        OptionValues.Choice(("inside", BankEdges.Inside), ("clipped", BankEdges.Clipped)));

    private readonly ParsedOption<string> _windows = new(
        "--windows", "FILE.csv",
        "The occluding windows themselves, one a line: left,top,width,height in pixels of the network's input (instead of --sizes, --window-stride and --bank)",
        OptionValues.Text);

    private readonly ParsedOption<double> _softness = new(
        "--window-softness", "PIXELS", "Pixels over which a window fades in from its edges, at most half of the smallest window (default: 0, hard edges)",
        OptionValues.Number(0, 4096));

    private readonly ParsedOption<Fill> _fill;

    private readonly bool _many;
    private readonly bool _ofFilms;
    private readonly bool _isRanked;
    private readonly int _usualCheck;
    private readonly MapLimits? _limits;

    /// <summary>Makes the options.</summary>
    /// <param name="many">Whether several maps and targets can be named.</param>
    /// <param name="usualCheck">The map of every how many frames is ranked where nothing else is asked for; 0 for none.</param>
    /// <param name="ofFilms">Whether maps follow each other in time.</param>
    /// <param name="ofOnePicture">Whether there is one map in all, which can be ranked.</param>
    /// <param name="limits">What the command can do; null for everything.</param>
    /// <param name="usual">The maps where several can be named and none is; null for the first of all.</param>
    public MapOptionGroup(bool many = false, int usualCheck = FilmCheck, bool ofFilms = true, bool ofOnePicture = false, MapLimits? limits = null, IReadOnlyList<string>? usual = null)
    {
        _methods = new ParsedOption<IReadOnlyList<IMapMethod>>(
            "--maps", "NAME,NAME*NAME,..",
            $"What explains the angle: maps listed below, or products of two (default: {string.Join(',', usual ?? [MapMethods.All[0].Name])})",
            text => [.. OptionValues.Words(text).Select(OptionValues.Map)])
        {
            Words = MapNames,
        };
        (_many, _usualCheck, _ofFilms, _isRanked, _limits) = (many, usualCheck, ofFilms, ofOnePicture || (ofFilms && !many), limits);
        _method = limits is null
            ? new ParsedOption<IMapMethod>("--map", "NAME|NAME*NAME", $"What explains the angle: one of the maps listed below, or the product of two (default: {MapMethods.All[0].Name})", Method) { Words = MapNames }
            : new ParsedOption<IMapMethod>("--map", string.Join('|', limits.Maps), $"What explains the angle (default: {limits.Maps[0]})", OptionValues.Choice([.. limits.Maps.Select(name => (name, MapMethods.Find(name)))]));
        _target = limits is null
            ? new ParsedOption<Target>(
                "--target", "signed|left|right|auto|hold|undirected|seed",
                "Both directions in two hues, one of them, the one that the angle has, what keeps the angle small (hold: occlusion only), no direction for maps that have none, "
                    + "or the first published pictures with all their choices (seed: occlusion, gradcam, hypercolumns) (default: signed, or what the map has)",
                TargetOf)
            : new ParsedOption<Target>(
                "--target", string.Join('|', limits.Targets.Select(OptionValues.Word)),
                "Both directions, one of them, the one that the angle has, or what keeps the angle small (hold: occlusion only) (default: signed)",
                OptionValues.Choice([.. limits.Targets.Select(target => (OptionValues.Word(target), target))]));
        _fill = limits is null
            ? new ParsedOption<Fill>(
                "--fill", "mean|black|blur", "What a hidden window shows: the frame's mean colour, black, or the frame blurred (default: mean)",
                OptionValues.Choice(("mean", Fill.Mean), ("black", Fill.Black), ("blur", Fill.Blur)))
            : new ParsedOption<Fill>(
                "--fill", string.Join('|', limits.Fills.Select(OptionValues.Word)), "What a hidden window shows: the frame's mean colour, or black (default: mean)",
                OptionValues.Choice([.. limits.Fills.Select(fill => (OptionValues.Word(fill), fill))]));
        string[] lookers = [.. ReadersOf(nameof(MapOptions.Layer))];
        _layer = new ParsedOption<string>(
            "--layer", "NAME",
            $"The layer that {(lookers is [var one] ? $"{one} looks" : $"{string.Join(", ", lookers[..^1])} and {lookers[^1]} look")} at; NAME:pre for what goes into its activation (default: conv3)",
            OptionValues.Text);
        _check = new ParsedOption<int>(
            "--check-every", "N",
            ofOnePicture ? $"Rank the map among 32 by deleting what it shows; 0 does not (default: {usualCheck})" : $"Rank the map of every Nth frame among 32 by deleting what it shows; 0 ranks none (default: {usualCheck})",
            OptionValues.Whole(0));
    }

    private static IReadOnlyList<string> MapNames { get; } = [.. MapMethods.All.Select(method => method.Name)];

    private static Func<string, Target> TargetOf { get; } = OptionValues.Choice([.. Enum.GetValues<Target>().Select(target => (OptionValues.Word(target), target))]);

    /// <summary>The command line's options by the choice of a method that they stand for.</summary>
    private IReadOnlyList<(Option Option, string Choice)> Choices =>
    [
        (_layer, nameof(MapOptions.Layer)), (_layers, nameof(MapOptions.Layers)), (_channels, nameof(MapOptions.Channels)),
        (_samples, nameof(MapOptions.Samples)), (_noise, nameof(MapOptions.Noise)), (_steps, nameof(MapOptions.Steps)),
        (_sizes, nameof(MapOptions.Sizes)), (_stride, nameof(MapOptions.Stride)), (_bank, nameof(MapOptions.Edges)),
        (_windows, nameof(MapOptions.Windows)), (_softness, nameof(MapOptions.Softness)), (_fill, nameof(MapOptions.Fill)),
    ];

    /// <summary>The command's maps that read a choice.</summary>
    private IEnumerable<string> ReadersOf(string choice) => MapMethods.All
        .Where(method => (_limits is null || _limits.Maps.Contains(method.Name, StringComparer.Ordinal)) && method.Options.Contains(choice, StringComparer.Ordinal))
        .Select(method => method.Name);

    /// <summary>Adds the options to a command.</summary>
    public void AddTo(Command command)
    {
        foreach (var option in new Option[] { _many ? _methods : _method, _many ? _targets : _target, _output }) command.Options.Add(option);
        if (_ofFilms) command.Options.Add(_smooth);
        if (_isRanked) command.Options.Add(_check);
        foreach (var (option, choice) in Choices)
        {
            if (ReadersOf(choice).Any()) command.Options.Add(option);
        }
    }

    /// <summary>What was asked for.</summary>
    /// <exception cref="SteerlensException">The options contradict each other.</exception>
    public MapRequest Read(OptionReader reader)
    {
        var method = reader.Read(_method, MapMethods.All[0]);
        RequireUse(reader, [method]);
        return RequestOf(reader, method, reader.Read(_target, method.Targets[0]), _target);
    }

    /// <summary>What was asked for: each map with each target.</summary>
    /// <exception cref="SteerlensException">The options contradict each other.</exception>
    public IReadOnlyList<MapRequest> ReadAll(OptionReader reader)
    {
        var methods = reader.Read(_methods, [MapMethods.All[0]]);
        RequireUse(reader, methods);
        return
        [
            .. from method in methods
               from target in reader.Read(_targets, [method.Targets[0]])
               select RequestOf(reader, method, target, _targets),
        ];
    }

    /// <summary>Whether anything of maps was asked for on the command line.</summary>
    public bool AreGiven(OptionReader reader) =>
        new Option[] { _methods, _targets, _output, _smooth }.Concat(Choices.Select(choice => choice.Option)).Any(reader.IsGiven);

    /// <summary>Refuses an option that none of the methods reads.</summary>
    private void RequireUse(OptionReader reader, IReadOnlyList<IMapMethod> methods)
    {
        foreach (var (option, choice) in Choices)
        {
            if (!reader.IsGiven(option) || methods.Any(method => method.Options.Contains(choice, StringComparer.Ordinal))) continue;
            var readers = ReadersOf(choice);
            var (names, verb) = (string.Join(" and ", methods.Select(method => method.Name)), methods.Count == 1 ? "does" : "do");
            throw new SteerlensException(ExitCode.Usage, $"{option.Name} belongs to {(_many ? _methods.Name : _method.Name)} {string.Join(" or ", readers)}: {names} {verb} not use it");
        }
    }

    private MapRequest RequestOf(OptionReader reader, IMapMethod method, Target target, Option option)
    {
        var hasWindows = method.Options.Contains(nameof(MapOptions.Windows), StringComparer.Ordinal);
        var list = hasWindows ? reader.Read(_windows!, null) : null;
        if (list is not null && Array.Find<Option>([_sizes, _stride, _bank], reader.IsGiven) is { } other)
            throw new SteerlensException(ExitCode.Usage, $"--windows lists the windows, and {other.Name} lays out others: leave one of them out");

        if (!method.Targets.Contains(target))
            throw new SteerlensException(ExitCode.Usage, $"{option.Name} {OptionValues.Word(target)} has no meaning for --map {method.Name}: choose one of {string.Join(", ", method.Targets.Where(target => _limits is null || _limits.Targets.Contains(target)).Select(OptionValues.Word))}");
        var defaults = target == Target.Seed ? MapOptions.Seed : new MapOptions();
        return new MapRequest
        {
            Method = method,
            Target = target,
            Output = reader.Read(_output!, null),
            SmoothingSeconds = _ofFilms ? reader.ReadOrNull(_smooth) : null,
            CheckEvery = _many ? 0 : reader.Read(_check, _usualCheck),
            Options = defaults with
            {
                Layer = reader.Read(_layer!, null),
                Layers = reader.Read(_layers!, null),
                Channels = reader.Read(_channels, defaults.Channels),
                Samples = reader.Read(_samples, defaults.Samples),
                Noise = reader.Read(_noise, defaults.Noise),
                Steps = reader.Read(_steps, defaults.Steps),
                Sizes = reader.Read(_sizes, defaults.Sizes),
                Stride = reader.Read(_stride, defaults.Stride),
                Edges = reader.Read(_bank, defaults.Edges),
                Windows = list is null ? null : WindowListFile.Read(list),
                Softness = hasWindows ? (float)reader.Read(_softness, defaults.Softness) : 0,
                Fill = reader.Read(_fill, defaults.Fill),
            },
        };
    }

    private static IMapMethod Method(string text) => text.Contains(',', StringComparison.Ordinal)
        ? throw new FormatException($"'{text}' names several maps, and one is drawn: put them side by side with steerlens compare SOURCE --maps {text}")
        : OptionValues.Map(text);
}
