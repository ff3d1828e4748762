using Steerlens.Kernels.Engines;
using Steerlens.Models;

namespace Steerlens.Kernels.Maps;

/// <summary>A map with one value for each position of a layer, from what the layer put out and, for most, the angle's gradient there.</summary>
public abstract class LayerMap : IMap
{
    private readonly IEngine _engine;
    private readonly float[] _activation;
    private readonly float[] _gradient;

    /// <summary>Prepares the buffers.</summary>
    /// <param name="engine">The engine whose frames are explained.</param>
    /// <param name="layer">An index into the network's layers.</param>
    /// <param name="scale">How the values are scaled for people.</param>
    protected LayerMap(IEngine engine, int layer, MapScale scale)
    {
        ArgumentNullException.ThrowIfNull(engine);
        _engine = engine;
        Layer = layer;
        Shape = engine.Network.ShapeOf(layer);
        Scale = scale;
        _activation = new float[Shape.Length];
        _gradient = new float[Shape.Length];
        Region = ReceptiveField.Of(engine.Network, layer).RegionOf(Shape);
    }

    /// <inheritdoc/>
    public int Height => Shape.Height;

    /// <inheritdoc/>
    public int Width => Shape.Width;

    /// <inheritdoc/>
    public InputRegion Region { get; protected init; }

    /// <inheritdoc/>
    public MapScale Scale { get; }

    /// <summary>The largest sum of the sizes of a value's terms in the last frame: the scale of rounding and cancellation.</summary>
    public double Magnitude { get; protected set; }

    /// <summary>The layer.</summary>
    protected int Layer { get; }

    /// <summary>The layer's shape.</summary>
    protected TensorShape Shape { get; }

    /// <summary>What the layer put out for the frame: H x W x C.</summary>
    protected ReadOnlySpan<float> Activations => _activation;

    /// <summary>The angle's gradient with respect to that: H x W x C.</summary>
    protected ReadOnlySpan<float> Gradients => _gradient;

    /// <inheritdoc/>
    public abstract Evidence Compute(ForwardPass pass, ReadOnlySpan<float> input, ReadOnlySpan<float> outputWeights, Target target, Span<float> values);

    /// <summary>Fetches the activation of a frame.</summary>
    protected void ReadActivation(ForwardPass pass) => _engine.CopyActivation(pass, Layer, _activation);

    /// <summary>Fetches the gradient of a frame.</summary>
    protected void ReadGradient(ForwardPass pass, ReadOnlySpan<float> outputWeights) => _engine.Backward(pass, outputWeights, Layer, _gradient);

    /// <summary>The mean gradient of each channel.</summary>
    /// <param name="weights">One value for each channel.</param>
    protected void MeanGradient(Span<double> weights)
    {
        ChannelSums.OverPositions(_gradient, weights);
        foreach (ref var weight in weights) weight /= Shape.Height * Shape.Width;
    }

    /// <summary>Each position's sum of the activation weighted by channel.</summary>
    /// <param name="weights">One value for each channel.</param>
    /// <param name="values">The sums.</param>
    protected void WeighChannels(ReadOnlySpan<double> weights, Span<float> values)
    {
        Magnitude = 0;
        for (var position = 0; position < values.Length; position++)
        {
            var (sum, magnitude) = ChannelSums.Weigh(_activation.AsSpan(position * weights.Length, weights.Length), weights);
            values[position] = (float)sum;
            Magnitude = Math.Max(Magnitude, magnitude);
        }
    }
}
