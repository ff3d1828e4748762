using System.Numerics.Tensors;

namespace Steerlens.Kernels.Occlusion;

/// <summary>
/// Spreads the scores of windows with soft edges over their pixels, each pixel by its weight. A window counts by its mean weight, so that
/// one that masks next to nothing (a corner that the frame cuts off) brings next to none of its score's rounding in.
/// </summary>
internal sealed class SoftSpread
{
    private readonly WindowBank _bank;
    private readonly Dictionary<int, float[]> _profiles = [];
    private readonly float[] _sum;

    /// <summary>Computes the weights along an edge of each length.</summary>
    public SoftSpread(WindowBank bank)
    {
        _bank = bank;
        _sum = new float[bank.Height * bank.Width];
        foreach (var length in bank.Windows.SelectMany(window => new[] { window.Height, window.Width }).Distinct())
            _profiles.Add(length, [.. Enumerable.Range(0, length).Select(offset => bank.Edge.Weight(offset, length))]);
    }

    /// <summary>One over the weight of all windows of a size at each pixel, each counted by its mean weight; 0 where there are none.</summary>
    public float[] InverseCoverage(int group)
    {
        Array.Clear(_sum);
        for (var index = _bank.GroupStarts[group]; index < _bank.GroupStarts[group + 1]; index++)
        {
            var window = _bank.Windows[index];
            Spread(window, TensorPrimitives.Sum<float>(_profiles[window.Height]) * TensorPrimitives.Sum<float>(_profiles[window.Width]) / window.Area);
        }

        return [.. _sum.Select(value => value > 0 ? 1 / value : 0)];
    }

    /// <summary>Adds a size's part of the map: the mean of score / masked pixels over the windows that cover a pixel, weighed as said.</summary>
    /// <param name="scores">One score for each window of the whole bank.</param>
    /// <param name="group">Which size.</param>
    /// <param name="share">A factor.</param>
    /// <param name="inverseCoverage">See <see cref="InverseCoverage"/>.</param>
    /// <param name="map">H x W; added to.</param>
    public void AddGroup(ReadOnlySpan<float> scores, int group, float share, ReadOnlySpan<float> inverseCoverage, Span<float> map)
    {
        Array.Clear(_sum);

        // Score / mass, counted by mass / area: the mass goes out.
        for (var index = _bank.GroupStarts[group]; index < _bank.GroupStarts[group + 1]; index++) Spread(_bank.Windows[index], share * scores[index] / _bank.Windows[index].Area);
        TensorPrimitives.MultiplyAdd(_sum, inverseCoverage, map, map);
    }

    private void Spread(Window window, float value)
    {
        var rows = _profiles[window.Height];
        ReadOnlySpan<float> columns = _profiles[window.Width];
        for (var row = 0; row < rows.Length; row++)
        {
            var target = _sum.AsSpan(((window.Row + row) * _bank.Width) + window.Column, columns.Length);
            TensorPrimitives.MultiplyAdd(columns, value * rows[row], target, target);
        }
    }
}
