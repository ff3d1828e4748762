using Steerlens.Kernels.Engines;

namespace Steerlens.Kernels.Truth;

/// <summary>Asks a network for the angle of one input after the other. It allocates nothing for one.</summary>
public sealed class AngleProbe : IDisposable
{
    private readonly IEngine _engine;
    private readonly ForwardPass _pass;
    private readonly float[] _outputs;
    private readonly float[] _weights;

    /// <summary>Prepares the buffers.</summary>
    /// <param name="engine">What runs the network.</param>
    /// <param name="outputWeights">The angle as a weighted sum of the outputs: radians, positive = right.</param>
    public AngleProbe(IEngine engine, ReadOnlySpan<float> outputWeights)
    {
        ArgumentNullException.ThrowIfNull(engine);
        if (outputWeights.Length != engine.Network.OutputCount)
            throw new ArgumentException($"{outputWeights.Length} weights are not one for each of {engine.Network.OutputCount} outputs.", nameof(outputWeights));
        (_engine, _pass, _weights) = (engine, engine.NewPass(), outputWeights.ToArray());
        _outputs = new float[_weights.Length];
    }

    /// <summary>The activations of the last input.</summary>
    public ForwardPass Pass => _pass;

    /// <summary>The angle of an input in radians, positive = right.</summary>
    /// <param name="input">H x W x C float32.</param>
    public double Of(ReadOnlySpan<float> input)
    {
        _engine.Forward(input, _pass);
        _engine.CopyActivation(_pass, _engine.Network.Layers.Count - 1, _outputs);
        var angle = 0d;
        for (var output = 0; output < _outputs.Length; output++) angle += (double)_weights[output] * _outputs[output];
        return angle;
    }

    /// <inheritdoc/>
    public void Dispose() => _pass.Dispose();
}
