using System.Numerics;
using System.Runtime.InteropServices;

namespace Steerlens.Kernels.Images;

/// <summary>
/// Resizes a part of a plane to any size, by <see cref="ResizeAxis"/> along rows and then along columns, in floating point; results are
/// rounded to the nearest byte. Rows come first: growing, there are few of them, and columns run in vectors.
/// </summary>
public sealed class PlaneResize
{
    private readonly ResizeAxis _horizontal;
    private readonly ResizeAxis _vertical;
    private readonly float[] _rows;
    private readonly int _firstRow;
    private readonly int _rowCount;

    /// <summary>Prepares weights and scratch.</summary>
    /// <param name="horizontal">Along rows.</param>
    /// <param name="vertical">Along columns.</param>
    public PlaneResize(ResizeAxis horizontal, ResizeAxis vertical)
    {
        ArgumentNullException.ThrowIfNull(horizontal);
        ArgumentNullException.ThrowIfNull(vertical);
        _horizontal = horizontal;
        _vertical = vertical;
        _firstRow = vertical.First.Min();
        _rowCount = vertical.First.Max() + vertical.Taps - _firstRow;
        _rows = new float[_rowCount * horizontal.TargetLength];
    }

    /// <summary>Prepares a resize of whole planes.</summary>
    public static PlaneResize Whole(int sourceWidth, int sourceHeight, int targetWidth, int targetHeight) => new(
        new ResizeAxis(sourceWidth, 0, sourceWidth, targetWidth),
        new ResizeAxis(sourceHeight, 0, sourceHeight, targetHeight));

    /// <summary>One target row as a weighted sum of rows, one sample at a time: the specification of <see cref="MixRows"/>.</summary>
    /// <param name="rows">Taps x target length values.</param>
    /// <param name="weights">One for each row.</param>
    /// <param name="target">Gets bytes.</param>
    public static void MixRowsScalar(ReadOnlySpan<float> rows, ReadOnlySpan<float> weights, Span<byte> target) => MixRowsScalar(rows, weights, target, 0);

    /// <summary>As <see cref="MixRowsScalar(ReadOnlySpan{float}, ReadOnlySpan{float}, Span{byte})"/>, with vectors.</summary>
    public static void MixRows(ReadOnlySpan<float> rows, ReadOnlySpan<float> weights, Span<byte> target)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(rows.Length, weights.Length * target.Length);
        ref var source = ref MemoryMarshal.GetReference(rows);
        ref var result = ref MemoryMarshal.GetReference(target);
        var (x, lanes) = (0, Vector<float>.Count);
        for (; x <= target.Length - Vector<byte>.Count; x += Vector<byte>.Count)
        {
            Vector<float> first = new(0.5f), second = new(0.5f), third = new(0.5f), fourth = new(0.5f);
            for (var tap = 0; tap < weights.Length; tap++)
            {
                var at = (nuint)((tap * target.Length) + x);
                first += Vector.LoadUnsafe(ref source, at) * weights[tap];
                second += Vector.LoadUnsafe(ref source, at + (nuint)lanes) * weights[tap];
                third += Vector.LoadUnsafe(ref source, at + (nuint)(2 * lanes)) * weights[tap];
                fourth += Vector.LoadUnsafe(ref source, at + (nuint)(3 * lanes)) * weights[tap];
            }

            // Weighted means of bytes stay inside 0..255 up to rounding far smaller than the half that is added.
            var low = Vector.Narrow(Vector.ConvertToInt32(first), Vector.ConvertToInt32(second));
            var high = Vector.Narrow(Vector.ConvertToInt32(third), Vector.ConvertToInt32(fourth));
            Vector.Narrow(Vector.AsVectorUInt16(low), Vector.AsVectorUInt16(high)).StoreUnsafe(ref result, (nuint)x);
        }

        MixRowsScalar(rows, weights, target, x);
    }

    /// <summary>Resizes.</summary>
    /// <param name="source">Of the axes' source lengths.</param>
    /// <param name="target">Of the axes' target lengths.</param>
    /// <exception cref="ArgumentException">A size differs from what was prepared.</exception>
    public void Apply(Plane source, Plane target)
    {
        if (source.Width != _horizontal.SourceLength || source.Height != _vertical.SourceLength)
            throw new ArgumentException($"The source is {source.Width}x{source.Height}, prepared was {_horizontal.SourceLength}x{_vertical.SourceLength}.", nameof(source));
        if (target.Width != _horizontal.TargetLength || target.Height != _vertical.TargetLength)
            throw new ArgumentException($"The target is {target.Width}x{target.Height}, prepared was {_horizontal.TargetLength}x{_vertical.TargetLength}.", nameof(target));
        var width = target.Width;
        for (var row = 0; row < _rowCount; row++) ResizeRow(source.Row(_firstRow + row), _rows.AsSpan(row * width, width));
        for (var y = 0; y < target.Height; y++)
        {
            var rows = _rows.AsSpan((_vertical.First[y] - _firstRow) * width, _vertical.Taps * width);
            MixRows(rows, _vertical.Weights.AsSpan(y * _vertical.Taps, _vertical.Taps), target.Row(y));
        }
    }

    private static void MixRowsScalar(ReadOnlySpan<float> rows, ReadOnlySpan<float> weights, Span<byte> target, int start)
    {
        for (var x = start; x < target.Length; x++)
        {
            var sum = 0.5f;
            for (var tap = 0; tap < weights.Length; tap++) sum += rows[(tap * target.Length) + x] * weights[tap];
            target[x] = (byte)sum;
        }
    }

    private void ResizeRow(ReadOnlySpan<byte> source, Span<float> target)
    {
        var first = _horizontal.First.AsSpan(0, target.Length);
        var weights = _horizontal.Weights.AsSpan();
        var taps = _horizontal.Taps;
        if (taps == 2)
        {
            for (var x = 0; x < target.Length; x++)
            {
                var at = first[x];
                target[x] = (source[at] * weights[2 * x]) + (source[at + 1] * weights[(2 * x) + 1]);
            }

            return;
        }

        for (var x = 0; x < target.Length; x++)
        {
            var taken = source.Slice(first[x], taps);
            var tapWeights = weights.Slice(x * taps, taps);
            var sum = 0f;
            for (var tap = 0; tap < taken.Length; tap++) sum += taken[tap] * tapWeights[tap];
            target[x] = sum;
        }
    }
}
