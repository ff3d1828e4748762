using Steerlens.Kernels.Engines;

namespace Steerlens.Kernels.Maps;

/// <summary>
/// HiResCAM (Draelos and Carin 2020): at each position of a layer the sum over channels of gradient x activation. Before a linear head the
/// map sums to the angle without its bias.
/// </summary>
public sealed class HiResCamMethod : IMapMethod
{
    /// <inheritdoc/>
    public string Name => "hirescam";

    /// <inheritdoc/>
    public string Title => "HiResCAM";

    /// <inheritdoc/>
    public string Description => "multiplies each activation of a convolution with its own gradient";

    /// <inheritdoc/>
    public IReadOnlyList<Target> Targets { get; } = [Target.Signed, Target.Left, Target.Right, Target.Auto];

    /// <inheritdoc/>
    public IReadOnlyList<string> Options { get; } = [nameof(MapOptions.Layer)];

    /// <inheritdoc/>
    public IMap Create(IEngine engine, MapOptions options)
    {
        ArgumentNullException.ThrowIfNull(engine);
        ArgumentNullException.ThrowIfNull(options);
        return new HiResCamMap(engine, LayerChoice.Resolve(engine.Network, options.Layer));
    }
}

/// <summary>The HiResCAM map of one network and layer: radians (gradient x activation), H x W of the layer.</summary>
/// <param name="engine">The engine whose frames are explained.</param>
/// <param name="layer">An index into the network's layers.</param>
public sealed class HiResCamMap(IEngine engine, int layer) : LayerMap(engine, layer, new MapScale(180 / Math.PI, 1, "deg, gradient x activation"))
{
    /// <inheritdoc/>
    public override Evidence Compute(ForwardPass pass, ReadOnlySpan<float> input, ReadOnlySpan<float> outputWeights, Target target, Span<float> values)
    {
        ReadActivation(pass);
        ReadGradient(pass, outputWeights);
        Magnitude = 0;
        var channels = Shape.Channels;
        for (var position = 0; position < values.Length; position++)
        {
            var (sum, magnitude) = (0d, 0d);
            for (var index = position * channels; index < (position + 1) * channels; index++)
            {
                var product = (double)Gradients[index] * Activations[index];
                sum += product;
                magnitude += Math.Abs(product);
            }

            values[position] = (float)sum;
            Magnitude = Math.Max(Magnitude, magnitude);
        }

        return SignedMap.Resolve(values, target, Magnitude);
    }
}
