namespace Steerlens.Kernels.Images;

/// <summary>
/// Resizes a rectangle of a plane by area: each result is the exact mean of the (fractional) box of samples that it covers. Where
/// a box is smaller than a sample, that is the nearest sample or the mean of two. Plane: bytes; result: H x W float32, 0..255.
/// </summary>
public sealed class AreaResize
{
    private readonly Axis _rows;
    private readonly Axis _columns;
    private readonly float[] _line;

    /// <summary>Prepares the tables for one geometry.</summary>
    /// <param name="crop">The rectangle, inside the plane.</param>
    /// <param name="planeWidth">Samples in a row of the plane.</param>
    /// <param name="planeHeight">Rows of the plane.</param>
    /// <param name="width">Columns of the result.</param>
    /// <param name="height">Rows of the result.</param>
    public AreaResize(MapRectangle crop, int planeWidth, int planeHeight, int width, int height)
    {
        _rows = new Axis(crop.Top, crop.Height, planeHeight, height);
        _columns = new Axis(crop.Left, crop.Width, planeWidth, width);
        _line = new float[planeWidth + _columns.Taps];
        Width = width;
        Height = height;
    }

    /// <summary>How rows are made.</summary>
    internal Axis Rows => _rows;

    /// <summary>How columns are made.</summary>
    internal Axis Columns => _columns;

    /// <summary>Columns of the result.</summary>
    public int Width { get; }

    /// <summary>Rows of the result.</summary>
    public int Height { get; }

    /// <summary>The specification: sums each box sample by sample in float64.</summary>
    public void RunScalar(Plane plane, Span<float> result)
    {
        for (var row = 0; row < Height; row++)
        {
            for (var column = 0; column < Width; column++)
            {
                var sum = 0d;
                for (var y = 0; y < _rows.Counts[row]; y++)
                {
                    for (var x = 0; x < _columns.Counts[column]; x++)
                    {
                        var weight = (double)_rows.Weights[_rows.WeightStarts[row] + y] * _columns.Weights[_columns.WeightStarts[column] + x];
                        sum += weight * plane.Span[((_rows.Starts[row] + y) * plane.Stride) + _columns.Starts[column] + x];
                    }
                }

                result[(row * Width) + column] = (float)sum;
            }
        }
    }

    /// <summary>Resizes; allocates nothing.</summary>
    /// <param name="plane">A plane of the size that the tables were made for.</param>
    /// <param name="result">Height x width float32.</param>
    public void Run(Plane plane, Span<float> result)
    {
        var first = _columns.Starts[0];
        var count = _columns.Starts[^1] + _columns.Counts[^1] - first;
        for (var row = 0; row < Height; row++)
        {
            var weights = _rows.Weights.AsSpan(_rows.WeightStarts[row], _rows.Counts[row]);
            AreaSums.MixRows(plane.Span[((_rows.Starts[row] * plane.Stride) + first)..], plane.Stride, weights, _line.AsSpan(first, count));
            AreaSums.Boxes(_line, _columns.Starts, _columns.Padded, _columns.Taps, result.Slice(row * Width, Width));
        }
    }

    /// <summary>The samples and weights of each result along one axis; weights of one result sum to 1.</summary>
    internal sealed class Axis
    {
        public Axis(double start, double length, int samples, int results)
        {
            Starts = new int[results];
            Counts = new int[results];
            WeightStarts = new int[results];
            var weights = new List<float>();
            var step = length / results;
            for (var result = 0; result < results; result++)
            {
                var from = Math.Clamp(start + (result * step), 0, samples);
                var to = Math.Clamp(start + ((result + 1) * step), 0, samples);
                var firstSample = Math.Min((int)Math.Floor(from), samples - 1);
                var lastSample = Math.Max(firstSample, Math.Min((int)Math.Ceiling(to) - 1, samples - 1));
                Starts[result] = firstSample;
                Counts[result] = lastSample - firstSample + 1;
                WeightStarts[result] = weights.Count;
                for (var sample = firstSample; sample <= lastSample; sample++)
                    weights.Add((float)((Math.Min(to, sample + 1) - Math.Max(from, sample)) / (to - from)));
            }

            Weights = [.. weights];
            Taps = (Counts.Max() + AreaSums.Lanes - 1) / AreaSums.Lanes * AreaSums.Lanes;
            Padded = new float[results * Taps];
            for (var result = 0; result < results; result++) Weights.AsSpan(WeightStarts[result], Counts[result]).CopyTo(Padded.AsSpan(result * Taps));
        }

        public int[] Starts { get; }

        public int[] Counts { get; }

        public int[] WeightStarts { get; }

        public float[] Weights { get; }

        /// <summary>Weights of each result with zeros behind them: whole vectors.</summary>
        public int Taps { get; }

        /// <summary>Results x taps.</summary>
        public float[] Padded { get; }
    }
}
