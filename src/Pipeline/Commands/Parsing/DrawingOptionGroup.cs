using System.CommandLine;
using Steerlens.Kernels.Images;
using Steerlens.Pipeline.Commands.Options;
using Steerlens.Pipeline.Compositing;

namespace Steerlens.Pipeline.Commands.Parsing;

/// <summary>The options that say how a map is drawn.</summary>
internal sealed class DrawingOptionGroup
{
    private static readonly DrawingOptions Defaults = new();

    private readonly ParsedOption<Layout> _layout = new(
        "--layout", "blend|focus|side-by-side|pip|overlay",
        "Heat over the picture, sharp where it matters, picture and heat side by side, the picture with heat small in a corner, or the overlay alone "
            + "with alpha (default: blend)",
        OptionValues.Choice(
            ("blend", Layout.Blend), ("focus", Layout.Focus), ("side-by-side", Layout.SideBySide), ("pip", Layout.Pip), ("overlay", Layout.Overlay)));

    private readonly ParsedOption<double> _opacity = new(
        "--opacity", "0..1", FormattableString.Invariant($"Opacity of the strongest heat (default: {Defaults.Composite.Opacity})"), OptionValues.Number(0, 1));

    private readonly ParsedOption<HeatPaletteKind> _palette = new(
        "--palette", "diverging|sequential|jet", "The heat's colours (default: diverging for signed maps, else sequential)",
        OptionValues.Choice(
            ("diverging", HeatPaletteKind.Diverging), ("sequential", HeatPaletteKind.Sequential), ("jet", HeatPaletteKind.Jet)));

    private readonly ParsedOption<HeatScale> _scale = new(
        "--scale", "fixed|frame", "Full colour stands for a fixed value, or for each frame's own maximum (default: fixed)",
        OptionValues.Choice(("fixed", HeatScale.Fixed), ("frame", HeatScale.Frame)));

    private readonly ParsedOption<double> _scaleMaximum = new(
        "--scale-max", "VALUE", "What full colour stands for with --scale fixed, in the legend's unit (default: the map's own)", OptionValues.Positive);

    private readonly ParsedOption<double> _threshold = new(
        "--threshold", "0..1", FormattableString.Invariant($"The share of full colour up to which nothing is drawn (default: {Defaults.Threshold})"),
        OptionValues.Number(0, 1));

    private readonly Option<bool> _noHud = new("--no-hud") { Description = "Leave out wheel, angle, plot and legend" };
    private readonly Option<bool> _noOutline = new("--no-outline") { Description = "Leave out the line around what the network sees" };

    /// <summary>Adds the options to a command.</summary>
    public void AddTo(Command command)
    {
        foreach (var option in new Option[] { _layout, _opacity, _palette, _scale, _scaleMaximum, _threshold, _noHud, _noOutline })
            command.Options.Add(option);
    }

    /// <summary>What was asked for.</summary>
    /// <exception cref="SteerlensException">The options contradict each other.</exception>
    public DrawingOptions Read(OptionReader reader)
    {
        var scale = reader.Read(_scale, Defaults.Scale);
        if (scale != HeatScale.Fixed && reader.IsGiven(_scaleMaximum))
            throw new SteerlensException(ExitCode.Usage, "--scale-max belongs to --scale fixed: with --scale frame each frame has its own maximum");
        return new DrawingOptions
        {
            Composite = new CompositeOptions
            {
                Layout = reader.Read(_layout, Defaults.Composite.Layout),
                Opacity = reader.Read(_opacity, Defaults.Composite.Opacity),
                Palette = reader.ReadOrNull(_palette),
                Hud = !reader.Read(_noHud),
                Outline = !reader.Read(_noOutline),
            },
            Scale = scale,
            ScaleMaximum = reader.ReadOrNull(_scaleMaximum),
            Threshold = reader.Read(_threshold, Defaults.Threshold),
        };
    }
}
