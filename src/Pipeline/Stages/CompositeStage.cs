using Steerlens.Kernels.Cuda;
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
    private readonly MapScale _scale;
    private readonly MapRectangle _seen;
    private readonly MapRectangle _covered;
    private readonly string _method;
    private readonly string _network;
    private readonly string _note;
    private readonly double _fullColor;
    private readonly string _fixedLabel;
    private readonly InterestingRegion? _region;

    /// <summary>Prepares the drawing of one film.</summary>
    /// <param name="film">The source's format.</param>
    /// <param name="request">What is explained.</param>
    /// <param name="map">The prepared map.</param>
    /// <param name="seen">The part of the picture that the network sees, in pixels.</param>
    /// <param name="inputSize">Rows and columns of the network's input.</param>
    /// <param name="options">How it is drawn.</param>
    /// <param name="network">The network's name, and a caution about this film or none.</param>
    /// <param name="outputsAreGrid">Whether the network's outputs are a grid, and no angle: nothing is then said in degrees.</param>
    public CompositeStage(FilmFormat film, MapRequest request, IMap map, MapRectangle seen, (int Height, int Width) inputSize, DrawingOptions options, (string Name, string Note) network, bool outputsAreGrid = false)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(map);
        ArgumentNullException.ThrowIfNull(options);
        _scale = outputsAreGrid ? InOutputs(map.Scale) : map.Scale;
        (_seen, _options) = (seen, options);
        (_network, _note) = network;
        _compositor = new Compositor(film, new CompositeOptions
        {
            Layout = options.Layout,
            Opacity = options.Opacity,
            Hud = options.Hud,
            Outline = options.Hud,
            Region = options.Region is not null,
            Plot = film.FrameCount != 1,
            Palette = options.Palette ?? (request.Target == Target.Seed ? HeatPaletteKind.Jet : null),
        });
        _method = request.Title;
        var (rows, columns) = (seen.Height / inputSize.Height, seen.Width / inputSize.Width);
        var region = map.Region;
        _covered = new MapRectangle(seen.Left + (region.Left * columns), seen.Top + (region.Top * rows), region.Width * columns, region.Height * rows);
        var shown = options.ScaleMaximum ?? _scale.FullColor;
        _fullColor = shown / _scale.Factor;
        _fixedLabel = Label(shown);
        if (options.Region is not null) _region = new InterestingRegion(film.Width, film.Height);
    }

    /// <inheritdoc/>
    public string Name => "composite";

    /// <summary>The format of finished pictures.</summary>
    public FilmFormat Output => _compositor.Output;

    /// <summary>Whether finished pictures have an alpha plane.</summary>
    public bool HasAlpha => _compositor.HasAlpha;

    /// <summary>See <see cref="Compositor.IsForDevices"/>.</summary>
    internal bool IsForDevices => _compositor.IsForDevices;

    /// <summary>See <see cref="Compositor.ForDevice"/>.</summary>
    internal DeviceDrawing ForDevice => _compositor.ForDevice;

    /// <summary>See <see cref="Compositor.UseDevice"/>.</summary>
    internal void UseDevice(DevicePictures? device) => _compositor.UseDevice(device);

    /// <inheritdoc/>
    public void Process(Frame frame)
    {
        ArgumentNullException.ThrowIfNull(frame);
        frame.Composed ??= new YuvImage(Output.Width, Output.Height, Output.Color);
        if (HasAlpha) frame.Alpha ??= new Plane(new byte[Output.Width * Output.Height], Output.Width, Output.Height, Output.Width);
        var overlay = frame.Overlay;
        var isOwnScale = _options.Scale == HeatScale.Frame && frame.Evidence.Peak > 0;
        overlay.FullColor = isOwnScale ? frame.Evidence.Peak : _fullColor;
        overlay.ScaleLabel = isOwnScale ? Label(frame.Evidence.Peak * _scale.Factor) : _fixedLabel;
        overlay.Threshold = overlay.FullColor * (_options.Threshold ?? DefaultThreshold);
        overlay.Seen = _seen;
        overlay.Rectangle = _covered;
        overlay.Method = _method;
        overlay.Network = _network;
        overlay.Note = NoteOf(_note, frame.Familiarity);
        if (_region is not null) FindRegion(frame, _region, _options.Region!.Value);
        _compositor.Compose(frame, overlay, frame.Composed, frame.Alpha);
    }

    /// <summary>Goes on with the plot of a stage that ends here.</summary>
    internal void Continue(CompositeStage other) => _compositor.Continue(other._compositor);

    /// <summary>What the legend cautions of. The familiarity's limit leaves out 1 % of the training frames themselves: of those it says nothing.</summary>
    internal static string NoteOf(string caution, double? familiarity) => caution.Length == 0 && familiarity < 1 ? Unlike : caution;

    /// <summary>Finds where a frame's map is strong: <see cref="FrameOverlay.Region"/>, nothing where there is no evidence.</summary>
    /// <param name="frame">An explained frame.</param>
    /// <param name="finder">For the film's size.</param>
    /// <param name="threshold">A share of the map's largest value, 0..1.</param>
    internal void FindRegion(Frame frame, InterestingRegion finder, double threshold)
    {
        var overlay = frame.Overlay;
        overlay.Region ??= new RegionBoxes();
        overlay.Region.Clear();
        if (frame.Evidence.IsPositive) finder.Find(overlay.Map, overlay.MapHeight, overlay.MapWidth, _covered, threshold, overlay.Region);
    }

    /// <inheritdoc/>
    public StageTimings Record(StageTimings timings, double milliseconds) => timings with { Composite = milliseconds };

    /// <summary>A scale in the outputs' own unit instead of degrees.</summary>
    private static MapScale InOutputs(MapScale scale) => scale.Unit.StartsWith("deg", StringComparison.Ordinal)
        ? scale with { Factor = scale.Factor * Math.PI / 180, FullColor = scale.FullColor * Math.PI / 180, Unit = "output" + scale.Unit["deg".Length..] }
        : scale;

    private string Label(double shown) => shown >= 0.1
        ? FormattableString.Invariant($"{shown:0.##} {_scale.Unit}")
        : FormattableString.Invariant($"{shown:0.####} {_scale.Unit}");
}
