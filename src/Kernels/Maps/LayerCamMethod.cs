using Steerlens.Kernels.Engines;

namespace Steerlens.Kernels.Maps;

/// <summary>
/// LayerCAM (Jiang et al. 2021): at each position of a layer the sum over channels of activation x gradient, of the gradients that push
/// the target's way alone. Right minus left would be HiResCAM's signed map, so only the halves are offered.
/// </summary>
public sealed class LayerCamMethod : IMapMethod
{
    /// <inheritdoc/>
    public string Name => "layercam";

    /// <inheritdoc/>
    public string Title => "LayerCAM";

    /// <inheritdoc/>
    public string Description => "multiplies each activation of a convolution with its gradient where that pushes the target's way";

    /// <inheritdoc/>
    public IReadOnlyList<Target> Targets { get; } = [Target.Auto, Target.Left, Target.Right];

    /// <inheritdoc/>
    public IReadOnlyList<string> Options { get; } = [nameof(MapOptions.Layer)];

    /// <inheritdoc/>
    public IMap Create(IEngine engine, MapOptions options)
    {
        ArgumentNullException.ThrowIfNull(engine);
        ArgumentNullException.ThrowIfNull(options);
        return new LayerCamMap(engine, LayerChoice.Resolve(engine.Network, options.Layer));
    }
}

/// <summary>The LayerCAM map of one network and layer: radians (one-sided gradient x activation), H x W of the layer.</summary>
/// <param name="engine">The engine whose frames are explained.</param>
/// <param name="layer">An index into the network's layers.</param>
public sealed class LayerCamMap(IEngine engine, int layer) : LayerMap(engine, layer, new MapScale(180 / Math.PI, 1, "deg, one-sided gradient x activation"))
{
    /// <inheritdoc/>
    public override Evidence Compute(ForwardPass pass, ReadOnlySpan<float> input, ReadOnlySpan<float> outputWeights, Target target, Span<float> values)
    {
        if (target is not (Target.Left or Target.Right)) throw new ArgumentOutOfRangeException(nameof(target), target, "LayerCAM is left or right; the caller resolves 'auto'.");
        var sign = target == Target.Left ? -1 : 1;
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
                magnitude += Math.Abs(product);
                sum += Math.Max(0, sign * (double)Gradients[index]) * Activations[index];
            }

            values[position] = (float)sum;
            Magnitude = Math.Max(Magnitude, magnitude);
        }

        // The values are already what the target asks for: all that is left to cut are negative activations.
        return SignedMap.Resolve(values, Target.Right, Magnitude);
    }
}
