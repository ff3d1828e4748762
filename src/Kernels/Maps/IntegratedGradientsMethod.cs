using System.Globalization;
using System.Numerics.Tensors;
using Steerlens.Kernels.Engines;
using Steerlens.Models;

namespace Steerlens.Kernels.Maps;

/// <summary>
/// Integrated gradients (Sundararajan et al. 2017): the gradient along the straight way from the frame's mean colour to the frame, times that
/// way. The map sums to the angle's change between the two.
/// </summary>
public sealed class IntegratedGradientsMethod : IMapMethod
{
    /// <inheritdoc/>
    public string Name => "integrated-gradients";

    /// <inheritdoc/>
    public string Title => "integrated gradients";

    /// <inheritdoc/>
    public string Description => "shares out the angle's change from a frame of the mean colour among the pixels";

    /// <inheritdoc/>
    public IReadOnlyList<Target> Targets { get; } = [Target.Signed, Target.Left, Target.Right, Target.Auto];

    /// <inheritdoc/>
    public IReadOnlyList<string> Options { get; } = [nameof(MapOptions.Steps)];

    /// <inheritdoc/>
    public IMap Create(IEngine engine, MapOptions options)
    {
        ArgumentNullException.ThrowIfNull(engine);
        ArgumentNullException.ThrowIfNull(options);
        return new IntegratedGradientsMap(engine, options.Steps);
    }
}

/// <summary>The integrated gradients of one network: radians of each pixel, H x W of the input.</summary>
public sealed class IntegratedGradientsMap : IMap
{
    private readonly IEngine _engine;
    private readonly int _steps;
    private readonly ForwardPass _pass;
    private readonly FillPicture _baseline;
    private readonly float[] _way;
    private readonly float[] _point;
    private readonly float[] _gradient;
    private readonly float[] _sum;
    private readonly float[] _outputs;

    /// <summary>Prepares the buffers.</summary>
    /// <param name="engine">The engine whose frames are explained.</param>
    /// <param name="steps">Steps between the mean colour and the frame, at least 1.</param>
    public IntegratedGradientsMap(IEngine engine, int steps)
    {
        ArgumentNullException.ThrowIfNull(engine);
        ArgumentOutOfRangeException.ThrowIfLessThan(steps, 1);
        (_engine, _steps, _pass) = (engine, steps, engine.NewPass());
        var input = engine.Network.Input;
        _baseline = new FillPicture(input, engine.Network.Contract, Fill.Mean);
        (_way, _point, _gradient, _sum) = (new float[input.Length], new float[input.Length], new float[input.Length], new float[input.Length]);
        _outputs = new float[engine.Network.OutputCount];
        (Height, Width, Region) = (input.Height, input.Width, new InputRegion(0, 0, input.Height, input.Width));
        Scale = new MapScale(180 / Math.PI, 0.3, "deg / pixel", "rad / pixel");
    }

    /// <inheritdoc/>
    public int Height { get; }

    /// <inheritdoc/>
    public int Width { get; }

    /// <inheritdoc/>
    public InputRegion Region { get; }

    /// <inheritdoc/>
    public MapScale Scale { get; }

    /// <summary>The sum of the last frame's signed map: radians.</summary>
    public double Sum { get; private set; }

    /// <summary>The angle's change from the mean colour to the last frame, radians: what the sum would be with endless steps.</summary>
    public double Change { get; private set; }

    /// <inheritdoc/>
    public string Remark => string.Create(
        CultureInfo.InvariantCulture,
        $"integrated gradients sum to {double.RadiansToDegrees(Sum):0.###} deg; the angle's change from the mean colour is {double.RadiansToDegrees(Change):0.###} deg");

    /// <inheritdoc/>
    public Evidence Compute(ForwardPass pass, ReadOnlySpan<float> input, ReadOnlySpan<float> outputWeights, Target target, Span<float> values)
    {
        var baseline = _baseline.Make(input);
        TensorPrimitives.Subtract(input, baseline, _way);
        Array.Clear(_sum);
        for (var step = 0; step < _steps; step++)
        {
            TensorPrimitives.MultiplyAdd(_way, (step + 0.5f) / _steps, baseline, _point);
            _engine.Forward(_point, _pass);
            _engine.Backward(_pass, outputWeights, Network.InputIndex, _gradient);
            TensorPrimitives.Add(_sum, _gradient, _sum);
        }

        var magnitude = Collect(values);
        _engine.Forward(baseline, _pass);
        Change = OutputOf(pass, outputWeights) - OutputOf(_pass, outputWeights);
        return SignedMap.Resolve(values, target, magnitude);
    }

    /// <inheritdoc/>
    public void Dispose() => _pass.Dispose();

    /// <summary>Sums the channels; gives the largest sum of sizes.</summary>
    private double Collect(Span<float> values)
    {
        var channels = _engine.Network.Input.Channels;
        var magnitude = 0d;
        Sum = 0;
        for (var pixel = 0; pixel < values.Length; pixel++)
        {
            var (sum, sizes) = (0d, 0d);
            for (var index = pixel * channels; index < (pixel + 1) * channels; index++)
            {
                var share = (double)_sum[index] * _way[index] / _steps;
                sum += share;
                sizes += Math.Abs(share);
            }

            Sum += sum;
            values[pixel] = (float)sum;
            magnitude = Math.Max(magnitude, sizes);
        }

        return magnitude;
    }

    private double OutputOf(ForwardPass pass, ReadOnlySpan<float> outputWeights)
    {
        _engine.CopyActivation(pass, _engine.Network.Layers.Count - 1, _outputs);
        var sum = 0d;
        for (var output = 0; output < _outputs.Length; output++) sum += (double)outputWeights[output] * _outputs[output];
        return sum;
    }
}
