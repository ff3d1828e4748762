using Steerlens.Kernels.Engines;
using Steerlens.Kernels.Occlusion;

namespace Steerlens.Kernels.Maps;

/// <summary>
/// Occlusion as first published for steering angles, to compare with those pictures: the size of the angle's change, added to every pixel
/// that a window covers, however many windows cover it, however large they are and however soft their edges, and divided by its maximum.
/// </summary>
public sealed class SeedOcclusionMap : IMap
{
    private readonly IEngine _engine;
    private readonly WindowBank _bank;
    private readonly FillPicture _fill;
    private readonly float[] _base;
    private readonly float[] _outputs;
    private readonly double[] _differences;

    /// <summary>Prepares the bank.</summary>
    /// <exception cref="MapOptionException">As for <see cref="OcclusionMap"/>.</exception>
    public SeedOcclusionMap(IEngine engine, MapOptions options)
    {
        ArgumentNullException.ThrowIfNull(engine);
        ArgumentNullException.ThrowIfNull(options);
        _engine = engine;
        var input = engine.Network.Input;
        _bank = OcclusionMap.BankOf(input, options);
        _fill = new FillPicture(input, engine.Network.Contract, options.Fill);
        _base = new float[engine.Network.OutputCount];
        _outputs = new float[_bank.Count * _base.Length];
        _differences = new double[(input.Height + 1) * (input.Width + 1)];
        (Height, Width, Region) = (input.Height, input.Width, new InputRegion(0, 0, input.Height, input.Width));
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
        _engine.CopyActivation(pass, _engine.Network.Layers.Count - 1, _base);
        _engine.Occlude(pass, _bank, _fill.Make(input), _outputs);
        Array.Clear(_differences);
        var peakScore = 0d;
        for (var index = 0; index < _bank.Count; index++)
        {
            var change = 0d;
            for (var output = 0; output < _base.Length; output++) change += (double)outputWeights[output] * (_outputs[(index * _base.Length) + output] - _base[output]);
            Spread(_bank.Windows[index], Math.Abs(change));
            peakScore = Math.Max(peakScore, Math.Abs(change));
        }

        if (peakScore < OcclusionMethod.RoundingFloor) values.Clear();
        else Integrate(values);
        return SignedMap.OfMaximum(values, target, target == Target.Seed);
    }

    private void Spread(Window window, double value)
    {
        var pitch = Width + 1;
        var top = (window.Row * pitch) + window.Column;
        var bottom = top + (window.Height * pitch);
        _differences[top] += value;
        _differences[top + window.Width] -= value;
        _differences[bottom] -= value;
        _differences[bottom + window.Width] += value;
    }

    private void Integrate(Span<float> values)
    {
        var pitch = Width + 1;
        for (var row = 0; row < Height; row++)
        {
            var running = 0d;
            for (var column = 0; column < Width; column++)
            {
                var cell = (row * pitch) + column;
                running += _differences[cell];
                _differences[cell] = running + (row > 0 ? _differences[cell - pitch] : 0);

                // Rounding may leave a trace below zero.
                values[(row * Width) + column] = (float)Math.Max(0, _differences[cell]);
            }
        }
    }
}
