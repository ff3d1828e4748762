using System.Globalization;
using System.Numerics.Tensors;
using Steerlens.Kernels.Engines;
using Steerlens.Kernels.Occlusion;
using Steerlens.Models;

namespace Steerlens.Kernels.Maps;

/// <summary>
/// Occlusion (Zeiler and Fergus 2014; for steering angles Gildenblat 2016): how the angle changes when a window is masked. A score is
/// angle(frame) - angle(masked): positive where what the window hid was pushing to the right.
/// </summary>
public sealed class OcclusionMethod : IMapMethod
{
    /// <summary>A score below this is rounding: radians.</summary>
    public const float RoundingFloor = 1e-5f;

    /// <inheritdoc/>
    public string Name => "occlusion";

    /// <inheritdoc/>
    public string Title => "occlusion";

    /// <inheritdoc/>
    public string Description => "masks every window of a bank in turn and measures how the angle changes";

    /// <inheritdoc/>
    public IReadOnlyList<Target> Targets { get; } = [Target.Signed, Target.Left, Target.Right, Target.Auto, Target.Hold, Target.Seed];

    /// <inheritdoc/>
    public IReadOnlyList<string> Options { get; } =
    [
        nameof(MapOptions.Sizes), nameof(MapOptions.Stride), nameof(MapOptions.Edges), nameof(MapOptions.Windows), nameof(MapOptions.Softness), nameof(MapOptions.Fill),
    ];

    /// <inheritdoc/>
    public IMap Create(IEngine engine, MapOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        return options.IsSeed ? new SeedOcclusionMap(engine, options) : new OcclusionMap(engine, options);
    }
}

/// <summary>The occlusion map of one network and bank: radians for each masked pixel, H x W of the input.</summary>
public sealed class OcclusionMap : IMap
{
    private readonly IEngine _engine;
    private readonly OcclusionAccumulator _accumulator;
    private readonly FillPicture _fill;
    private readonly float[] _outputs;
    private readonly float[] _base;
    private readonly float[] _scores;

    /// <summary>Prepares the bank.</summary>
    /// <exception cref="MapOptionException">A window is larger than the input in both directions, not inside it, or smaller than its soft edges.</exception>
    public OcclusionMap(IEngine engine, MapOptions options)
    {
        ArgumentNullException.ThrowIfNull(engine);
        ArgumentNullException.ThrowIfNull(options);
        _engine = engine;
        var input = engine.Network.Input;
        Bank = BankOf(input, options);
        _accumulator = new OcclusionAccumulator(Bank);
        _fill = new FillPicture(input, engine.Network.Contract, options.Fill);
        _outputs = new float[Bank.Count * engine.Network.OutputCount];
        _base = new float[engine.Network.OutputCount];
        _scores = new float[Bank.Count];
        Height = input.Height;
        Width = input.Width;
        Region = new InputRegion(0, 0, input.Height, input.Width);
        var (width, height) = UnitOf(options);
        Scale = new MapScale(width * height * 180 / Math.PI, 2, string.Create(CultureInfo.InvariantCulture, $"deg / {width}x{height} px"), "rad / masked pixel");
    }

    /// <summary>The windows.</summary>
    public WindowBank Bank { get; }

    /// <summary>The score of each window of the last frame: radians, positive = was pushing right (for a half: as positive values).</summary>
    public ReadOnlySpan<float> Scores => _scores;

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
        var fill = _fill.Make(input);
        var isMapped = _engine is IOcclusionMapper mapper && mapper.TryMap(pass, Bank, fill, outputWeights, target, _scores, values);
        if (!isMapped) Measure(pass, fill, outputWeights, target);
        var peakScore = SignedMap.PeakOf(_scores);
        if (target == Target.Signed ? peakScore == 0 : peakScore < OcclusionMethod.RoundingFloor)
        {
            values.Clear();
            return new Evidence(0, IsPositive: false);
        }

        if (!isMapped) _accumulator.Accumulate(_scores, values);
        if (target != Target.Signed)
        {
            // Sums of differences leave traces of rounding below zero.
            TensorPrimitives.Max(values, 0f, values);
        }

        return new Evidence(SignedMap.PeakOf(values), IsPositive: true);
    }

    /// <summary>The bank that the options ask for.</summary>
    /// <exception cref="MapOptionException">As for the constructor.</exception>
    public static WindowBank BankOf(TensorShape input, MapOptions options)
    {
        var (height, width) = (input.Height, input.Width);
        if (options.Windows?.FirstLineOutside(height, width) is { } line)
            throw new MapOptionException($"'{options.Windows.Source}' line {line}: the window is not inside the network's input of {width}x{height}: choose left, top, width and height inside it.");
        if (options.Windows is null && options.Sizes.FirstOrDefault(size => size > Math.Max(height, width)) is > 0 and var tooLarge)
            throw new MapOptionException($"A window of {tooLarge} pixels is larger than the network's input of {width}x{height}: choose smaller sizes.");
        var shortest = options.Windows?.Windows.Min(window => Math.Min(window.Height, window.Width)) ?? Math.Min(options.Sizes.Min(), Math.Min(height, width));
        if (options.Softness > shortest / 2f)
            throw new MapOptionException(FormattableString.Invariant($"Edges that are soft over {options.Softness} pixels don't fit in a window of {shortest} pixels: choose a softness of at most {shortest / 2f}."));
        return options.Windows is { } list
            ? WindowBank.Of(height, width, list.Windows, options.Softness)
            : WindowBank.Grid(height, width, options.Sizes, options.Stride, options.Edges, options.Softness);
    }

    /// <summary>Every window's score from its outputs.</summary>
    private void Measure(ForwardPass pass, ReadOnlySpan<float> fill, ReadOnlySpan<float> outputWeights, Target target)
    {
        _engine.CopyActivation(pass, _engine.Network.Layers.Count - 1, _base);
        _engine.Occlude(pass, Bank, fill, _outputs);
        for (var index = 0; index < Bank.Count; index++)
        {
            var (frame, masked) = (0d, 0d);
            for (var output = 0; output < _base.Length; output++)
            {
                frame += (double)outputWeights[output] * _base[output];
                masked += (double)outputWeights[output] * _outputs[(index * _base.Length) + output];
            }

            _scores[index] = Score(frame, masked, target);
        }
    }

    /// <summary>The window that the scale speaks of: the smallest.</summary>
    private static (int Width, int Height) UnitOf(MapOptions options) => options.Windows?.Windows.MinBy(window => window.Area) is { } window
        ? (window.Width, window.Height)
        : (options.Sizes.Min(), options.Sizes.Min());

    private static float Score(double frame, double masked, Target target) => target switch
    {
        Target.Signed => (float)(frame - masked),
        Target.Right => (float)Math.Max(0, frame - masked),
        Target.Left => (float)Math.Max(0, masked - frame),
        Target.Hold => (float)Math.Max(0, Math.Abs(masked) - Math.Abs(frame)),
        _ => throw new ArgumentOutOfRangeException(nameof(target), target, "The caller resolves 'auto' to left or right."),
    };
}
