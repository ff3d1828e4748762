using Steerlens.Kernels.Engines;
using Steerlens.Kernels.Maps;
using Steerlens.Pipeline.Commands.Options;
using Steerlens.Pipeline.Frames;
using Steerlens.Pipeline.Outputs;

namespace Steerlens.Pipeline.Stages;

/// <summary>Makes the map: batched occlusion windows or regression Grad-CAM.</summary>
public sealed class ExplainStage : IStage
{
    private readonly MapRequest _request;
    private readonly AutoTarget _auto = new();
    private readonly float[] _outputWeights;

    /// <summary>Prepares the map.</summary>
    /// <exception cref="SteerlensException">An option does not fit the network.</exception>
    public ExplainStage(IEngine engine, MapRequest request)
    {
        ArgumentNullException.ThrowIfNull(engine);
        ArgumentNullException.ThrowIfNull(request);
        _request = request;
        _outputWeights = new float[engine.Network.OutputCount];
        _outputWeights[0] = (float)engine.Network.Contract.RadiansPerUnit;
        try
        {
            Map = request.Method.Create(engine, request.Options);
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

    /// <inheritdoc/>
    public void Process(Frame frame)
    {
        ArgumentNullException.ThrowIfNull(frame);
        var overlay = frame.Overlay;
        if (overlay.Map.Length == 0) overlay.Map = new float[Map.Height * Map.Width];
        var target = _request.Target == Target.Auto ? _auto.Resolve(frame.Angle) : _request.Target;
        frame.Evidence = Map.Compute(frame.Pass!, frame.Input, _outputWeights, target, overlay.Map);
        overlay.MapHeight = Map.Height;
        overlay.MapWidth = Map.Width;
        overlay.IsSigned = target == Target.Signed;
        overlay.Target = NameOf(_request.Target, target);
        overlay.Finding = frame.Evidence.IsPositive ? "" : "no positive evidence";
        overlay.Angle = frame.Angle;
        overlay.TrueAngle = frame.TrueAngle;
    }

    /// <inheritdoc/>
    public StageTimings Record(StageTimings timings, double milliseconds) => timings with { Explain = milliseconds };

    private static string NameOf(Target asked, Target resolved) => (asked, resolved) switch
    {
        (Target.Signed, _) => "",
        (Target.Auto, Target.Left) => "auto: left",
        (Target.Auto, _) => "auto: right",
        (_, Target.Left) => "left",
        (_, Target.Right) => "right",
        _ => "hold",
    };
}
