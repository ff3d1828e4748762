using System.CommandLine;
using Steerlens.Pipeline.Commands.Options;

namespace Steerlens.Pipeline.Commands.Parsing;

/// <summary>The options that say what is explained and how.</summary>
internal sealed class MapOptionGroup
{
    private readonly ParsedOption<MapMethod> _method = new(
        "--map", "occlusion|gradcam", "What explains the angle: hiding windows of the picture, or gradients at a layer (default: occlusion)",
        OptionValues.Choice(("occlusion", MapMethod.Occlusion), ("gradcam", MapMethod.GradCam)));

    private readonly ParsedOption<MapTarget> _target = new(
        "--target", "signed|left|right|auto|hold",
        "Both directions in two hues, one of them, the one that the angle has, or what keeps the angle small (hold: occlusion only) (default: signed)",
        OptionValues.Choice(
            ("signed", MapTarget.Signed), ("left", MapTarget.Left), ("right", MapTarget.Right), ("auto", MapTarget.Auto), ("hold", MapTarget.Hold)));

    private readonly ParsedOption<string> _layer = new(
        "--layer", "NAME", "The convolution that Grad-CAM looks at (default: conv3)", OptionValues.Text);

    private readonly ParsedOption<IReadOnlyList<int>> _sizes = new(
        "--sizes", "N,N", "Edges of the occluding windows, in pixels of the network's input (default: 15,50)", OptionValues.Sizes);

    private readonly ParsedOption<int> _stride = new(
        "--window-stride", "N", "Pixels from one window to the next (default: 4)", OptionValues.Whole(1, 4096));

    private readonly ParsedOption<WindowPlacement> _bank = new(
        "--bank", "inside|clipped", "Windows wholly inside the picture, or clipped at its right and bottom edge (default: inside)",
        OptionValues.Choice(("inside", WindowPlacement.Inside), ("clipped", WindowPlacement.Clipped)));

    private readonly ParsedOption<WindowFill> _fill = new(
        "--fill", "mean|black|blur", "What a hidden window shows: the frame's mean colour, black, or the frame blurred (default: mean)",
        OptionValues.Choice(("mean", WindowFill.Mean), ("black", WindowFill.Black), ("blur", WindowFill.Blur)));

    /// <summary>Adds the options to a command.</summary>
    public void AddTo(Command command)
    {
        foreach (var option in new Option[] { _method, _target, _layer, _sizes, _stride, _bank, _fill }) command.Options.Add(option);
    }

    /// <summary>What was asked for.</summary>
    /// <exception cref="SteerlensException">The options contradict each other.</exception>
    public MapOptions Read(OptionReader reader)
    {
        var defaults = new MapOptions();
        var method = reader.Read(_method, defaults.Method);
        if (method == MapMethod.Occlusion && reader.IsGiven(_layer))
            throw new SteerlensException(ExitCode.Usage, "--layer belongs to --map gradcam: occlusion looks at the picture, not at a layer");
        if (method == MapMethod.GradCam && new Option[] { _sizes, _stride, _bank, _fill }.FirstOrDefault(reader.IsGiven) is { } option)
            throw new SteerlensException(ExitCode.Usage, $"{option.Name} belongs to --map occlusion: gradcam hides nothing");
        var target = reader.Read(_target, defaults.Target);
        if (method == MapMethod.GradCam && target == MapTarget.Hold)
            throw new SteerlensException(ExitCode.Usage, "--target hold exists for --map occlusion only: gradients have no such target");
        return new MapOptions
        {
            Method = method,
            Target = target,
            Layer = method == MapMethod.GradCam ? reader.Read(_layer!, null) : null,
            WindowSizes = reader.Read(_sizes, defaults.WindowSizes),
            WindowStride = reader.Read(_stride, defaults.WindowStride),
            Placement = reader.Read(_bank, defaults.Placement),
            Fill = reader.Read(_fill, defaults.Fill),
        };
    }
}
