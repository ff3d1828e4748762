using Steerlens.Kernels.Engines;
using Steerlens.Kernels.Maps;
using Steerlens.Kernels.Truth;
using Steerlens.Pipeline.Commands.Options;
using Steerlens.Pipeline.Frames;
using Steerlens.Pipeline.Outputs;

namespace Steerlens.Pipeline.Stages;

/// <summary>Makes the map that was asked for.</summary>
public sealed class ExplainStage : IStage, IDisposable
{
    private readonly MapRequest _request;
    private readonly AutoTarget _auto = new();
    private readonly MapSmoother? _smoother;
    private readonly double _secondsPerTick;
    private readonly CpuEngine? _rankEngine;
    private readonly FilmRank? _rank;
    private int _untilCheck;
    private MapRank? _lastRank;

    /// <summary>Prepares the map.</summary>
    /// <param name="engine">The engine that has run the frames.</param>
    /// <param name="request">What is explained.</param>
    /// <param name="secondsPerTick">The time of one tick of a frame's time stamp, for smoothing.</param>
    /// <exception cref="SteerlensException">An option does not fit the network.</exception>
    public ExplainStage(IEngine engine, MapRequest request, double secondsPerTick = 1)
    {
        ArgumentNullException.ThrowIfNull(engine);
        ArgumentNullException.ThrowIfNull(request);
        (_request, _secondsPerTick) = (request, secondsPerTick);
        if (request.SmoothingSeconds is { } seconds) _smoother = new MapSmoother(seconds);
        try
        {
            OutputWeights = OutputChoice.Resolve(engine.Network, request.Output);
            Map = request.Method.Create(engine, request.Options);
            if (request.CheckEvery == 0) return;

            // A rank asks a hundred times for an angle: one thread of its own is quicker than many that wait for each other at every layer.
            _rankEngine = new CpuEngine(engine.Network, threads: 1);
            _rank = new FilmRank(_rankEngine, Map, DeletionFills.Of(request.Method, request.Options), OutputWeights);
        }
        catch (MapOptionException exception)
        {
            throw new SteerlensException(ExitCode.Usage, exception.Message, exception);
        }
    }

    /// <inheritdoc/>
    public string Name => "explain";

    /// <summary>The prepared map.</summary>
    public IMap Map { get; }

    /// <summary>The explained angle as a weighted sum of the network's outputs: radians, positive = right.</summary>
    public float[] OutputWeights { get; }

    /// <inheritdoc/>
    public void Process(Frame frame)
    {
        ArgumentNullException.ThrowIfNull(frame);
        var overlay = frame.Overlay;
        if (overlay.Map.Length == 0) overlay.Map = new float[Map.Height * Map.Width];
        var target = _request.Target == Target.Auto ? _auto.Resolve(frame.Angle) : _request.Target;
        frame.Evidence = Map.Compute(frame.Pass!, frame.Input, OutputWeights, target, overlay.Map);
        if (_smoother is not null)
            frame.Evidence = frame.Evidence with { Peak = _smoother.Apply(overlay.Map, frame.Pts * _secondsPerTick, target) };
        Check(frame);
        overlay.MapHeight = Map.Height;
        overlay.MapWidth = Map.Width;
        overlay.IsSigned = target == Target.Signed;
        overlay.Target = NameOf(_request.Target, target);
        overlay.Finding = frame.Evidence.IsPositive ? "" : "no positive evidence";
        overlay.Angle = frame.Angle;
        overlay.TrueAngle = frame.TrueAngle;
        overlay.AngleSpread = frame.AngleSpread;
    }

    /// <inheritdoc/>
    public StageTimings Record(StageTimings timings, double milliseconds) => timings with { Explain = milliseconds };

    /// <inheritdoc/>
    public void Dispose()
    {
        _rank?.Dispose();
        _rankEngine?.Dispose();
        Map.Dispose();
    }

    /// <summary>Ranks the map of every so manyth frame; the frames between show the last rank.</summary>
    private void Check(Frame frame)
    {
        frame.Rank = null;
        if (_rank is null) return;
        if (_untilCheck-- == 0)
        {
            _untilCheck = _request.CheckEvery - 1;
            _lastRank = frame.Evidence.IsPositive ? _rank.Next(frame.Input, frame.Overlay.Map, frame.Pts * _secondsPerTick) : null;
            frame.Rank = _lastRank;
        }

        frame.Overlay.Rank = _lastRank?.Rank;
    }

    private static string NameOf(Target asked, Target resolved) => (asked, resolved) switch
    {
        (Target.Signed or Target.Undirected, _) => "",
        (Target.Auto, Target.Left) => "auto: left",
        (Target.Auto, _) => "auto: right",
        (_, Target.Left) => "left",
        (_, Target.Right) => "right",
        (_, Target.Seed) => "seed",
        _ => "hold",
    };
}
