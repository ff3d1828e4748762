using Steerlens.Pipeline.Frames;

namespace Steerlens.Pipeline.Video;

/// <summary>Reads the fields of one NUT header packet, never beyond its end.</summary>
internal struct NutPacket
{
    private readonly byte[] _bytes;
    private readonly int _end;
    private int _at;

    internal NutPacket(byte[] bytes, int start, int length)
    {
        _bytes = bytes;
        _at = start;
        _end = start + length;
    }

    /// <summary>An unsigned number, seven bits in each byte.</summary>
    internal long Number()
    {
        var value = 0L;
        while (true)
        {
            if (_at >= _end) throw new InvalidDataException("A header packet is too short.");
            var next = _bytes[_at++];
            if (value > long.MaxValue >> 7) throw new InvalidDataException("A number doesn't fit into 63 bits.");
            value = (value << 7) | (next & 0x7FL);
            if (next < 0x80) return value;
        }
    }

    /// <summary>A signed number: odd codes are positive, even ones zero and below.</summary>
    internal long Signed()
    {
        var coded = Number() + 1;
        return (coded & 1) != 0 ? -(coded >> 1) : coded >> 1;
    }

    /// <summary>A number that counts something, at most <paramref name="largest"/>.</summary>
    internal int Count(int largest)
    {
        var value = Number();
        return value <= largest ? (int)value : throw new InvalidDataException($"A header counts {value}, at most {largest} are possible.");
    }

    /// <summary>Two numbers, the second not 0.</summary>
    internal Rational Fraction()
    {
        var numerator = Number();
        var denominator = Number();
        return numerator > 0 && denominator > 0 ? new Rational(numerator, denominator) : throw new InvalidDataException($"A time base of {numerator}/{denominator}.");
    }

    /// <summary>Bytes behind their count.</summary>
    internal byte[] Bytes()
    {
        var count = Count(_end - _at);
        if (count > _end - _at) throw new InvalidDataException("A header packet is too short.");
        _at += count;
        return _bytes[(_at - count).._at];
    }
}
