using Steerlens.Kernels.Engines;
using Steerlens.Kernels.Maps;
using Steerlens.Pipeline.Frames;
using Steerlens.Pipeline.Outputs;

namespace Steerlens.Pipeline.Stages;

/// <summary>Runs the network forward: the angle, and the activations that maps are made from.</summary>
public sealed class InferStage : IStage
{
    private readonly IEngine _engine;
    private readonly float[] _outputs;
    private readonly float[] _weights;
    private readonly AngleDoubt? _doubt;

    /// <summary>Makes the stage.</summary>
    /// <param name="engine">What runs the network.</param>
    /// <param name="outputWeights">The angle as a weighted sum of the outputs, in radians; null for the first output.</param>
    /// <param name="doubt">Says how sure the angle is; null leaves that out.</param>
    public InferStage(IEngine engine, float[]? outputWeights = null, AngleDoubt? doubt = null)
    {
        ArgumentNullException.ThrowIfNull(engine);
        (_engine, _doubt) = (engine, doubt);
        _outputs = new float[engine.Network.OutputCount];
        _weights = outputWeights ?? OutputChoice.Resolve(engine.Network, choice: null);
    }

    /// <inheritdoc/>
    public string Name => "infer";

    /// <inheritdoc/>
    public void Process(Frame frame)
    {
        ArgumentNullException.ThrowIfNull(frame);
        frame.Pass ??= _engine.NewPass();
        _engine.Forward(frame.Input, frame.Pass);
        _engine.CopyActivation(frame.Pass, _engine.Network.Layers.Count - 1, _outputs);
        if (_engine.Network.Contract.OutputGrid is { } grid)
        {
            if (frame.Overlay.Outputs.Length == 0) frame.Overlay.Outputs = new float[_outputs.Length];
            _outputs.CopyTo(frame.Overlay.Outputs, 0);
            frame.Overlay.OutputGrid = grid;
        }

        frame.Angle = 0;
        for (var output = 0; output < _outputs.Length; output++) frame.Angle += (double)_weights[output] * _outputs[output];
        if (!double.IsFinite(frame.Angle))
            throw new SteerlensException(ExitCode.InputUnreadable, $"The network's angle for frame {frame.Index} is {frame.Angle}: its weights or its input contract (scale, offset) can't be right.");
        _doubt?.Measure(frame);
    }

    /// <inheritdoc/>
    public StageTimings Record(StageTimings timings, double milliseconds) => timings with { Infer = milliseconds };
}
