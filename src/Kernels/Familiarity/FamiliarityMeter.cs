using System.Numerics.Tensors;
using Steerlens.Kernels.Engines;
using Steerlens.Models;

namespace Steerlens.Kernels.Familiarity;

/// <summary>Measures how like a network's training frames a frame is. One caller at a time; allocates nothing for a frame.</summary>
public sealed class FamiliarityMeter
{
    private readonly IEngine _engine;
    private readonly TrainingStatistics _statistics;
    private readonly int[] _layers;
    private readonly float[][] _activations;
    private readonly float[] _features;
    private readonly float[] _difference;

    /// <summary>Prepares the buffers.</summary>
    /// <param name="engine">The engine whose frames are measured.</param>
    /// <param name="statistics">What is known of its network's training frames.</param>
    /// <exception cref="NetworkFormatException">The network lacks a layer, or the statistics are another network's.</exception>
    public FamiliarityMeter(IEngine engine, TrainingStatistics statistics)
    {
        ArgumentNullException.ThrowIfNull(engine);
        ArgumentNullException.ThrowIfNull(statistics);
        (_engine, _statistics) = (engine, statistics);
        _layers = [.. statistics.Layers.Select(engine.Network.FindLayer)];
        _activations = [.. _layers.Select(layer => new float[engine.Network.ShapeOf(layer).Length])];
        _features = new float[statistics.Features];
        _difference = new float[statistics.Features];
        var features = _layers.Sum(layer => engine.Network.ShapeOf(layer).Channels) * statistics.Bands;
        if (features != statistics.Features)
            throw new NetworkFormatException($"the network '{engine.Network.Name}' gives {features} features of a frame, and {statistics.Features} are known of its training frames: they are another network's.");
    }

    /// <summary>The features of the frame last measured.</summary>
    public ReadOnlySpan<float> Features => _features;

    /// <summary>How like the training frames a frame is.</summary>
    /// <param name="pass">The frame's forward pass.</param>
    /// <returns>The threshold over the frame's distance: below 1 it is unlike them.</returns>
    public double Measure(ForwardPass pass)
    {
        var next = _features.AsSpan();
        for (var index = 0; index < _layers.Length; index++)
        {
            _engine.CopyActivation(pass, _layers[index], _activations[index]);
            var shape = _engine.Network.ShapeOf(_layers[index]);
            for (var band = 0; band < _statistics.Bands; band++)
            {
                BandMean(_activations[index], shape, shape.Height * band / _statistics.Bands, shape.Height * (band + 1) / _statistics.Bands, next[..shape.Channels]);
                next = next[shape.Channels..];
            }
        }

        var nearest = double.PositiveInfinity;
        for (var kind = 0; kind < _statistics.Kinds.Count; kind++) nearest = Math.Min(nearest, SquaredDistance(_statistics.Kinds[kind]));
        return _statistics.Threshold / Math.Sqrt(nearest / _features.Length);
    }

    /// <summary>The mean of each channel over some rows.</summary>
    private static void BandMean(ReadOnlySpan<float> activation, TensorShape shape, int firstRow, int endRow, Span<float> means)
    {
        means.Clear();
        var places = (endRow - firstRow) * shape.Width;
        for (var place = firstRow * shape.Width; place < endRow * shape.Width; place++)
            TensorPrimitives.Add(means, activation.Slice(place * shape.Channels, shape.Channels), means);
        TensorPrimitives.Divide(means, Math.Max(1, places), means);
    }

    private double SquaredDistance(TrainingKind kind)
    {
        TensorPrimitives.Subtract(_features, kind.Mean, _difference);
        var (sum, at) = (0d, 0);
        for (var row = 0; row < _difference.Length; row++)
        {
            var length = _difference.Length - row;
            var value = (double)TensorPrimitives.Dot(kind.Factor.AsSpan(at, length), _difference.AsSpan(row));
            sum += value * value;
            at += length;
        }

        return sum;
    }
}
