using Steerlens.Kernels.Engines;
using Steerlens.Models;

namespace Steerlens.Kernels.Maps;

/// <summary>
/// CAM (Zhou et al. 2016), for networks that take the mean of their last feature maps before one dense layer: the feature maps, weighted with
/// that layer's weights. The map's mean plus the bias is the angle before a last non-linearity.
/// </summary>
public sealed class CamMethod : IMapMethod
{
    /// <inheritdoc/>
    public string Name => "cam";

    /// <inheritdoc/>
    public string Title => "CAM";

    /// <inheritdoc/>
    public string Description => "weighs the last feature maps with the weights of the output, in networks that take their mean";

    /// <inheritdoc/>
    public IReadOnlyList<Target> Targets { get; } = [Target.Signed, Target.Left, Target.Right, Target.Auto];

    /// <inheritdoc/>
    public IReadOnlyList<string> Options { get; } = [];

    /// <inheritdoc/>
    public IMap Create(IEngine engine, MapOptions options)
    {
        ArgumentNullException.ThrowIfNull(engine);
        return CamMap.Find(engine) ?? throw new MapOptionException(
            $"The network '{engine.Network.Name}' has no mean over rows and columns in front of a single dense layer, so it has no class activation map: use gradcam, hirescam or layercam.");
    }
}

/// <summary>The CAM of one network: radians before a last non-linearity, H x W of the last feature maps.</summary>
public sealed class CamMap : LayerMap
{
    private readonly Dense _dense;
    private readonly Affine[] _between;
    private readonly double[] _weights;

    private CamMap(IEngine engine, int layer, Dense dense, Affine[] between)
        : base(engine, layer, new MapScale(180 / Math.PI, 60, "deg; the map's mean + bias is the angle"))
    {
        (_dense, _between) = (dense, between);
        _weights = new double[Shape.Channels];
    }

    /// <summary>What the last frame's map leaves out: the mean of the map plus this is the weighted sum of the outputs, in radians.</summary>
    public double Bias { get; private set; }

    /// <inheritdoc/>
    public override Evidence Compute(ForwardPass pass, ReadOnlySpan<float> input, ReadOnlySpan<float> outputWeights, Target target, Span<float> values)
    {
        ReadActivation(pass);
        Weigh(outputWeights);
        WeighChannels(_weights, values);
        return SignedMap.Resolve(values, target, Magnitude);
    }

    /// <summary>The map of a network, or null where it is not of the kind that has one.</summary>
    internal static CamMap? Find(IEngine engine)
    {
        var layers = engine.Network.Layers;
        for (var index = 0; index < layers.Count; index++)
        {
            if (layers[index] is not AveragePool { Output: { Height: 1, Width: 1 } } mean) continue;
            var shape = engine.Network.ShapeOf(mean.Inputs[0]);
            if (mean.Inputs[0] == Network.InputIndex || mean.Kernel != (shape.Height, shape.Width)) continue;
            var between = layers.Skip(index + 1).TakeWhile(layer => layer is Affine).Cast<Affine>().ToArray();
            var rest = layers.Skip(index + 1 + between.Length).ToArray();
            if (rest is [Dense dense, .. var after] && after.All(layer => layer is Activation or Affine)) return new CamMap(engine, mean.Inputs[0], dense, between);
        }

        return null;
    }

    private void Weigh(ReadOnlySpan<float> outputWeights)
    {
        Bias = 0;
        for (var output = 0; output < outputWeights.Length; output++) Bias += (double)outputWeights[output] * _dense.Bias[output];
        for (var channel = 0; channel < _weights.Length; channel++)
        {
            var weight = 0d;
            for (var output = 0; output < outputWeights.Length; output++) weight += (double)outputWeights[output] * _dense.Weights[(channel * outputWeights.Length) + output];
            var (scale, offset) = (1d, 0d);
            foreach (var affine in _between)
            {
                var factor = affine.Scale[channel % affine.Scale.Length];
                (scale, offset) = (scale * factor, (offset * factor) + affine.Offset[channel % affine.Offset.Length]);
            }

            _weights[channel] = weight * scale;
            Bias += weight * offset;
        }
    }
}
