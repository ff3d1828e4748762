using Steerlens.Kernels.Engines;
using Steerlens.Kernels.Maps;
using Steerlens.Models;

namespace Steerlens.Kernels.Truth;

/// <summary>
/// The deletion score of an order of pixels on a frame (after Petsiuk et al. 2018, for an angle): the pixels of the network's input are replaced
/// with a fill, once from the order's first on and once from its last on, and the size of the angle's change is noted at a list of shares. The
/// score is the area between the two curves, first-first minus last-first, in radians: 0 for a random order, above 0 where the pixels that
/// come first are the ones that the angle hangs on. One frame at a time; nothing is allocated for one.
/// </summary>
public sealed class DeletionScore : IDisposable
{
    private readonly TensorShape _shape;
    private readonly AngleProbe _probe;
    private readonly FillPicture _fillPicture;
    private readonly float[] _input;
    private readonly float[] _fill;
    private readonly float[] _masked;
    private readonly double[] _shares;
    private readonly int[] _counts;
    private double _angle;

    /// <summary>Prepares the buffers.</summary>
    /// <param name="engine">What runs the network.</param>
    /// <param name="outputWeights">The angle as a weighted sum of the outputs: radians, positive = right.</param>
    /// <param name="fill">What removed pixels are replaced with.</param>
    /// <param name="shares">The shares of the pixels at which the angle is asked for: above 0, below 1, growing.</param>
    public DeletionScore(IEngine engine, ReadOnlySpan<float> outputWeights, Fill fill, IReadOnlyList<double> shares)
    {
        ArgumentNullException.ThrowIfNull(engine);
        ArgumentNullException.ThrowIfNull(shares);
        for (var index = 0; index < shares.Count; index++)
        {
            if (!(shares[index] > (index == 0 ? 0 : shares[index - 1]) && shares[index] < 1))
                throw new ArgumentException("The shares must grow and lie between 0 and 1.", nameof(shares));
        }

        _shape = engine.Network.Input;
        _probe = new AngleProbe(engine, outputWeights);
        _fillPicture = new FillPicture(_shape, engine.Network.Contract, fill);
        _input = new float[_shape.Length];
        _fill = new float[_shape.Length];
        _masked = new float[_shape.Length];
        _shares = [.. shares];
        _counts = [.. shares.Select(share => (int)Math.Round(share * Pixels))];
        Fill = fill;
    }

    /// <summary>The shares of a thorough score.</summary>
    public static IReadOnlyList<double> FineShares { get; } = [0.02, 0.05, 0.1, 0.2, 0.3, 0.5, 0.7];

    /// <summary>The shares of a quick score.</summary>
    public static IReadOnlyList<double> CoarseShares { get; } = [0.1, 0.3];

    /// <summary>What removed pixels are replaced with.</summary>
    public Fill Fill { get; }

    /// <summary>Pixels of an order.</summary>
    public int Pixels => _shape.Height * _shape.Width;

    /// <summary>Takes in a frame; its orders can be scored from then on.</summary>
    /// <param name="input">H x W x C float32.</param>
    /// <returns>Its angle: radians, positive = right.</returns>
    public double Take(ReadOnlySpan<float> input)
    {
        input.CopyTo(_input);
        _fillPicture.Make(_input).CopyTo(_fill);
        _angle = _probe.Of(_input);
        return _angle;
    }

    /// <summary>The score of an order of the frame's pixels, by the size of the angle's change.</summary>
    /// <param name="order">Every pixel once, the one that matters most first.</param>
    /// <returns>Radians.</returns>
    public double Of(ReadOnlySpan<int> order) => Area(order, fromEnd: false, isSigned: false) - Area(order, fromEnd: true, isSigned: false);

    /// <summary>
    /// The score of an order from right to left, by the angle's change with its sign: how much farther left the angle goes where what pushes right
    /// is removed first than where what pushes left is. The size alone can't judge a map of both directions, whose first pixels may cancel.
    /// </summary>
    /// <param name="order">Every pixel once, the one that pushes most to the right first.</param>
    /// <returns>Radians.</returns>
    public double OfDirection(ReadOnlySpan<int> order) => Area(order, fromEnd: false, isSigned: true) - Area(order, fromEnd: true, isSigned: true);

    /// <summary>The angle's changes at the shares: what the removed pixels were worth.</summary>
    /// <param name="order">Every pixel once.</param>
    /// <param name="fromEnd">Whether the last pixels are removed first.</param>
    /// <param name="changes">Gets one value for each share, the angle of the frame minus the angle without the pixels: radians, positive = they pushed right.</param>
    public void Curve(ReadOnlySpan<int> order, bool fromEnd, Span<double> changes)
    {
        if (order.Length != Pixels) throw new ArgumentException($"An order of {order.Length} pixels is none of {Pixels}.", nameof(order));
        _input.CopyTo(_masked.AsSpan());
        var channels = _shape.Channels;
        var done = 0;
        for (var step = 0; step < _counts.Length; step++)
        {
            for (; done < _counts[step]; done++)
            {
                var at = order[fromEnd ? order.Length - 1 - done : done] * channels;
                _fill.AsSpan(at, channels).CopyTo(_masked.AsSpan(at, channels));
            }

            changes[step] = _angle - _probe.Of(_masked);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _probe.Dispose();

    /// <summary>The area under a curve by trapezia. With nothing and with everything removed both curves are the same, so their ends are left at 0.</summary>
    private double Area(ReadOnlySpan<int> order, bool fromEnd, bool isSigned)
    {
        Span<double> changes = stackalloc double[_counts.Length];
        Curve(order, fromEnd, changes);
        var (area, share, last) = (0d, 0d, 0d);
        for (var step = 0; step < changes.Length; step++)
        {
            var change = isSigned ? changes[step] : Math.Abs(changes[step]);
            area += (_shares[step] - share) * (change + last) / 2;
            (share, last) = (_shares[step], change);
        }

        return area + ((1 - share) * last / 2);
    }
}
