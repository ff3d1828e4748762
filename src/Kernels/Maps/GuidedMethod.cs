using System.Numerics.Tensors;
using Steerlens.Kernels.Engines;
using Steerlens.Models;

namespace Steerlens.Kernels.Maps;

/// <summary>
/// Guided saliency (Springenberg et al. 2015): the gradient carried back through open ReLUs and only where it is positive. It fails
/// randomisation checks (Adebayo et al. 2018): the picture hardly changes when the network's weights are replaced with random ones.
/// </summary>
public sealed class GuidedMethod : IMapMethod
{
    /// <inheritdoc/>
    public string Name => "guided";

    /// <inheritdoc/>
    public string Title => "guided saliency (fails checks)";

    /// <inheritdoc/>
    public string Description => "is saliency that passes ReLUs only where its gradient is positive: sharp, but it fails randomisation checks, so it says more about edges than about the network";

    /// <inheritdoc/>
    public IReadOnlyList<Target> Targets { get; } = [Target.Auto, Target.Left, Target.Right];

    /// <inheritdoc/>
    public IReadOnlyList<string> Options { get; } = [nameof(MapOptions.Channels)];

    /// <inheritdoc/>
    public IMap Create(IEngine engine, MapOptions options)
    {
        ArgumentNullException.ThrowIfNull(engine);
        ArgumentNullException.ThrowIfNull(options);
        return engine.Network.Layers.Any(layer => layer is Activation { Kind: ActivationKind.Relu })
            ? new GuidedMap(engine, options.Channels)
            : throw new MapOptionException($"The network '{engine.Network.Name}' has no ReLU, without which guided saliency is saliency: use saliency.");
    }
}

/// <summary>The guided saliency map of one network: the guided gradient's size (of no physical meaning), H x W of the input.</summary>
public sealed class GuidedMap : IMap
{
    private readonly IEngine _engine;
    private readonly ChannelReduction _channels;
    private readonly float[] _gradient;
    private readonly float[] _weights;

    /// <summary>Prepares the buffers.</summary>
    public GuidedMap(IEngine engine, ChannelReduction channels)
    {
        ArgumentNullException.ThrowIfNull(engine);
        (_engine, _channels) = (engine, channels);
        var input = engine.Network.Input;
        _gradient = new float[input.Length];
        _weights = new float[engine.Network.OutputCount];
        (Height, Width, Region) = (input.Height, input.Width, new InputRegion(0, 0, input.Height, input.Width));
        Scale = new MapScale(1, 0.005, "guided gradient (no unit)", "guided gradient");
    }

    /// <inheritdoc/>
    public int Height { get; }

    /// <inheritdoc/>
    public int Width { get; }

    /// <inheritdoc/>
    public InputRegion Region { get; }

    /// <inheritdoc/>
    public MapScale Scale { get; }

    /// <inheritdoc/>
    public Evidence Compute(ForwardPass pass, ReadOnlySpan<float> input, ReadOnlySpan<float> outputWeights, Target target, Span<float> values)
    {
        if (target == Target.Left) TensorPrimitives.Negate(outputWeights, _weights);
        else outputWeights.CopyTo(_weights);
        _engine.Backward(pass, _weights, Network.InputIndex, _gradient, BackwardRule.Guided);
        values.Clear();
        InputGradient.AddSizes(_gradient, _engine.Network.Input.Channels, _channels, values);
        return SignedMap.Unsigned(values, target, target is Target.Left or Target.Right);
    }
}
