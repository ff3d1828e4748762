namespace Steerlens.Kernels.Truth;

/// <summary>
/// Puts the pixels of a map in order, the largest value first. Equal values, and what is no finite number (which counts as 0), follow a fixed
/// random order: a map that is the same everywhere is the random order, not the order of the rows. Sizes |value| are ordered by a map of
/// sizes (<see cref="MapPlacement"/>).
/// </summary>
public sealed class PixelOrder
{
    private const int Seed = 20;
    private const int DigitBits = 11;
    private const int Digits = 1 << DigitBits;
    private const int Passes = 3;
    private const uint SignBit = 0x80000000;

    private readonly int[] _shuffled;
    private readonly int[] _scratch;
    private readonly uint[] _keys;
    private readonly int[] _counts = new int[Digits];

    /// <summary>Prepares the buffers.</summary>
    /// <param name="pixels">Values of a map, at least 1.</param>
    public PixelOrder(int pixels)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(pixels, 1);
        _shuffled = new int[pixels];
        for (var pixel = 0; pixel < pixels; pixel++) _shuffled[pixel] = pixel;
        new Random(Seed).Shuffle(_shuffled);
        _scratch = new int[pixels];
        _keys = new uint[pixels];
    }

    /// <summary>The fixed random order that decides between equal values.</summary>
    public ReadOnlySpan<int> Shuffled => _shuffled;

    /// <summary>The order by comparing: the specification of <see cref="Sort"/>.</summary>
    public void SortScalar(ReadOnlySpan<float> map, Span<int> order)
    {
        Require(map.Length, order.Length);
        var values = map.ToArray().Select(value => float.IsFinite(value) ? value : 0).ToArray();
        _shuffled.OrderByDescending(pixel => values[pixel]).ToArray().CopyTo(order);
    }

    /// <summary>The order, by counting digits (a stable radix sort): allocates nothing.</summary>
    /// <param name="map">One value for each pixel.</param>
    /// <param name="order">Gets the numbers of the pixels, the largest value first.</param>
    public void Sort(ReadOnlySpan<float> map, Span<int> order)
    {
        Require(map.Length, order.Length);

        // The bits of a float grow with its size; those of negative ones turned round and above them, the smallest key is the largest value.
        for (var pixel = 0; pixel < map.Length; pixel++)
        {
            // Adding 0 makes the negative zero the other one.
            var bits = float.IsFinite(map[pixel]) ? BitConverter.SingleToUInt32Bits(map[pixel] + 0f) : 0;
            _keys[pixel] = bits >= SignBit ? bits : ~(bits | SignBit);
        }

        Pass(_shuffled, order, 0);
        Pass(order, _scratch, DigitBits);
        Pass(_scratch, order, (Passes - 1) * DigitBits);
    }

    private void Pass(ReadOnlySpan<int> source, Span<int> target, int shift)
    {
        Array.Clear(_counts);
        foreach (var key in _keys) _counts[(int)(key >> shift) & (Digits - 1)]++;
        var start = 0;
        foreach (ref var count in _counts.AsSpan()) (count, start) = (start, start + count);
        foreach (var pixel in source) target[_counts[(int)(_keys[pixel] >> shift) & (Digits - 1)]++] = pixel;
    }

    private void Require(int map, int order)
    {
        if (map != _keys.Length || order != _keys.Length)
            throw new ArgumentException($"The map has {map} values and the order {order} places; both must be {_keys.Length}.", nameof(map));
    }
}
