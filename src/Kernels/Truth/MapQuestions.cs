using System.Numerics.Tensors;
using Steerlens.Kernels.Engines;
using Steerlens.Kernels.Maps;

namespace Steerlens.Kernels.Truth;

/// <summary>One map of one network, to be asked for inputs of any kind: the frame, a noisy frame, the next one.</summary>
public sealed class MapQuestions : IDisposable
{
    /// <summary>Noisy copies of <see cref="MaximumSensitivity"/>.</summary>
    public const int NoisyCopies = 10;

    /// <summary>The noise of <see cref="MaximumSensitivity"/> as a share of the input's range.</summary>
    public const double NoiseShare = 0.02;

    /// <summary>
    /// The rank correlation with the map of the untrained twin from which on a map has failed: more than a quarter of the order of its places was
    /// there before the network learnt anything.
    /// </summary>
    public const double RandomisationLimit = 0.5;

    private const int Seed = 11;

    private readonly IEngine _engine;
    private readonly float[] _weights;
    private readonly Target _target;
    private readonly AngleProbe _probe;

    /// <summary>Prepares the map with its first target: both directions, none for maps that know none, or the side that each input steers to.</summary>
    /// <param name="engine">What runs the network.</param>
    /// <param name="method">The map.</param>
    /// <param name="options">Its choices.</param>
    /// <param name="outputWeights">The angle as a weighted sum of the outputs: radians, positive = right.</param>
    /// <exception cref="MapOptionException">The network can't give this map.</exception>
    public MapQuestions(IEngine engine, IMapMethod method, MapOptions options, ReadOnlySpan<float> outputWeights)
    {
        ArgumentNullException.ThrowIfNull(engine);
        ArgumentNullException.ThrowIfNull(method);
        Map = method.Create(engine, options);
        (_engine, _target, _weights) = (engine, method.Targets[0], outputWeights.ToArray());
        _probe = new AngleProbe(engine, outputWeights);
    }

    /// <summary>The map.</summary>
    public IMap Map { get; }

    /// <summary>The map of an input.</summary>
    /// <param name="input">H x W x C float32.</param>
    public float[] Of(ReadOnlySpan<float> input)
    {
        var values = new float[Map.Height * Map.Width];
        var angle = _probe.Of(input);
        Map.Compute(_probe.Pass, input, _weights, _target == Target.Auto ? new AutoTarget().Resolve(angle) : _target, values);
        return values;
    }

    /// <summary>
    /// Max-sensitivity (Yeh et al. 2019): the largest change of the map under small even noise in the input, as a share of the map's own
    /// length: 0 for a map that does not move. NaN for a map that is 0 everywhere.
    /// </summary>
    /// <param name="input">H x W x C float32.</param>
    public double MaximumSensitivity(ReadOnlySpan<float> input)
    {
        const double levels = 255;
        var contract = _engine.Network.Contract;
        var channels = _engine.Network.Input.Channels;
        var map = Of(input);
        var length = TensorPrimitives.Norm<float>(map);
        var random = new Random(Seed);
        var noisy = new float[input.Length];
        var largest = 0d;
        for (var copy = 0; copy < NoisyCopies; copy++)
        {
            for (var index = 0; index < noisy.Length; index++)
                noisy[index] = input[index] + (float)(((2 * random.NextDouble()) - 1) * NoiseShare * levels * Math.Abs(contract.ScaleOf(index % channels)));
            largest = Math.Max(largest, TensorPrimitives.Distance<float>(Of(noisy), map) / length);
        }

        return length > 0 ? largest : double.NaN;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Map.Dispose();
        _probe.Dispose();
    }
}
