using System.Diagnostics;
using Steerlens.Kernels.Cuda;
using Steerlens.Kernels.Engines;
using Steerlens.Kernels.Maps;
using Steerlens.Models;
using Steerlens.Pipeline.Annotation;
using Steerlens.Pipeline.Commands.Options;
using Steerlens.Pipeline.Frames;
using Steerlens.Pipeline.Stages;

namespace Steerlens.Pipeline.Live.Session;

/// <summary>
/// The stages for one choice of settings and one picture format, with a frame of their own, so that the source's frames go back at once and
/// the frame that is shown can be computed again. One thread at a time; a frame allocates nothing once warm.
/// </summary>
internal sealed class LiveStages : IDisposable
{
    private readonly IEngine _engine;
    private readonly AngleDoubt? _doubt;
    private readonly DevicePictures? _pictures;
    private readonly InferStage _infer;
    private readonly IStage[] _all;
    private readonly IStage[] _afterResize;
    private readonly float[] _outputs;
    private bool _ownsMap = true;

    private LiveStages(LiveSettings settings, MapRequest request, FilmFormat format, IEngine engine, AngleDoubt? doubt, DevicePictures? pictures, ResizeStage resize, ExplainStage explain, CompositeStage composite, Frame frame)
    {
        (Settings, Request, Format, _engine, _doubt, _pictures, Resize, Explain, Composite, Frame) = (settings, request, format, engine, doubt, pictures, resize, explain, composite, frame);
        _infer = new InferStage(engine, explain.OutputWeights, doubt);
        _all = [resize, _infer, explain, composite];
        _afterResize = [_infer, explain, composite];
        _outputs = new float[engine.Network.OutputCount];
    }

    /// <summary>What they were made for.</summary>
    public LiveSettings Settings { get; }

    /// <summary>The map.</summary>
    public MapRequest Request { get; }

    /// <summary>The pictures that they take.</summary>
    public FilmFormat Format { get; }

    /// <summary>The network.</summary>
    public Network Network => _engine.Network;

    /// <summary>What runs it.</summary>
    public IEngine Engine => _engine;

    /// <summary>The first stage.</summary>
    public ResizeStage Resize { get; }

    /// <summary>The map's stage.</summary>
    public ExplainStage Explain { get; }

    /// <summary>The drawing.</summary>
    public CompositeStage Composite { get; }

    /// <summary>The frame that is shown, with all that the stages added.</summary>
    public Frame Frame { get; }

    /// <summary>Whether a frame was taken yet.</summary>
    public bool HasFrame { get; private set; }

    /// <summary>The network's raw outputs for the frame.</summary>
    public ReadOnlySpan<float> Outputs => _outputs;

    /// <summary>The windows of the map's bank; 0 for a map without one.</summary>
    public int Windows => Explain.Map switch { OcclusionMap map => map.Bank.Count, ProductMap product => product.Windows, _ => 0 };

    /// <summary>Makes the stages, with what can be kept of others.</summary>
    /// <param name="other">Stages at work; null for none. They stay whole; <see cref="TakeOver"/> moves on to the new ones.</param>
    /// <param name="settings">The settings.</param>
    /// <param name="format">The pictures.</param>
    /// <param name="start">What the command line asked for.</param>
    /// <param name="shelf">The networks.</param>
    /// <param name="caution">What a picture of the source must say with a network; empty for nothing.</param>
    /// <param name="cancellationToken">Waits no longer.</param>
    /// <exception cref="SteerlensException">The network refuses a setting.</exception>
    /// <exception cref="NetworkFormatException">The network's file can't be used.</exception>
    public static async Task<LiveStages> MakeAsync(
        LiveStages? other, LiveSettings settings, FilmFormat format, LiveStart start, NetworkShelf shelf, Func<Network, string> caution, CancellationToken cancellationToken)
    {
        var request = settings.MapOf(start.Map);
        var network = await shelf.ReadAsync(settings.Network, cancellationToken);
        var isSameNetwork = other is not null && other.Format == format && string.Equals(other.Settings.Network, settings.Network, StringComparison.Ordinal);
        if (isSameNetwork && other!.Settings.IsSameMap(settings))
        {
            var redrawn = Compose(other.Explain, other.Resize);
            return new LiveStages(settings, request, format, other._engine, other._doubt, other._pictures, other.Resize, other.Explain, redrawn, other.Frame) { HasFrame = other.HasFrame, _ownsMap = false };
        }

        var notes = new List<string>();
        var engine = EngineChoice.Create(network, start.Device, start.Threads, notes, start.Note);
        AngleDoubt? doubt = null;
        DevicePictures? pictures = null;
        ExplainStage? explain = null;
        try
        {
            // The network's own refusals first: those of the trainings beside it would name a network that nobody chose.
            var resize = isSameNetwork ? other!.Resize : new ResizeStage(network, format);
            explain = new ExplainStage(engine, request, format.TimeBase.ToDouble());
            doubt = await DoubtChoice.LoadAsync(start.Doubt, shelf.OptionsOf(settings.Network), engine, settings.Output, [], cancellationToken);
            var composite = Compose(explain, resize);
            pictures = DeviceDrawingChoice.Make(engine, resize, composite, notes);
            var stages = new LiveStages(settings, request, format, engine, doubt, pictures, resize, explain, composite, new Frame(format));
            stages.Warm();
            foreach (var note in notes) start.Note(note);
            return stages;
        }
        catch
        {
            pictures?.Dispose();
            explain?.Dispose();
            doubt?.Dispose();
            engine.Dispose();
            throw;
        }

        CompositeStage Compose(ExplainStage map, ResizeStage resize) => new(
            format, request, map.Map, resize.Seen, (network.Input.Height, network.Input.Width), settings.DrawingOf(start.Drawing),
            (network.Name, caution(network)), network.Contract.OutputGrid is not null);
    }

