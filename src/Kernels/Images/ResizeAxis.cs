namespace Steerlens.Kernels.Images;

/// <summary>
/// For each target position along one axis, the source positions that it reads and their weights (sum 1). Growing is bilinear between
/// sample centres (align_corners = false, edges repeat); shrinking widens the triangle to the size of a target sample, so nothing is skipped.
/// </summary>
public sealed class ResizeAxis
{
    /// <summary>Prepares the weights.</summary>
    /// <param name="sourceLength">Samples of the source, at least 1.</param>
    /// <param name="start">Where the part that is resized starts, in source samples.</param>
    /// <param name="length">Its length in source samples, above 0.</param>
    /// <param name="targetLength">Samples of the target, at least 1.</param>
    public ResizeAxis(int sourceLength, double start, double length, int targetLength)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(sourceLength, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(targetLength, 1);
        if (!(length > 0)) throw new ArgumentOutOfRangeException(nameof(length), length, "The part to resize must have a length above 0.");
        SourceLength = sourceLength;
        TargetLength = targetLength;
        var step = length / targetLength;
        var reach = Math.Max(1, step);
        Taps = Math.Min((int)Math.Ceiling(2 * reach), sourceLength);
        First = new int[targetLength];
        Weights = new float[targetLength * Taps];
        for (var target = 0; target < targetLength; target++) Prepare(target, start + ((target + 0.5) * step) - 0.5, reach);
    }

    /// <summary>Samples of the source.</summary>
    public int SourceLength { get; }

    /// <summary>Samples of the target.</summary>
    public int TargetLength { get; }

    /// <summary>Source positions read for each target position.</summary>
    public int Taps { get; }

    /// <summary>The first source position of each target position; first + taps is at most the source's length.</summary>
    public int[] First { get; }

    /// <summary>Target positions x taps.</summary>
    public float[] Weights { get; }

    private void Prepare(int target, double centre, double reach)
    {
        var lowest = (int)Math.Floor(centre - reach) + 1;
        var highest = (int)Math.Ceiling(centre + reach) - 1;
        var first = Math.Clamp(lowest, 0, SourceLength - Taps);
        var sum = 0d;
        for (var position = lowest; position <= highest; position++) sum += 1 - (Math.Abs(position - centre) / reach);
        First[target] = first;
        for (var position = lowest; position <= highest; position++)
        {
            // Positions past an edge repeat it; those that lie outside the taps after the shift are at the edge too.
            var tap = Math.Clamp(Math.Clamp(position, 0, SourceLength - 1) - first, 0, Taps - 1);
            Weights[(target * Taps) + tap] += (float)((1 - (Math.Abs(position - centre) / reach)) / sum);
        }
    }
}
