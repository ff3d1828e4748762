using Steerlens.Kernels.Images;
using Steerlens.Kernels.Maps;
using Steerlens.Pipeline.Commands.Options;
using Steerlens.Pipeline.Compositing;
using Steerlens.Pipeline.Frames;
using Steerlens.Pipeline.Outputs;

namespace Steerlens.Pipeline.Stages;

/// <summary>Draws the map and the instruments: decides scale and colours, which belong to the picture and not to the map.</summary>
public sealed class CompositeStage : IStage
{
    private const double DefaultThreshold = 0.08;
    private const string Unlike = "unlike training";

    private readonly Compositor _compositor;
    private readonly DrawingOptions _options;
    private readonly IMap _map;
    private readonly MapRectangle _seen;
    private readonly MapRectangle _covered;
    private readonly string _method;
    private readonly string _network;
    private readonly string _note;
    private readonly string _unlike;
    private readonly double _fullColor;
    private readonly string _fixedLabel;

    /// <summary>Prepares the drawing of one film.</summary>
    /// <param name="film">The source's format.</param>
    /// <param name="request">What is explained.</param>
    /// <param name="map">The prepared map.</param>
    /// <param name="seen">The part of the picture that the network sees, in pixels.</param>
    /// <param name="inputSize">Rows and columns of the network's input.</param>
    /// <param name="options">How it is drawn.</param>
    /// <param name="network">The network's name, and a caution about this film or none.</param>
    public CompositeStage(FilmFormat film, MapRequest request, IMap map, MapRectangle seen, (int Height, int Width) inputSize, DrawingOptions options, (string Name, string Note) network)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(map);
        ArgumentNullException.ThrowIfNull(options);
        (_map, _seen, _options) = (map, seen, options);
        (_network, _note) = network;
        _unlike = _note.Length > 0 ? _note + ", " + Unlike : Unlike;
        _compositor = new Compositor(film, new CompositeOptions
        {
            Layout = options.Layout,
            Opacity = options.Opacity,
            Hud = options.Hud,
            Outline = options.Hud,
            Plot = film.FrameCount != 1,
            Palette = request.Target == Target.Seed ? HeatPaletteKind.Jet : null,
        });
        _method = request.Title;
        var (rows, columns) = (seen.Height / inputSize.Height, seen.Width / inputSize.Width);
        var region = map.Region;
        _covered = new MapRectangle(seen.Left + (region.Left * columns), seen.Top + (region.Top * rows), region.Width * columns, region.Height * rows);
        var shown = options.ScaleMaximum ?? map.Scale.FullColor;
        _fullColor = shown / map.Scale.Factor;
        _fixedLabel = Label(shown);
    }

    /// <inheritdoc/>
    public string Name => "composite";

    /// <summary>The format of finished pictures.</summary>
    public FilmFormat Output => _compositor.Output;

    /// <summary>Whether finished pictures have an alpha plane.</summary>
    public bool HasAlpha => _compositor.HasAlpha;

    /// <inheritdoc/>
    public void Process(Frame frame)
    {
        ArgumentNullException.ThrowIfNull(frame);
        frame.Composed ??= new YuvImage(Output.Width, Output.Height, Output.Color);
        if (HasAlpha) frame.Alpha ??= new Plane(new byte[Output.Width * Output.Height], Output.Width, Output.Height, Output.Width);
        var overlay = frame.Overlay;
        var isOwnScale = _options.Scale == HeatScale.Frame && frame.Evidence.Peak > 0;
        overlay.FullColor = isOwnScale ? frame.Evidence.Peak : _fullColor;
        overlay.ScaleLabel = isOwnScale ? Label(frame.Evidence.Peak * _map.Scale.Factor) : _fixedLabel;
        overlay.Threshold = overlay.FullColor * (_options.Threshold ?? DefaultThreshold);
        overlay.Seen = _seen;
        overlay.Rectangle = _covered;
        overlay.Method = _method;
        overlay.Network = _network;
        overlay.Note = frame.Familiarity < 1 ? _unlike : _note;
        _compositor.Compose(frame, overlay, frame.Composed, frame.Alpha);
    }

    /// <inheritdoc/>
    public StageTimings Record(StageTimings timings, double milliseconds) => timings with { Composite = milliseconds };

    private string Label(double shown) => shown >= 0.1
        ? FormattableString.Invariant($"{shown:0.##} {_map.Scale.Unit}")
        : FormattableString.Invariant($"{shown:0.####} {_map.Scale.Unit}");
}
