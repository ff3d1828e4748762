using System.Numerics.Tensors;
using Steerlens.Kernels.Engines;
using Steerlens.Kernels.Images;
using Steerlens.Models;

namespace Steerlens.Kernels.Filters;

/// <summary>
/// Finds a picture that one channel of a layer answers to strongly, by gradient ascent on the channel's mean over all positions. The
/// layers above are cut away, so the layer's own values are the network's outputs. Each step:
/// <code>
/// g = gradient of the mean by the picture, coarse octaves: without fine detail
/// x = x + step * range * g / rms(g)
/// x = x + decay * (rest - x)
/// x = x + blur * (blurred(x) - x)
/// x = rest where the size of g over a pixel's channels is among the smallest
/// x = within what a picture can have
/// </code>
/// It serves one caller at a time.
/// </summary>
public sealed class FilterAscent : IDisposable
{
    private readonly FilterOptions _options;
    private readonly IEngine _engine;
    private readonly ForwardPass _pass;
    private readonly TensorShape _input;
    private readonly TensorShape _shape;
    private readonly (float Low, float High)[] _ranges;
    private readonly float[] _values;
    private readonly float[] _weights;
    private readonly float[] _gradient;
    private readonly float[] _blurred;
    private readonly float[] _sizes;
    private readonly float[] _ordered;
    private readonly DetailLimit?[] _octaves;

    /// <summary>Prepares the search.</summary>
    /// <param name="network">The network.</param>
    /// <param name="layer">The layer whose channels are searched for: an index into the network's layers.</param>
    /// <param name="options">How.</param>
    /// <param name="threads">Threads; 0 for one on each core.</param>
    public FilterAscent(Network network, int layer, FilterOptions options, int threads = 0)
        : this(network, layer, options, lower => new CpuEngine(lower, new CpuEngineOptions { Threads = threads, Sharing = StateSharing.Never }))
    {
    }

    /// <summary>Prepares the search.</summary>
    /// <param name="network">The network.</param>
    /// <param name="layer">The layer whose channels are searched for: an index into the network's layers.</param>
    /// <param name="options">How.</param>
    /// <param name="engines">Makes what runs the network up to that layer; it is disposed with this.</param>
    public FilterAscent(Network network, int layer, FilterOptions options, Func<Network, IEngine> engines)
    {
        ArgumentNullException.ThrowIfNull(engines);
        ArgumentNullException.ThrowIfNull(network);
        ArgumentNullException.ThrowIfNull(options);
        _options = options;
        _input = network.Input;
        _shape = network.ShapeOf(layer);
        var lower = new Network(network.Name, network.Input, [.. network.Layers.Take(layer + 1)], network.Contract);
        _engine = engines(lower);
        _pass = _engine.NewPass();
        _ranges = [.. Enumerable.Range(0, _input.Channels).Select(channel => InputColors.RangeOf(network.Contract, channel))];
        _values = new float[_shape.Length];
        _weights = new float[_shape.Length];
        _gradient = new float[_input.Length];
        _blurred = new float[_input.Length];
        _sizes = new float[_input.Height * _input.Width];
        _ordered = new float[_sizes.Length];
        _octaves = [.. Enumerable.Range(0, options.Octaves).Select(octave => DetailLimit.For(_input, Math.Pow(options.OctaveRatio, options.Octaves - 1 - octave)))];
    }

    /// <summary>The number of channels that can be asked for.</summary>
    public int Channels => _shape.Channels;

    /// <summary>The picture that is neither dark nor bright: H x W x C, the middle of each channel's range.</summary>
    public float[] MiddleGrey()
    {
        var picture = new float[_input.Length];
        for (var index = 0; index < picture.Length; index++)
        {
            var (low, high) = _ranges[index % _ranges.Length];
            picture[index] = (low + high) / 2;
        }

        return picture;
    }

    /// <summary>Adds even noise to a picture.</summary>
    /// <param name="picture">H x W x C.</param>
    /// <param name="seed">The same seed gives the same noise.</param>
    /// <param name="share">The noise's largest size as a share of the input's range.</param>
    public void AddNoise(Span<float> picture, int seed, double share)
    {
        var random = new Random(seed);
        for (var index = 0; index < picture.Length; index++)
        {
            var (low, high) = _ranges[index % _ranges.Length];
            picture[index] = Math.Clamp(picture[index] + (float)(share * (high - low) * ((2 * random.NextDouble()) - 1)), low, high);
        }
    }

