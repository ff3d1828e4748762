using Steerlens.Kernels.Engines;

namespace Steerlens.Kernels.Maps;

/// <summary>
/// Grad-CAM as first published for steering angles, to compare with those pictures: a layer before its activation, the gradient of a target
/// that depends on the angle divided by its root mean square, a map that starts at one everywhere, cut at zero, divided by its maximum and
/// stretched over the whole input. Near straight the target is sign(angle) / angle, whose gradient points against the angle.
/// </summary>
public sealed class SeedGradCamMap : LayerMap
{
    private const double Floor = 1e-5;

    private readonly IEngine _engine;
    private readonly float[] _outputs;
    private readonly double[] _weights;

    /// <summary>Prepares the buffers.</summary>
    /// <param name="engine">The engine whose frames are explained.</param>
    /// <param name="layer">An index into the network's layers.</param>
    public SeedGradCamMap(IEngine engine, int layer)
        : base(engine, layer, MapScale.OfFrame)
    {
        _engine = engine;
        _outputs = new float[engine.Network.OutputCount];
        _weights = new double[Shape.Channels];
        Region = new InputRegion(0, 0, engine.Network.Input.Height, engine.Network.Input.Width);
    }

    /// <inheritdoc/>
    public override Evidence Compute(ForwardPass pass, ReadOnlySpan<float> input, ReadOnlySpan<float> outputWeights, Target target, Span<float> values)
    {
        _engine.CopyActivation(pass, _engine.Network.Layers.Count - 1, _outputs);
        var angle = 0d;
        for (var output = 0; output < _outputs.Length; output++) angle += (double)outputWeights[output] * _outputs[output];
        ReadActivation(pass);
        ReadGradient(pass, outputWeights);
        MeanGradient(_weights);

        var slope = angle switch
        {
            > AutoTarget.Threshold => 1,
            < -AutoTarget.Threshold => -1,
            _ => -Math.Sign(angle) / (angle * angle),
        };
        var squares = 0d;
        foreach (var value in Gradients) squares += (double)value * value;
        var norm = (Math.Sqrt(squares / Gradients.Length) * Math.Abs(slope)) + Floor;
        foreach (ref var weight in _weights.AsSpan()) weight *= slope / norm;
        WeighChannels(_weights, values);

        // At an angle of exactly 0 the published map is not a number: no evidence.
        foreach (ref var value in values) value = float.IsFinite(value) ? Math.Max(0, 1 + value) : 0;
        return SignedMap.OfMaximum(values, target, target == Target.Seed);
    }
}
