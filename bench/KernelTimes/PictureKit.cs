using Steerlens.Kernels.Drawing;
using Steerlens.Kernels.Engines;
using Steerlens.Kernels.Images;
using Steerlens.Kernels.Maps;
using Steerlens.Models;
using Steerlens.Pipeline.Compositing;
using Steerlens.Pipeline.Scenes;

namespace Steerlens.Bench.KernelTimes;

/// <summary>A 1280x720 picture of a rendered road with its real map, and the kernels that draw on it, as annotating uses them.</summary>
internal sealed class PictureKit : IDisposable
{
    /// <summary>Columns of the picture.</summary>
    public const int Width = 1280;

    /// <summary>Rows of the picture.</summary>
    public const int Height = 720;

    private readonly CpuEngine _engine;
    private readonly ForwardPass _pass;
    private readonly FrameOverlay _overlay = new();
    private readonly MapSampler _sampler = new(Width, Height);
    private readonly SoftMap _soft = new();
    private readonly HeatTable _table = new();
    private readonly HeatBlend _heat = new(Width);
    private readonly FocusBlend _focus;
    private readonly FocusLimits _limits = new();
    private readonly GaussianBlur _blur;
    private readonly HeatPalette _palette;
    private readonly Canvas _canvas = new(Width, Height);
    private readonly Hud _hud;
    private readonly InputResizer _resizer;
    private double _seconds;

    public PictureKit()
    {
        var options = new CompositeOptions();
        Picture = DrawRoad();
        Result = new YuvImage(Width, Height, Picture.Color);
        Result.CopyFrom(Picture);
        Network = DefaultNetwork.Load();
        _engine = new CpuEngine(Network);
        _pass = _engine.NewPass();
        Input = new float[Network.Input.Length];
        _resizer = new InputResizer(Network.Contract, Network.Input, Width, Height, Picture.Color);
        Sigma = Height * options.BlurShare;
        _focus = new FocusBlend(Width, Height, Picture.Color, Sigma);
        _blur = new GaussianBlur(Width, Height, 4, Sigma);
        _palette = new HeatPalette(HeatPaletteKind.Diverging, Picture.Color);
        _hud = new Hud(0, Width, Height, new HudInks(Picture.Color), options, Picture.Color);
        ResizeInput();
        MakeOverlay();
        _table.Fill(_palette, 0.08, options.Opacity);
        _hud.Place(_overlay.Seen);
    }

    /// <summary>The network that is shipped.</summary>
    public Network Network { get; }

    /// <summary>The picture as it was drawn.</summary>
    public YuvImage Picture { get; }

    /// <summary>What is drawn on.</summary>
    public YuvImage Result { get; }

    /// <summary>The network's input, H x W x C.</summary>
    public float[] Input { get; }

    /// <summary>The standard deviation of the blur, in pixels.</summary>
    public double Sigma { get; }

    /// <summary>The part of the picture that the network sees.</summary>
    public MapRectangle Seen => _resizer.Crop;

    /// <summary>Pixels under the instruments' panels.</summary>
    public double PanelArea
    {
        get
        {
            var layout = HudLayout.For(Width, Height, _overlay.Seen);
            return new[] { layout.Wheel, layout.Plot, layout.Legend }.Sum(box => box is { } panel ? panel.Width * panel.Height : 0);
        }
    }

    /// <summary>1280x720 to the network's input.</summary>
    public void ResizeInput() => _resizer.Run(Picture, Input);

    /// <summary>Blurs the luma plane at full size.</summary>
    public void Blur() => _blur.Apply(Result.Y);

    /// <summary>Takes in the map and paints its colours.</summary>
    public void PaintHeat()
    {
        _soft.Take(_overlay.Map, _overlay.MapHeight, _overlay.MapWidth);
        _sampler.Prepare(_soft.Values, _overlay.MapHeight, _overlay.MapWidth, _overlay.Rectangle);
        _heat.Paint(Result, _sampler, _table, _overlay.FullColor);
    }

    /// <summary>Takes in the map, blurs the picture and mixes the sharp one in: blur and blend of all planes.</summary>
    public void Focus()
    {
        _soft.Take(_overlay.Map, _overlay.MapHeight, _overlay.MapWidth);
        var (blurredTo, sharpFrom) = _limits.Of(_soft.Values, 72, 90, 0);
        _focus.Apply(Picture, Result, _soft.Values, _overlay.MapHeight, _overlay.MapWidth, _overlay.Rectangle, blurredTo, sharpFrom);
    }

    /// <summary>Wheel, angle, plot and legend.</summary>
    public void DrawHud()
    {
        _canvas.DrawOn(Result, null);
        _hud.Note(_overlay, _seconds);
        _hud.Draw(_canvas, _overlay, _palette);
        _seconds += 0.04;
    }

    public void Dispose()
    {
        _pass.Dispose();
        _engine.Dispose();
    }

    private void MakeOverlay()
    {
        var map = new OcclusionMethod().Create(_engine, new MapOptions());
        _engine.Forward(Input, _pass);
        _overlay.Map = new float[map.Height * map.Width];
        var evidence = map.Compute(_pass, Input, [1f], Target.Signed, _overlay.Map);
        (_overlay.MapHeight, _overlay.MapWidth) = (map.Height, map.Width);
        (_overlay.Seen, _overlay.Rectangle) = (Seen, Seen);
        _overlay.FullColor = Math.Max(evidence.Peak, 1e-9);
        (_overlay.Angle, _overlay.TrueAngle) = (0.1, 0.12);
        (_overlay.Method, _overlay.Network, _overlay.ScaleLabel) = ("occlusion", Network.Name, "1 deg / 15x15 px");
    }

    private static YuvImage DrawRoad()
    {
        var road = new SceneSource(new SceneOptions { Width = Width, Height = Height, FrameCount = 1 });
        var picture = new YuvImage(Width, Height, road.Format.Color);
        road.Render(0, picture);
        return picture;
    }
}
