using System.Numerics.Tensors;
using Steerlens.Kernels.Engines;
using Steerlens.Models;

namespace Steerlens.Kernels.Maps;

/// <summary>
/// Hypercolumns (Hariharan et al. 2015; for steering angles Gildenblat 2016): the mean size of the activations at each position of several
/// layers, brought to the input's size and multiplied. What every chosen layer is active at; it can't tell left from right.
/// </summary>
public sealed class HypercolumnsMethod : IMapMethod
{
    /// <inheritdoc/>
    public string Name => "hypercolumns";

    /// <inheritdoc/>
    public string Title => "hypercolumns";

    /// <inheritdoc/>
    public string Description => "multiplies the mean activations of several convolutions";

    /// <inheritdoc/>
    public IReadOnlyList<Target> Targets { get; } = [Target.Undirected, Target.Seed];

    /// <inheritdoc/>
    public IReadOnlyList<string> Options { get; } = [nameof(MapOptions.Layers)];

    /// <inheritdoc/>
    public IMap Create(IEngine engine, MapOptions options)
    {
        ArgumentNullException.ThrowIfNull(engine);
        ArgumentNullException.ThrowIfNull(options);
        var layers = LayerChoice.ResolveAll(engine.Network, options.Layers);

        // The published pictures use the last layer alone.
        return new HypercolumnsMap(engine, options.IsSeed && options.Layers is null ? layers[^1..] : layers, options.IsSeed);
    }
}

/// <summary>The hypercolumns of one network: shares of the frame's maximum, 0..1, H x W of the input.</summary>
public sealed class HypercolumnsMap : IMap
{
    private readonly IEngine _engine;
    private readonly bool _isSeed;
    private readonly Column[] _columns;

    /// <summary>Prepares the buffers.</summary>
    /// <param name="engine">The engine whose frames are explained.</param>
    /// <param name="layers">Indices into the network's layers, at least one.</param>
    /// <param name="isSeed">
    /// Whether each channel is divided by its own maximum first, and the maps are stretched over the whole input instead of lying over
    /// what their positions see.
    /// </param>
    public HypercolumnsMap(IEngine engine, IReadOnlyList<int> layers, bool isSeed = false)
    {
        ArgumentNullException.ThrowIfNull(engine);
        ArgumentNullException.ThrowIfNull(layers);
        ArgumentOutOfRangeException.ThrowIfZero(layers.Count);
        (_engine, _isSeed) = (engine, isSeed);
        var input = engine.Network.Input;
        (Height, Width) = (input.Height, input.Width);
        Region = new InputRegion(0, 0, Height, Width);
        _columns = [.. layers.Select(layer =>
        {
            var shape = engine.Network.ShapeOf(layer);
            var region = isSeed ? Region : ReceptiveField.Of(engine.Network, layer).RegionOf(shape);
            return new Column(layer, shape, new float[shape.Length], new float[shape.Height * shape.Width], new MapResampler(Height, Width, shape.Height, shape.Width, region));
        })];
    }

    /// <inheritdoc/>
    public int Height { get; }

    /// <inheritdoc/>
    public int Width { get; }

    /// <inheritdoc/>
    public InputRegion Region { get; }

    /// <inheritdoc/>
    public MapScale Scale => MapScale.OfFrame;

    /// <inheritdoc/>
    public Evidence Compute(ForwardPass pass, ReadOnlySpan<float> input, ReadOnlySpan<float> outputWeights, Target target, Span<float> values)
    {
        values.Fill(1);
        foreach (var column in _columns)
        {
            _engine.CopyActivation(pass, column.Layer, column.Activation);
            TensorPrimitives.Abs(column.Activation, column.Activation);
            if (_isSeed) DivideChannels(column.Activation, column.Shape.Channels);
            for (var position = 0; position < column.Mean.Length; position++)
                column.Mean[position] = TensorPrimitives.Sum<float>(column.Activation.AsSpan(position * column.Shape.Channels, column.Shape.Channels)) / column.Shape.Channels;
            var peak = TensorPrimitives.Max<float>(column.Mean);
            column.Resampler.Multiply(column.Mean, peak > 0 ? 1 / peak : 0, values);
        }

        return SignedMap.OfMaximum(values, target, target == (_isSeed ? Target.Seed : Target.Undirected));
    }

    private static void DivideChannels(Span<float> activation, int channels)
    {
        for (var channel = 0; channel < channels; channel++)
        {
            var peak = 0f;
            for (var index = channel; index < activation.Length; index += channels) peak = Math.Max(peak, activation[index]);
            if (peak == 0) continue;
            for (var index = channel; index < activation.Length; index += channels) activation[index] /= peak;
        }
    }

    private sealed record Column(int Layer, TensorShape Shape, float[] Activation, float[] Mean, MapResampler Resampler);
}