    /// <summary>Takes the frame of stages that worked until now over, and frees what of theirs is not in use here.</summary>
    public void TakeOver(LiveStages other)
    {
        if (!_ownsMap)
        {
            // The same frame, drawn otherwise.
            _ownsMap = true;
            other._ownsMap = false;
            HasFrame = other.HasFrame;
            other._outputs.CopyTo(_outputs, 0);
            if (Frame.Composed is { } composed && (composed.Width, composed.Height) != (Composite.Output.Width, Composite.Output.Height)) Frame.Composed = null;
        }
        else if (other.HasFrame && other.Format == Format)
        {
            Frame.Picture.CopyFrom(other.Frame.Picture);
            (Frame.Index, Frame.Pts, Frame.TrueAngle, Frame.Timings) = (other.Frame.Index, other.Frame.Pts, other.Frame.TrueAngle, other.Frame.Timings);
            HasFrame = true;
            if (ReferenceEquals(Resize, other.Resize)) Frame.Input = [.. other.Frame.Input];
        }

        // The plot goes on, unless what it shows is another angle now.
        if (string.Equals(Settings.Network, other.Settings.Network, StringComparison.Ordinal) && string.Equals(Settings.Output, other.Settings.Output, StringComparison.Ordinal)) Composite.Continue(other.Composite);
        other.Dispose();
    }

    /// <summary>Lets the stages work where their engine's device is; to be called when no others use the first stage any more.</summary>
    public void UseDevice()
    {
        Resize.UseDevice(_pictures);
        Composite.UseDevice(_pictures);
    }

    /// <summary>Takes a frame of the source through all stages.</summary>
    /// <exception cref="SteerlensException">The network's numbers make no sense.</exception>
    public void Process(Frame frame)
    {
        Frame.Picture.CopyFrom(frame.Picture);
        (Frame.Index, Frame.Pts, Frame.TrueAngle, Frame.Timings) = (frame.Index, frame.Pts, frame.TrueAngle, frame.Timings);
        Run(_all);
    }

    /// <summary>Computes the frame again; of a network that reads several frames, with those that it had before it.</summary>
    public void Again() => Run(Frame.Input.Length == 0 ? _all : _afterResize);

    /// <inheritdoc/>
    public void Dispose()
    {
        if (!_ownsMap) return;
        _ownsMap = false;
        Explain.Dispose();
        _doubt?.Dispose();
        Frame.Free();
        _pictures?.Dispose();
        _engine.Dispose();
        FreedMemory.GiveBack();
    }

    private void Run(IStage[] stages)
    {
        foreach (var stage in stages)
        {
            var start = Stopwatch.GetTimestamp();
            stage.Process(Frame);
            Frame.Timings = stage.Record(Frame.Timings, Stopwatch.GetElapsedTime(start).TotalMilliseconds);
        }

        _engine.CopyActivation(Frame.Pass!, Network.Layers.Count - 1, _outputs);
        HasFrame = true;
    }

    /// <summary>Lets the map make its tables now, beside the stages that still work.</summary>
    private void Warm()
    {
        using var pass = _engine.NewPass();
        var input = new float[Network.Input.Length];
        _engine.Forward(input, pass);
        var target = Request.Target == Target.Auto ? Target.Right : Request.Target;
        Explain.Map.Compute(pass, input, Explain.OutputWeights, target, new float[Explain.Map.Height * Explain.Map.Width]);
    }
}
