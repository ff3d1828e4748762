using System.CommandLine;
using Steerlens.Kernels.Maps;
using Steerlens.Kernels.Occlusion;
using Steerlens.Pipeline.Commands.Options;

namespace Steerlens.Pipeline.Commands.Parsing;

/// <summary>The options that say what is explained and how.</summary>
internal sealed class MapOptionGroup
{
    private readonly ParsedOption<IMapMethod> _method = new(
        "--map", string.Join('|', MapMethods.All.Select(method => method.Name)),
        "What explains the angle: " + string.Join("; ", MapMethods.All.Select(method => $"{method.Name} {method.Description}")) + $" (default: {MapMethods.All[0].Name})",
        OptionValues.Choice([.. MapMethods.All.Select(method => (method.Name, method))]));

    private readonly ParsedOption<Target> _target = new(
        "--target", "signed|left|right|auto|hold",
        "Both directions in two hues, one of them, the one that the angle has, or what keeps the angle small (hold: occlusion only) (default: signed)",
        OptionValues.Choice(
            ("signed", Target.Signed), ("left", Target.Left), ("right", Target.Right), ("auto", Target.Auto), ("hold", Target.Hold)));

    private readonly ParsedOption<string> _layer = new(
        "--layer", "NAME", "The layer that gradcam looks at; NAME:pre for what goes into its activation (default: conv3)", OptionValues.Text);

    private readonly ParsedOption<IReadOnlyList<int>> _sizes = new(
        "--sizes", "N,N", "Edges of the occluding windows, in pixels of the network's input (default: 15,50)", OptionValues.Sizes);

    private readonly ParsedOption<int> _stride = new(
        "--window-stride", "N", "Pixels from one window to the next (default: 4)", OptionValues.Whole(1, 4096));

    private readonly ParsedOption<BankEdges> _bank = new(
        "--bank", "inside|clipped", "Windows wholly inside the picture, or clipped at its right and bottom edge (default: inside)",
        OptionValues.Choice(("inside", BankEdges.Inside), ("clipped", BankEdges.Clipped)));

    private readonly ParsedOption<Fill> _fill = new(
        "--fill", "mean|black|blur", "What a hidden window shows: the frame's mean colour, black, or the frame blurred (default: mean)",
        OptionValues.Choice(("mean", Fill.Mean), ("black", Fill.Black), ("blur", Fill.Blur)));

    /// <summary>Adds the options to a command.</summary>
    public void AddTo(Command command)
    {
        foreach (var option in new Option[] { _method, _target, _layer, _sizes, _stride, _bank, _fill }) command.Options.Add(option);
    }

    /// <summary>What was asked for.</summary>
    /// <exception cref="SteerlensException">The options contradict each other.</exception>
    public MapRequest Read(OptionReader reader)
    {
        var defaults = new MapRequest();
        var method = reader.Read(_method, defaults.Method);
        if (method is OcclusionMethod && reader.IsGiven(_layer))
            throw new SteerlensException(ExitCode.Usage, "--layer belongs to gradient maps: occlusion looks at the picture, not at a layer");
        if (method is not OcclusionMethod && new Option[] { _sizes, _stride, _bank, _fill }.FirstOrDefault(reader.IsGiven) is { } option)
            throw new SteerlensException(ExitCode.Usage, $"{option.Name} belongs to --map occlusion: {method.Name} hides nothing");
        var target = reader.Read(_target, defaults.Target);
        if (!method.Targets.Contains(target))
            throw new SteerlensException(ExitCode.Usage, $"--target {OptionValues.Word(target)} has no meaning for --map {method.Name}: choose one of {string.Join(", ", method.Targets.Select(OptionValues.Word))}");
        return new MapRequest
        {
            Method = method,
            Target = target,
            Options = defaults.Options with
            {
                Layer = method is OcclusionMethod ? null : reader.Read(_layer!, null),
                Sizes = reader.Read(_sizes, defaults.Options.Sizes),
                Stride = reader.Read(_stride, defaults.Options.Stride),
                Edges = reader.Read(_bank, defaults.Options.Edges),
                Fill = reader.Read(_fill, defaults.Options.Fill),
            },
        };
    }
}