    /// <summary>Searches from a picture.</summary>
    /// <param name="channel">Which channel.</param>
    /// <param name="picture">H x W x C in the input's units: where to start, and then what was found.</param>
    /// <param name="rest">H x W x C: the picture that decay and clipping go back to.</param>
    /// <param name="cancellationToken">Ends the search between two steps.</param>
    /// <returns>The channel's mean before and after.</returns>
    public FilterRise Run(int channel, Span<float> picture, ReadOnlySpan<float> rest, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(channel);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(channel, Channels);
        if (picture.Length != _input.Length) throw new ArgumentException($"The picture has {picture.Length} values; {_input.Length} are needed.", nameof(picture));
        if (rest.Length != _input.Length) throw new ArgumentException($"The rest picture has {rest.Length} values; {_input.Length} are needed.", nameof(rest));
        Array.Clear(_weights);
        for (var index = channel; index < _weights.Length; index += Channels) _weights[index] = 1f / (_shape.Height * _shape.Width);
        var start = MeanFor(picture);
        foreach (var octave in _octaves)
        {
            for (var iteration = 0; iteration < _options.Iterations; iteration++)
            {
                cancellationToken.ThrowIfCancellationRequested();
                _engine.Forward(picture, _pass);
                _engine.Backward(_pass, _weights, Network.InputIndex, _gradient);
                octave?.Apply(_gradient);
                Climb(picture);
                Regularise(picture, rest);
            }
        }

        return new FilterRise(start, MeanFor(picture));
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _pass.Dispose();
        _engine.Dispose();
    }

    private double MeanFor(ReadOnlySpan<float> picture)
    {
        _engine.Forward(picture, _pass);
        _engine.CopyActivation(_pass, _engine.Network.Layers.Count - 1, _values);
        var sum = 0d;
        for (var index = 0; index < _values.Length; index++) sum += (double)_weights[index] * _values[index];
        return sum;
    }

    private void Climb(Span<float> picture)
    {
        var size = Math.Sqrt(TensorPrimitives.SumOfSquares<float>(_gradient) / (double)_gradient.Length);

        // A channel that answers to nothing has no direction to climb in.
        if (!(size > 0)) return;
        for (var index = 0; index < picture.Length; index++)
        {
            var (low, high) = _ranges[index % _ranges.Length];
            picture[index] += (float)(_options.Step * (high - low) / size) * _gradient[index];
        }
    }

    private void Regularise(Span<float> picture, ReadOnlySpan<float> rest)
    {
        if (_options.Decay > 0)
        {
            for (var index = 0; index < picture.Length; index++) picture[index] += (float)_options.Decay * (rest[index] - picture[index]);
        }

        if (_options.Blur > 0)
        {
            SmallBlur.Run(picture, _input, _blurred);
            for (var index = 0; index < picture.Length; index++) picture[index] += (float)_options.Blur * (_blurred[index] - picture[index]);
        }

        if (_options.Clip > 0) PutBackQuietPixels(picture, rest);
        for (var index = 0; index < picture.Length; index++)
        {
            var (low, high) = _ranges[index % _ranges.Length];
            picture[index] = Math.Clamp(picture[index], low, high);
        }
    }

    private void PutBackQuietPixels(Span<float> picture, ReadOnlySpan<float> rest)
    {
        var channels = _input.Channels;
        for (var pixel = 0; pixel < _sizes.Length; pixel++) _sizes[pixel] = TensorPrimitives.SumOfSquares<float>(_gradient.AsSpan(pixel * channels, channels));
        _sizes.CopyTo(_ordered, 0);
        Array.Sort(_ordered);
        var count = Math.Min((int)Math.Round(_options.Clip * _sizes.Length), _sizes.Length);
        var limit = count < _ordered.Length ? _ordered[count] : float.PositiveInfinity;
        for (var pixel = 0; pixel < _sizes.Length; pixel++)
        {
            if (_sizes[pixel] < limit) rest.Slice(pixel * channels, channels).CopyTo(picture[(pixel * channels)..]);
        }
    }
}

/// <summary>What a search did for a channel's mean, in the layer's own units.</summary>
/// <param name="Start">The mean for the picture that it started from.</param>
/// <param name="End">The mean for the picture that it found.</param>
public readonly record struct FilterRise(double Start, double End);
