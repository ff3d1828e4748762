namespace Steerlens.Kernels.Occlusion;

/// <summary>
/// Turns the scores of a bank's windows into a map. A window's score is spread evenly over the pixels that it masks; a pixel's value
/// is the mean over the windows of one size that cover it, then the mean over the sizes. So a network that weighs all pixels
/// alike has a flat map, wherever the windows overlap. Where edges are soft, a pixel has its weight's share of all that.
/// </summary>
public sealed class OcclusionAccumulator
{
    private readonly WindowBank _bank;
    private readonly float[][] _inverseCoverage;
    private readonly double[] _differences;
    private readonly SoftSpread? _soft;

    /// <summary>Counts how often each pixel is covered.</summary>
    public OcclusionAccumulator(WindowBank bank)
    {
        ArgumentNullException.ThrowIfNull(bank);
        _bank = bank;
        _differences = new double[(bank.Height + 1) * (bank.Width + 1)];
        _inverseCoverage = new float[bank.Sizes.Count][];
        if (bank.Edge.Softness > 0) _soft = new SoftSpread(bank);
        for (var group = 0; group < bank.Sizes.Count; group++)
        {
            if (_soft is not null)
            {
                _inverseCoverage[group] = _soft.InverseCoverage(group);
                continue;
            }

            var coverage = new float[bank.Height * bank.Width];
            Array.Clear(_differences);
            for (var index = bank.GroupStarts[group]; index < bank.GroupStarts[group + 1]; index++) Spread(bank.Windows[index], 1);
            Integrate((pixel, value) => coverage[pixel] = value > 0.5 ? (float)(1 / Math.Round(value)) : 0);
            _inverseCoverage[group] = coverage;
        }
    }

    /// <summary>For each size and pixel one over the number of windows that cover it; 0 where none does.</summary>
    internal IReadOnlyList<float[]> InverseCoverage => _inverseCoverage;

    /// <summary>The map of a bank's scores.</summary>
    /// <param name="scores">One score for each window.</param>
    /// <param name="map">H x W float32: score units for each masked pixel. Pixels that no window covers are 0.</param>
    public void Accumulate(ReadOnlySpan<float> scores, Span<float> map)
    {
        map.Clear();
        var share = 1d / _bank.Sizes.Count;
        for (var group = 0; group < _bank.Sizes.Count; group++) AddGroup(scores, group, share, map);
    }

    /// <summary>The map of the windows of one size alone.</summary>
    /// <param name="scores">One score for each window of the whole bank.</param>
    /// <param name="group">Which size.</param>
    /// <param name="map">As for <see cref="Accumulate"/>.</param>
    public void AccumulateGroup(ReadOnlySpan<float> scores, int group, Span<float> map)
    {
        map.Clear();
        AddGroup(scores, group, 1, map);
    }

    private void AddGroup(ReadOnlySpan<float> scores, int group, double share, Span<float> map)
    {
        if (_soft is not null)
        {
            _soft.AddGroup(scores, group, (float)share, _inverseCoverage[group], map);
            return;
        }

        // Four corners of a difference image for each window, then one running sum: the cost does not depend on the window's size.
        Array.Clear(_differences);
        for (var index = _bank.GroupStarts[group]; index < _bank.GroupStarts[group + 1]; index++)
            Spread(_bank.Windows[index], scores[index] / (double)_bank.Windows[index].Area);

        var inverse = _inverseCoverage[group];
        var pitch = _bank.Width + 1;
        for (var row = 0; row < _bank.Height; row++)
        {
            var running = 0d;
            for (var column = 0; column < _bank.Width; column++)
            {
                var cell = (row * pitch) + column;
                running += _differences[cell];
                var value = running + (row > 0 ? _differences[cell - pitch] : 0);
                map[(row * _bank.Width) + column] += (float)(value * share * inverse[(row * _bank.Width) + column]);
                _differences[cell] = value;
            }
        }
    }

    private void Spread(Window window, double value)
    {
        var pitch = _bank.Width + 1;
        var top = (window.Row * pitch) + window.Column;
        var bottom = top + (window.Height * pitch);
        _differences[top] += value;
        _differences[top + window.Width] -= value;
        _differences[bottom] -= value;
        _differences[bottom + window.Width] += value;
    }

    private void Integrate(Action<int, double> store)
    {
        var pitch = _bank.Width + 1;
        for (var row = 0; row < _bank.Height; row++)
        {
            var running = 0d;
            for (var column = 0; column < _bank.Width; column++)
            {
                var cell = (row * pitch) + column;
                running += _differences[cell];
                _differences[cell] = running + (row > 0 ? _differences[cell - pitch] : 0);
                store((row * _bank.Width) + column, _differences[cell]);
            }
        }
    }
}
