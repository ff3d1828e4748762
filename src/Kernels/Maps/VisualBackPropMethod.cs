using System.Numerics.Tensors;
using Steerlens.Kernels.Engines;
using Steerlens.Models;

namespace Steerlens.Kernels.Maps;

/// <summary>
/// VisualBackProp (Bojarski et al. 2016), made for PilotNet: the mean activation of the last convolution, enlarged through that convolution
/// and multiplied with the mean activation below it, down to the input. No gradients, no direction.
/// </summary>
public sealed class VisualBackPropMethod : IMapMethod
{
    /// <inheritdoc/>
    public string Name => "visualbackprop";

    /// <inheritdoc/>
    public string Title => "VisualBackProp";

    /// <inheritdoc/>
    public string Description => "carries the mean activation of the last convolution down to the input, multiplied with those on the way";

    /// <inheritdoc/>
    public IReadOnlyList<Target> Targets { get; } = [Target.Undirected];

    /// <inheritdoc/>
    public IReadOnlyList<string> Options { get; } = [];

    /// <inheritdoc/>
    public IMap Create(IEngine engine, MapOptions options)
    {
        ArgumentNullException.ThrowIfNull(engine);
        return new VisualBackPropMap(engine);
    }
}

/// <summary>The VisualBackProp mask of one network: 0..1 between the frame's minimum and maximum, H x W of the input.</summary>
public sealed class VisualBackPropMap : IMap
{
    private readonly IEngine _engine;
    private readonly Step[] _steps;

    /// <summary>Prepares the buffers.</summary>
    /// <exception cref="MapOptionException">The network has no convolution.</exception>
    public VisualBackPropMap(IEngine engine)
    {
        ArgumentNullException.ThrowIfNull(engine);
        _engine = engine;
        var network = engine.Network;
        (Height, Width) = (network.Input.Height, network.Input.Width);
        Region = new InputRegion(0, 0, Height, Width);
        var steps = new List<Step>();
        var path = ConvolutionPath.Of(network);
        if (path.Count == 0) throw LayerChoice.NoConvolution(network);
        foreach (var layer in path)
        {
            if (Enlargement.Of(network, layer) is { } enlargement)
                steps.Add(new Step(network.Layers[layer] is Convolution ? LayerChoice.AfterActivation(network, layer) : null, network.ShapeOf(layer), enlargement));
        }

        _steps = [.. steps];
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
        for (var index = 0; index < _steps.Length; index++)
        {
            var step = _steps[index];
            if (index == 0) step.Mask.AsSpan().Fill(1);
            if (step.Layer is { } layer) MultiplyWithMean(pass, layer, step);
            step.Enlargement.Run(step.Mask, index + 1 < _steps.Length ? _steps[index + 1].Mask : values);
        }

        var (least, most) = (TensorPrimitives.Min<float>(values), TensorPrimitives.Max<float>(values));
        if (most > least)
        {
            TensorPrimitives.Subtract(values, least, values);
            TensorPrimitives.Divide(values, most - least, values);
        }
        else
        {
            values.Clear();
        }

        return SignedMap.Unsigned(values, target, target == Target.Undirected);
    }

    private void MultiplyWithMean(ForwardPass pass, int layer, Step step)
    {
        _engine.ChannelMeans(pass, layer, step.Means);
        TensorPrimitives.Multiply(step.Mask, step.Means, step.Mask);
    }

    /// <summary>A layer on the way: the mask at its output, multiplied with the mean of <see cref="Layer"/>, then enlarged to its input.</summary>
    private sealed class Step(int? layer, TensorShape shape, IEnlargement enlargement)
    {
        public int? Layer { get; } = layer;

        public IEnlargement Enlargement { get; } = enlargement;

        public float[] Means { get; } = new float[layer is null ? 0 : shape.Height * shape.Width];

        public float[] Mask { get; } = new float[shape.Height * shape.Width];
    }
}
