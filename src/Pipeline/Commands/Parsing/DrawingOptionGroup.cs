using System.CommandLine;
using Steerlens.Pipeline.Commands.Options;
using Steerlens.Pipeline.Compositing;

namespace Steerlens.Pipeline.Commands.Parsing;

/// <summary>The options that say how a map is drawn.</summary>
internal sealed class DrawingOptionGroup
{
    private readonly ParsedOption<Layout> _layout;

    private readonly ParsedOption<double> _opacity = new(
        "--opacity", "0..1", "How much of the frame the heat may cover (default: 0.72)", OptionValues.Number(0, 1));

    private readonly ParsedOption<HeatScale> _scale = new(
        "--scale", "fixed|frame", "Full colour stands for a fixed number of degrees, or for each frame's own maximum (default: fixed)",
        OptionValues.Choice(("fixed", HeatScale.Fixed), ("frame", HeatScale.Frame)));

    private readonly ParsedOption<double> _scaleMaximum = new(
        "--scale-max", "VALUE", "What full colour stands for with --scale fixed, in the legend's unit (default: the map's own)", OptionValues.NumberAbove(1e-6, 1e6));

    private readonly ParsedOption<double> _threshold = new(
        "--threshold", "0..1", "The share of full colour under which nothing is drawn (default: 0.08)", OptionValues.Number(0, 1));

    private readonly ParsedOption<double> _region = new(
        "--region", "0..1", "Draw boxes around where the map is above this share of its largest value (annotate puts them into its sidecar, too); 0.3 is a good start (default: none)",
        OptionValues.Number(0, 1));

    private readonly Option<bool> _noHud = new("--no-hud") { Description = "Leave out wheel, angle, plot, legend and the outline of what the network sees" };
    private readonly Option<bool> _hud = new("--hud") { Description = "Draw wheel, angle, plot, legend and the outline of what the network sees on the picture itself" };
    private readonly bool _hasInstruments;

    /// <summary>Makes the options.</summary>
    /// <param name="hasInstruments">Whether pictures have instruments where nothing else is asked for.</param>
    /// <param name="hasOverlay">Whether the overlay alone is a picture that the command can make; help names it then.</param>
    public DrawingOptionGroup(bool hasInstruments = true, bool hasOverlay = true)
    {
        _hasInstruments = hasInstruments;
        // The word is read in any case, so that the command can say why it has no use for it.
        _layout = new ParsedOption<Layout>(
            "--layout", "blend|focus|side-by-side|pip" + (hasOverlay ? "|overlay" : ""),
            $"Heat over the frame, sharp where it matters, frame and heat side by side, {(hasOverlay ? "heat in a corner, or the overlay alone with alpha" : "or heat in a corner")} (default: blend)",
            OptionValues.Choice(
                ("blend", Layout.Blend), ("focus", Layout.Focus), ("side-by-side", Layout.SideBySide),
                ("pip", Layout.Pip), ("overlay", Layout.Overlay)));
    }

    /// <summary>Adds the options to a command.</summary>
    public void AddTo(Command command)
    {
        foreach (var option in new Option[] { _layout, _opacity, _scale, _scaleMaximum, _threshold, _region, _hasInstruments ? _noHud : _hud }) command.Options.Add(option);
    }

    /// <summary>What was asked for.</summary>
    /// <exception cref="SteerlensException">The options contradict each other.</exception>
    public DrawingOptions Read(OptionReader reader)
    {
        var defaults = new DrawingOptions();
        var scale = reader.Read(_scale, defaults.Scale);
        if (scale != HeatScale.Fixed && reader.IsGiven(_scaleMaximum))
            throw new SteerlensException(ExitCode.Usage, "--scale-max belongs to --scale fixed: with --scale frame each frame has its own maximum");
        return new DrawingOptions
        {
            Layout = reader.Read(_layout, defaults.Layout),
            Opacity = reader.Read(_opacity, defaults.Opacity),
            Scale = scale,
            ScaleMaximum = reader.ReadOrNull(_scaleMaximum),
            Threshold = reader.ReadOrNull(_threshold),
            Region = reader.ReadOrNull(_region),
            Hud = _hasInstruments ? !reader.Read(_noHud) : reader.Read(_hud),
        };
    }
}
