using System.Numerics.Tensors;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

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
        _line = new float[planeWidth];
        Width = width;
        Height = height;
    }

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
        var line = _line.AsSpan(first, count);
        for (var row = 0; row < Height; row++)
        {
            line.Clear();
            for (var y = 0; y < _rows.Counts[row]; y++)
                AddRow(plane.Row(_rows.Starts[row] + y).Slice(first, count), _rows.Weights[_rows.WeightStarts[row] + y], line);
            for (var column = 0; column < Width; column++)
            {
                var weights = _columns.Weights.AsSpan(_columns.WeightStarts[column], _columns.Counts[column]);
                result[(row * Width) + column] = TensorPrimitives.Dot(weights, _line.AsSpan(_columns.Starts[column], weights.Length));
            }
        }
    }

    private static void AddRow(ReadOnlySpan<byte> source, float weight, Span<float> sums)
    {
        ref var from = ref MemoryMarshal.GetReference(source);
        ref var to = ref MemoryMarshal.GetReference(sums);
        var index = 0;
        var factor = Vector256.Create(weight);
        for (; index <= source.Length - Vector128<byte>.Count; index += Vector128<byte>.Count)
        {
            var (low, high) = Vector128.Widen(Vector128.LoadUnsafe(ref from, (nuint)index));
            Add(ref to, index, Vector256.Create(Vector128.WidenLower(low), Vector128.WidenUpper(low)), factor);
            Add(ref to, index + Vector256<float>.Count, Vector256.Create(Vector128.WidenLower(high), Vector128.WidenUpper(high)), factor);
        }

        for (; index < source.Length; index++) sums[index] += weight * source[index];
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Add(ref float sums, int index, Vector256<uint> samples, Vector256<float> factor)
    {
        var values = Vector256.ConvertToSingle(samples.AsInt32());
        Vector256.MultiplyAddEstimate(values, factor, Vector256.LoadUnsafe(ref sums, (nuint)index)).StoreUnsafe(ref sums, (nuint)index);
    }

    /// <summary>The samples and weights of each result along one axis; weights of one result sum to 1.</summary>
    private sealed class Axis
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
        }

        public int[] Starts { get; }

        public int[] Counts { get; }

        public int[] WeightStarts { get; }

        public float[] Weights { get; }
    }
}
