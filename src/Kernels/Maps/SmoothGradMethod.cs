using System.Numerics.Tensors;
using Steerlens.Kernels.Engines;
using Steerlens.Models;

namespace Steerlens.Kernels.Maps;

/// <summary>
/// SmoothGrad (Smilkov et al. 2017): the mean saliency of noisy copies of the frame. The noise is the same for every frame, so that the map
/// of a film flickers no more than the film does.
/// </summary>
public sealed class SmoothGradMethod : IMapMethod
{
    /// <inheritdoc/>
    public string Name => "smoothgrad";

    /// <inheritdoc/>
    public string Title => "SmoothGrad";

    /// <inheritdoc/>
    public string Description => "is the mean saliency of noisy copies of the frame";

    /// <inheritdoc/>
    public IReadOnlyList<Target> Targets { get; } = [Target.Undirected];

    /// <inheritdoc/>
    public IReadOnlyList<string> Options { get; } = [nameof(MapOptions.Channels), nameof(MapOptions.Samples), nameof(MapOptions.Noise)];

    /// <inheritdoc/>
    public IMap Create(IEngine engine, MapOptions options)
    {
        ArgumentNullException.ThrowIfNull(engine);
        ArgumentNullException.ThrowIfNull(options);
        return new SmoothGradMap(engine, options);
    }
}

/// <summary>The SmoothGrad map of one network: radians for a step of 1 in a pixel's input values, H x W of the input.</summary>
public sealed class SmoothGradMap : IMap
{
    private const int Seed = 1;

    private readonly IEngine _engine;
    private readonly MapOptions _options;
    private readonly ForwardPass _pass;
    private readonly float[] _noise;
    private readonly float[] _noisy;
    private readonly float[] _gradient;

    /// <summary>Prepares the buffers and the noise.</summary>
    public SmoothGradMap(IEngine engine, MapOptions options)
    {
        ArgumentNullException.ThrowIfNull(engine);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentOutOfRangeException.ThrowIfLessThan(options.Samples, 1, nameof(options));
        (_engine, _options, _pass) = (engine, options, engine.NewPass());
        var input = engine.Network.Input;
        _noise = MakeNoise(engine.Network, options.Samples, options.Noise);
        _noisy = new float[input.Length];
        _gradient = new float[input.Length];
        (Height, Width, Region) = (input.Height, input.Width, new InputRegion(0, 0, input.Height, input.Width));
        Scale = InputGradient.ScaleOf(engine.Network.Contract, 2);
    }

    /// <inheritdoc/>
    public int Height { get; }

    /// <inheritdoc/>
    public int Width { get; }

    /// <inheritdoc/>
    public InputRegion Region { get; }

    /// <inheritdoc/>
    public MapScale Scale { get; }

    /// <summary>What is added to a frame's input in turn: samples x H x W x C.</summary>
    public ReadOnlySpan<float> Noise => _noise;

    /// <inheritdoc/>
    public Evidence Compute(ForwardPass pass, ReadOnlySpan<float> input, ReadOnlySpan<float> outputWeights, Target target, Span<float> values)
    {
        values.Clear();
        for (var sample = 0; sample < _options.Samples; sample++)
        {
            TensorPrimitives.Add(input, _noise.AsSpan(sample * input.Length, input.Length), _noisy);
            _engine.Forward(_noisy, _pass);
            _engine.Backward(_pass, outputWeights, Network.InputIndex, _gradient);
            InputGradient.AddSizes(_gradient, _engine.Network.Input.Channels, _options.Channels, values);
        }

        TensorPrimitives.Divide(values, _options.Samples, values);
        return SignedMap.Unsigned(values, target, target == Target.Undirected);
    }

    /// <inheritdoc/>
    public void Dispose() => _pass.Dispose();

    /// <summary>Normal values (Box and Muller 1958) with the noise's share of each channel's range as their standard deviation.</summary>
    private static float[] MakeNoise(Network network, int samples, double share)
    {
        const double levels = 255;
        var random = new Random(Seed);
        var noise = new float[samples * network.Input.Length];
        for (var index = 0; index < noise.Length; index++)
        {
            var normal = Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
            noise[index] = (float)(normal * share * levels * Math.Abs(network.Contract.ScaleOf(index % network.Input.Channels)));
        }

        return noise;
    }
}
