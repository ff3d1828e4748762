namespace Steerlens.Models;

/// <summary>
/// Each output row is a weighted sum of input rows, and each output column likewise of columns; channels stay apart. Cropping, padding,
/// interpolating to another size, and means that do not count their padding are all of this kind.
/// </summary>
/// <param name="Name">The layer's name.</param>
/// <param name="Inputs">One input.</param>
/// <param name="Output">Rows x columns x the input's channels.</param>
/// <param name="Rows">How the rows are made.</param>
/// <param name="Columns">How the columns are made.</param>
public sealed record Resampling(string Name, IReadOnlyList<int> Inputs, TensorShape Output, AxisWeights Rows, AxisWeights Columns) : Layer(Name, Inputs, Output);

/// <summary>How the positions of one axis are made: each a weighted sum of input positions, perhaps of none, which makes it 0.</summary>
public sealed class AxisWeights
{
    private readonly (int[] Sources, float[] Weights)[] _positions;

    /// <summary>Makes the weights.</summary>
    /// <param name="positions">For each output position the input positions in ascending order, and as many weights.</param>
    /// <exception cref="ArgumentException">A position has more sources than weights, or fewer, or they do not ascend.</exception>
    public AxisWeights(IReadOnlyList<(int[] Sources, float[] Weights)> positions)
    {
        ArgumentNullException.ThrowIfNull(positions);
        foreach (var (sources, weights) in positions)
        {
            if (sources.Length != weights.Length || sources.Zip(sources.Skip(1)).Any(pair => pair.First >= pair.Second))
                throw new ArgumentException("Each position needs ascending sources and as many weights.", nameof(positions));
        }

        _positions = [.. positions];
    }

    /// <summary>Output positions.</summary>
    public int Count => _positions.Length;

    /// <summary>The input positions that an output position reads, in ascending order.</summary>
    public ReadOnlySpan<int> SourcesOf(int position) => _positions[position].Sources;

    /// <summary>Their weights.</summary>
    public ReadOnlySpan<float> WeightsOf(int position) => _positions[position].Weights;

    /// <summary>Every position as it is.</summary>
    public static AxisWeights Same(int count) => Shifted(0, count, count);

    /// <summary>Takes <paramref name="count"/> positions from <paramref name="first"/> on, which may lie outside: there they are 0.</summary>
    public static AxisWeights Shifted(int first, int count, int size, int step = 1) => new(
        [.. Enumerable.Range(0, count).Select(position => first + (position * step)).Select(source => source >= 0 && source < size ? ((int[])[source], (float[])[1f]) : ([], []))]);

    /// <summary>Takes these positions.</summary>
    public static AxisWeights Picked(IEnumerable<int> sources) => new([.. sources.Select(source => ((int[])[source], (float[])[1f]))]);
}
