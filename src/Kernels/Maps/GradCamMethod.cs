using Steerlens.Kernels.Engines;
using Steerlens.Models;

namespace Steerlens.Kernels.Maps;

/// <summary>
/// Grad-CAM (Selvaraju et al. 2017) for regression (Gildenblat 2016): the channels of a layer, each weighted with the mean gradient of the
/// angle. The signed sum is the map; left and right are its two halves.
/// </summary>
public sealed class GradCamMethod : IMapMethod
{
    /// <inheritdoc/>
    public string Name => "gradcam";

    /// <inheritdoc/>
    public string Title => "Grad-CAM";

    /// <inheritdoc/>
    public string Description => "weighs the channels of a convolution with the mean gradient of the angle";

    /// <inheritdoc/>
    public IReadOnlyList<Target> Targets { get; } = [Target.Signed, Target.Left, Target.Right, Target.Auto];

    /// <inheritdoc/>
    public IMap Create(IEngine engine, MapOptions options)
    {
        ArgumentNullException.ThrowIfNull(engine);
        ArgumentNullException.ThrowIfNull(options);
        return new GradCamMap(engine, LayerChoice.Resolve(engine.Network, options.Layer));
    }
}

/// <summary>The Grad-CAM map of one network and layer: radians (mean gradient x activation), H x W of the layer.</summary>
public sealed class GradCamMap : IMap
{
    /// <summary>
    /// A half whose peak is below this share of the largest sum of |weight| |activation| has no positive evidence: it is
    /// what is left of terms that cancel.
    /// </summary>
    public const double EvidenceShare = 0.01;

    private readonly IEngine _engine;
    private readonly int _layer;
    private readonly TensorShape _shape;
    private readonly float[] _activation;
    private readonly float[] _gradient;
    private readonly double[] _weights;

    /// <summary>Prepares the buffers.</summary>
    /// <param name="engine">The engine whose frames are explained.</param>
    /// <param name="layer">An index into the network's layers.</param>
    public GradCamMap(IEngine engine, int layer)
    {
        ArgumentNullException.ThrowIfNull(engine);
        _engine = engine;
        _layer = layer;
        _shape = engine.Network.ShapeOf(layer);
        _activation = new float[_shape.Length];
        _gradient = new float[_shape.Length];
        _weights = new double[_shape.Channels];
        Region = ReceptiveField.Of(engine.Network, layer).RegionOf(_shape);
        Scale = new MapScale(180 / Math.PI, 0.4, "deg, mean gradient x activation");
    }

    /// <inheritdoc/>
    public int Height => _shape.Height;

    /// <inheritdoc/>
    public int Width => _shape.Width;

    /// <inheritdoc/>
    public InputRegion Region { get; }

    /// <inheritdoc/>
    public MapScale Scale { get; }

    /// <summary>The largest sum of |weight| |activation| over the positions of the last frame: the scale of rounding and cancellation.</summary>
    public double Magnitude { get; private set; }

    /// <inheritdoc/>
    public Evidence Compute(ForwardPass pass, ReadOnlySpan<float> input, ReadOnlySpan<float> outputWeights, Target target, Span<float> values)
    {
        _engine.CopyActivation(pass, _layer, _activation);
        _engine.Backward(pass, outputWeights, _layer, _gradient);
        var positions = _shape.Height * _shape.Width;
        Array.Clear(_weights);
        for (var index = 0; index < _gradient.Length; index++) _weights[index % _shape.Channels] += _gradient[index];
        for (var channel = 0; channel < _weights.Length; channel++) _weights[channel] /= positions;

        var sign = target == Target.Left ? -1 : 1;
        var peak = 0d;
        Magnitude = 0;
        for (var position = 0; position < positions; position++)
        {
            var (sum, magnitude) = (0d, 0d);
            for (var channel = 0; channel < _weights.Length; channel++)
            {
                var product = _weights[channel] * _activation[(position * _weights.Length) + channel];
                sum += product;
                magnitude += Math.Abs(product);
            }

            var value = target == Target.Signed ? sum : Math.Max(0, sign * sum);
            values[position] = (float)value;
            peak = Math.Max(peak, Math.Abs(value));
            Magnitude = Math.Max(Magnitude, magnitude);
        }

        if (target == Target.Signed || (peak > 0 && peak >= EvidenceShare * Magnitude)) return new Evidence((float)peak, IsPositive: true);
        values.Clear();
        return new Evidence(0, IsPositive: false);
    }
}
