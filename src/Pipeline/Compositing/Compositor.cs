using Steerlens.Kernels.Cuda;
using Steerlens.Kernels.Drawing;
using Steerlens.Kernels.Images;
using Steerlens.Pipeline.Frames;

namespace Steerlens.Pipeline.Compositing;

/// <summary>
/// Puts a frame, its map and the instruments together, in YUV 4:2:0 throughout. One instance composes one film, frame after frame
/// in order (the plot remembers the last seconds); it is not safe for several threads. After the first frames nothing is allocated.
/// </summary>
public sealed class Compositor
{
    private readonly FilmFormat _source;
    private readonly CompositeOptions _options;
    private readonly HeatPalette _signed;
    private readonly HeatPalette _unsigned;
    private readonly HeatTable _table = new();
    private readonly HeatBlend _heat;
    private readonly MapSampler _sampler;
    private readonly SoftMap _softened = new();
    private readonly IFocusBlend? _focus;
    private readonly FocusLimits _limits = new();
    private readonly Canvas _canvas;
    private readonly HudInks _inks;
    private readonly Hud _hud;
    private readonly int _heatLeft;
    private PictureInset? _inset;
    private DevicePictures? _device;

    /// <summary>Prepares everything for one film.</summary>
    /// <param name="source">The film.</param>
    /// <param name="options">What to draw.</param>
    public Compositor(FilmFormat source, CompositeOptions options)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(options);
        (_source, _options) = (source, options);
        Output = options.Layout == Layout.SideBySide ? source with { Width = 2 * source.Width } : source;
        _heatLeft = Output.Width - source.Width;
        _signed = new HeatPalette(options.Palette ?? HeatPaletteKind.Diverging, source.Color);
        _unsigned = new HeatPalette(options.Palette ?? HeatPaletteKind.Sequential, source.Color);
        _heat = new HeatBlend(Output.Width);
        _sampler = new MapSampler(Output.Width, Output.Height);
        if (options.Layout == Layout.Focus) _focus = FocusBlends.Create(source.Width, source.Height, source.Color, source.Height * options.BlurShare);
        _canvas = new Canvas(Output.Width, Output.Height);
        _inks = new HudInks(source.Color);
        _hud = new Hud(_heatLeft, source.Width, source.Height, _inks, options, source.Color);
    }

    /// <summary>Goes on with the plot of a compositor that ends here.</summary>
    internal void Continue(Compositor other) => _hud.Continue(other._hud);

    /// <summary>The format of composed pictures.</summary>
    public FilmFormat Output { get; }

    /// <summary>Whether composed pictures have an alpha plane.</summary>
    public bool HasAlpha => _options.Layout == Layout.Overlay;

    /// <summary>Whether devices have kernels for the layout; the processor draws the others.</summary>
    internal bool IsForDevices => _options.Layout is not (Layout.Pip or Layout.Overlay);

    /// <summary>What a device must know to draw this film.</summary>
    internal DeviceDrawing ForDevice => new(_source.Width, _source.Height, _source.Color, _source.Height * _options.BlurShare);

    private double LineThickness => Math.Max(1, Math.Round(_source.Height / 480d));

    /// <summary>Composes one frame.</summary>
    /// <param name="frame">The source's picture and time; not changed.</param>
    /// <param name="overlay">What to draw.</param>
    /// <param name="destination">Gets the picture; of the output's size. Colours are not multiplied by alpha.</param>
    /// <param name="alpha">Gets the opacity (H x W, 0..255) for the overlay layout; not used by the others.</param>
    /// <exception cref="ArgumentException">A picture, the alpha plane or the map has the wrong size, or alpha is missing.</exception>
    public void Compose(Frame frame, FrameOverlay overlay, YuvImage destination, Plane? alpha)
    {
        ArgumentNullException.ThrowIfNull(frame);
        ArgumentNullException.ThrowIfNull(overlay);
        ArgumentNullException.ThrowIfNull(destination);
        Check(frame.Picture, destination, alpha);
        var picture = frame.Picture;
        var hasMap = overlay.MapHeight > 0 && overlay.MapWidth > 0;
        var palette = overlay.IsSigned ? _signed : _unsigned;
        var sheet = HasAlpha ? alpha : null;
        _table.Fill(palette, overlay.ThresholdShare, _options.Opacity);
        _canvas.DrawOn(destination, sheet);
        _hud.Place(overlay.Seen);
        if (hasMap) _softened.Take(overlay.Map, overlay.MapHeight, overlay.MapWidth);

        HudBox? inset = null;
        switch (_options.Layout)
        {
            case Layout.Focus:
                Focus(frame, destination, overlay, hasMap);
                break;
            case Layout.SideBySide:
                PutBeside(picture, destination);
                if (hasMap && !HeatOnDevice(frame, destination, overlay)) HeatHere(destination, overlay);
                break;
            case Layout.Pip:
                destination.CopyFrom(picture);
                DrawOutline(overlay);
                inset = DrawInset(picture, destination, overlay);
                break;
            case Layout.Overlay:
                MakeTransparent(destination, alpha.GetValueOrDefault());
                if (hasMap) Sample(overlay);
                if (hasMap) _heat.Write(destination, alpha.GetValueOrDefault(), _sampler, _table, overlay.FullColor);
                break;
            default:
                if (hasMap && HeatOnDevice(frame, destination, overlay)) break;
                destination.CopyFrom(picture);
                if (hasMap) HeatHere(destination, overlay);
                break;
        }

        if (_options.Layout != Layout.Pip) DrawOutline(overlay);
        if (_options.Region && overlay.Region is { } region) DrawRegion(region, overlay.Seen, inset);
        _hud.Note(overlay, frame.Pts * _source.TimeBase.ToDouble());
        if (_options.Hud) _hud.Draw(_canvas, overlay, palette);
    }

    /// <summary>Draws maps on a device from now on, made for <see cref="ForDevice"/>.</summary>
    internal void UseDevice(DevicePictures? device) => _device = device;

    private void Check(YuvImage picture, YuvImage destination, Plane? alpha)
    {
        if (picture.Width != _source.Width || picture.Height != _source.Height)
            throw new ArgumentException($"The frame is {picture.Width}x{picture.Height}, the film {_source.Width}x{_source.Height}.", nameof(picture));
        if (destination.Width != Output.Width || destination.Height != Output.Height)
            throw new ArgumentException($"The destination is {destination.Width}x{destination.Height}, the output {Output.Width}x{Output.Height}.", nameof(destination));
        if (HasAlpha && (alpha is not { } plane || plane.Width != Output.Width || plane.Height != Output.Height))
            throw new ArgumentException($"The overlay layout needs an alpha plane of {Output.Width}x{Output.Height}.", nameof(alpha));
    }

    private bool HeatOnDevice(Frame frame, YuvImage destination, FrameOverlay overlay) =>
        _device?.TryHeat(frame.OnDevice, _softened.Values, overlay.MapHeight, overlay.MapWidth, Shifted(overlay), _table, overlay.FullColor, destination, _heatLeft) ?? false;

    private void HeatHere(YuvImage destination, FrameOverlay overlay)
    {
        Sample(overlay);
        _heat.Paint(destination, _sampler, _table, overlay.FullColor);
    }

    private void Sample(FrameOverlay overlay) => _sampler.Prepare(_softened.Values, overlay.MapHeight, overlay.MapWidth, Shifted(overlay));

    /// <summary>Where the map lies on the finished picture.</summary>
    private MapRectangle Shifted(FrameOverlay overlay) => overlay.Rectangle with { Left = overlay.Rectangle.Left + _heatLeft };

    private void Focus(Frame frame, YuvImage destination, FrameOverlay overlay, bool hasMap)
    {
        if (_focus is null || !hasMap)
        {
            destination.CopyFrom(frame.Picture);
            return;
        }

        var map = _softened.Values;
        var (blurredTo, sharpFrom) = _limits.Of(map, _options.FocusFromPercent, _options.FocusToPercent, overlay.Threshold);
        if (_device?.TryFocus(frame.OnDevice, map, overlay.MapHeight, overlay.MapWidth, overlay.Rectangle, blurredTo, sharpFrom, destination) is true) return;
        _focus.Apply(frame.Picture, destination, map, overlay.MapHeight, overlay.MapWidth, overlay.Rectangle, blurredTo, sharpFrom);
    }

    private HudBox? DrawInset(YuvImage picture, YuvImage destination, FrameOverlay overlay)
    {
        if (!(overlay.Seen.Width > 0) || !(overlay.Seen.Height > 0)) return null;
        if (_inset is null || _inset.Seen != overlay.Seen)
            _inset = new PictureInset(_source.Width, _source.Height, _source.Color, overlay.Seen);
        var box = _inset.Draw(picture, destination, overlay, _softened.Values, _table, _source.Height / 36, atBottom: !_options.Hud || _hud.IsAtTop);
        PictureInset.DrawBorder(_canvas, box, 1.5 * LineThickness, _inks.Text);
        return box;
    }

    private void DrawOutline(FrameOverlay overlay)
    {
        if (_options.Outline && overlay.Seen is { Width: > 0, Height: > 0 } seen)
            _canvas.DrawRectangle(seen.Left + _heatLeft, seen.Top, seen.Width, seen.Height, 0, LineThickness, _inks.Outline);
    }

    /// <summary>Boxes around the heat: on the picture, or in the inset where the heat is there. White on dark is no direction's colour.</summary>
    private void DrawRegion(RegionBoxes region, MapRectangle seen, HudBox? inset)
    {
        if (_options.Layout == Layout.Pip && inset is null) return;
        var (left, top, scale) = inset is { } box
            ? (box.Left - (seen.Left * box.Width / seen.Width), box.Top - (seen.Top * box.Width / seen.Width), box.Width / seen.Width)
            : (_heatLeft, 0d, 1d);
        var line = inset is null ? 2 * LineThickness : LineThickness;
        var edge = LineThickness;
        foreach (var part in region.Parts)
        {
            var (x, y, width, height) = (left + (part.Left * scale), top + (part.Top * scale), part.Width * scale, part.Height * scale);
            _canvas.DrawRectangle(x - edge, y - edge, width + (2 * edge), height + (2 * edge), line + edge, line + (2 * edge), _inks.RegionEdge);
            _canvas.DrawRectangle(x, y, width, height, line, line, _inks.Text);
        }
    }

    private void PutBeside(YuvImage picture, YuvImage destination)
    {
        Copy(picture.Y, destination.Y);
        Copy(picture.U, destination.U);
        Copy(picture.V, destination.V);

        static void Copy(Plane from, Plane to)
        {
            for (var y = 0; y < from.Height; y++)
            {
                from.Row(y).CopyTo(to.Row(y));
                from.Row(y).CopyTo(to.Row(y)[from.Width..]);
            }
        }
    }

    private void MakeTransparent(YuvImage destination, Plane alpha)
    {
        destination.Y.Span.Fill((byte)(_source.Color.FullRange ? 0 : 16));
        destination.U.Span.Fill(128);
        destination.V.Span.Fill(128);
        for (var y = 0; y < alpha.Height; y++) alpha.Row(y).Clear();
    }
}
