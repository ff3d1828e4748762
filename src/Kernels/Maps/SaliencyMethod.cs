using Steerlens.Kernels.Engines;
using Steerlens.Models;

namespace Steerlens.Kernels.Maps;

/// <summary>Saliency (Simonyan et al. 2014): the size of the angle's gradient with respect to each pixel. It can't tell left from right.</summary>
public sealed class SaliencyMethod : IMapMethod
{
    /// <inheritdoc/>
    public string Name => "saliency";

    /// <inheritdoc/>
    public string Title => "saliency";

    /// <inheritdoc/>
    public string Description => "shows how strongly the angle reacts to each pixel (the size of its gradient)";

    /// <inheritdoc/>
    public IReadOnlyList<Target> Targets { get; } = [Target.Undirected];

    /// <inheritdoc/>
    public IReadOnlyList<string> Options { get; } = [nameof(MapOptions.Channels)];

    /// <inheritdoc/>
    public IMap Create(IEngine engine, MapOptions options)
    {
        ArgumentNullException.ThrowIfNull(engine);
        ArgumentNullException.ThrowIfNull(options);
        return new SaliencyMap(engine, options.Channels);
    }
}

/// <summary>The saliency map of one network: radians for a step of 1 in a pixel's input values, H x W of the input.</summary>
public sealed class SaliencyMap : IMap
{
    private readonly IEngine _engine;
    private readonly ChannelReduction _channels;
    private readonly float[] _gradient;

    /// <summary>Prepares the buffers.</summary>
    public SaliencyMap(IEngine engine, ChannelReduction channels)
    {
        ArgumentNullException.ThrowIfNull(engine);
        (_engine, _channels) = (engine, channels);
        var input = engine.Network.Input;
        _gradient = new float[input.Length];
        (Height, Width, Region) = (input.Height, input.Width, new InputRegion(0, 0, input.Height, input.Width));
        Scale = InputGradient.ScaleOf(engine.Network.Contract, 1);
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
        _engine.Backward(pass, outputWeights, Network.InputIndex, _gradient);
        values.Clear();
        InputGradient.AddSizes(_gradient, _engine.Network.Input.Channels, _channels, values);
        return SignedMap.Unsigned(values, target, target == Target.Undirected);
    }
}
