using Steerlens.Kernels.Engines;

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
    public IReadOnlyList<Target> Targets { get; } = [Target.Signed, Target.Left, Target.Right, Target.Auto, Target.Seed];

    /// <inheritdoc/>
    public IReadOnlyList<string> Options { get; } = [nameof(MapOptions.Layer)];

    /// <inheritdoc/>
    public IMap Create(IEngine engine, MapOptions options)
    {
        ArgumentNullException.ThrowIfNull(engine);
        ArgumentNullException.ThrowIfNull(options);
        return options.IsSeed
            ? new SeedGradCamMap(engine, LayerChoice.BeforeActivation(engine.Network, options.Layer))
            : new GradCamMap(engine, LayerChoice.Resolve(engine.Network, options.Layer));
    }
}

/// <summary>The Grad-CAM map of one network and layer: radians (mean gradient x activation), H x W of the layer.</summary>
public sealed class GradCamMap : LayerMap
{
    private readonly double[] _weights;

    /// <summary>Prepares the buffers.</summary>
    /// <param name="engine">The engine whose frames are explained.</param>
    /// <param name="layer">An index into the network's layers.</param>
    public GradCamMap(IEngine engine, int layer)
        : base(engine, layer, new MapScale(180 / Math.PI, 0.4, "deg, mean gradient x activation"))
    {
        _weights = new double[Shape.Channels];
    }

    /// <inheritdoc/>
    public override Evidence Compute(ForwardPass pass, ReadOnlySpan<float> input, ReadOnlySpan<float> outputWeights, Target target, Span<float> values)
    {
        ReadActivation(pass);
        ReadGradient(pass, outputWeights);
        MeanGradient(_weights);
        WeighChannels(_weights, values);
        return SignedMap.Resolve(values, target, Magnitude);
    }
}
