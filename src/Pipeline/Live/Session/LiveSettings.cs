using Steerlens.Kernels.Images;
using Steerlens.Kernels.Maps;
using Steerlens.Models;
using Steerlens.Pipeline.Commands.Options;
using Steerlens.Pipeline.Compositing;

namespace Steerlens.Pipeline.Live.Session;

/// <summary>Everything about the shown picture that can be changed while it runs.</summary>
internal sealed record LiveSettings
{
    /// <summary>The network, by its name among the choices.</summary>
    public string Network { get; init; } = DefaultNetwork.Name;

    /// <summary>The map's method, as <see cref="MapMethods.Find"/> reads it.</summary>
    public string Map { get; init; } = MapMethods.All[0].Name;

    /// <summary>What the map explains.</summary>
    public Target Target { get; init; } = Target.Signed;

    /// <summary>The explained output, as <see cref="OutputChoice"/> reads it; null for the first.</summary>
    public string? Output { get; init; }

    /// <summary>The arrangement.</summary>
    public Layout Layout { get; init; } = Layout.Blend;

    /// <summary>How much of the frame the heat may cover, 0..1.</summary>
    public double Opacity { get; init; } = 0.72;

    /// <summary>The heat's colours; null for those that suit the map.</summary>
    public HeatPaletteKind? Palette { get; init; }

    /// <summary>Edges of the windows, in pixels of the network's input.</summary>
    public IReadOnlyList<int> Sizes { get; init; } = [15, 50];

    /// <summary>Pixels between windows.</summary>
    public int Stride { get; init; } = 4;

    /// <summary>What a hidden window shows.</summary>
    public Fill Fill { get; init; } = Fill.Mean;

    /// <summary>The time constant in seconds over which maps are smoothed; null for not at all.</summary>
    public double? Smoothing { get; init; }

    /// <summary>Whether wheel, plot and legend are drawn on the picture.</summary>
    public bool Hud { get; init; } = true;

    /// <summary>The share of the map's largest value from which on boxes are drawn, 0..1; null for none.</summary>
    public double? Region { get; init; }

    /// <summary>What the command line asked for.</summary>
    public static LiveSettings Of(string network, MapRequest map, DrawingOptions drawing) => new()
    {
        Network = network,
        Map = map.Method.Name,
        Target = map.Target,
        Output = map.Output,
        Layout = drawing.Layout,
        Opacity = drawing.Opacity,
        Sizes = map.Options.Sizes,
        Stride = map.Options.Stride,
        Fill = map.Options.Fill,
        Smoothing = map.SmoothingSeconds,
        Hud = drawing.Hud,
        Region = drawing.Region,
    };

    /// <summary>The map that is to be made.</summary>
    /// <param name="first">What the command line asked for: its choices that no setting changes stay.</param>
    /// <exception cref="SteerlensException">There is no such map, or it does not know the target.</exception>
    public MapRequest MapOf(MapRequest first)
    {
        var method = FindMap(Map);
        if (!method.Targets.Contains(Target))
            throw new SteerlensException(ExitCode.Usage, $"the map {method.Name} has no target {Word(Target)}: choose one of {string.Join(", ", method.Targets.Select(Word))}");

        // The published maps come with all their choices; a window list given at the start is the bank until others are chosen.
        var isSeed = Target == Target.Seed;
        var options = isSeed ? MapOptions.Seed : first.Options with { IsSeed = false };
        var isFirstBank = Sizes.SequenceEqual(first.Options.Sizes) && Stride == first.Options.Stride;
        return first with
        {
            Method = method,
            Target = Target,
            Output = Output,
            SmoothingSeconds = Smoothing,
            Options = isSeed ? options : options with { Sizes = Sizes, Stride = Stride, Fill = Fill, Windows = isFirstBank ? options.Windows : null },
        };
    }

    /// <summary>How it is to be drawn.</summary>
    /// <param name="first">What the command line asked for: its choices that no setting changes stay.</param>
    public DrawingOptions DrawingOf(DrawingOptions first) => first with { Layout = Layout, Opacity = Opacity, Palette = Palette, Hud = Hud, Region = Region };

    /// <inheritdoc/>
    public bool Equals(LiveSettings? other) =>
        other is not null && IsSameMap(other) && IsSameDrawing(other) && IsSame(Network, other.Network);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Network, Map, Target, Output, Layout, Opacity, Stride, Smoothing);

    /// <summary>Whether the same map is made of the same outputs.</summary>
    public bool IsSameMap(LiveSettings other) =>
        IsSame(Map, other.Map) && Target == other.Target && IsSame(Output, other.Output) && Sizes.SequenceEqual(other.Sizes)
        && Stride == other.Stride && Fill == other.Fill && Smoothing == other.Smoothing;

    /// <summary>A method by its name, with a failure that is the person's.</summary>
    /// <exception cref="SteerlensException">There is none.</exception>
    internal static IMapMethod FindMap(string name)
    {
        try
        {
            return MapMethods.Find(name);
        }
        catch (MapOptionException exception)
        {
            throw new SteerlensException(ExitCode.Usage, exception.Message, exception);
        }
    }

    private static bool IsSame(string? one, string? other) => string.Equals(one, other, StringComparison.Ordinal);

    private static string Word(Target target) => Commands.Parsing.OptionValues.Word(target);

    private bool IsSameDrawing(LiveSettings other) =>
        Layout == other.Layout && Opacity == other.Opacity && Palette == other.Palette && Hud == other.Hud && Region == other.Region;
}
