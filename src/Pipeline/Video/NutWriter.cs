using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using Steerlens.Pipeline.Frames;

namespace Steerlens.Pipeline.Video;

/// <summary>
/// Writes pictures, raw or whole files of one kind, as NUT: one stream, each frame behind a sync point of its own with a checksum over its header, which is what ffmpeg needs
/// to trust it. Writing a frame allocates nothing. Calls block until the stream has taken the bytes.
/// </summary>
public sealed class NutWriter
{
    // Time stamps are written whole, never as differences: values below 2^shift would mean the lower bits only.
    private const int PtsShift = 14;
    private const int FrameCode = 1;
    private const int MaximumDistance = 65536;
    private const long LargestPts = long.MaxValue >> 2;

    private readonly Stream _output;
    private readonly NutStream _stream;
    private readonly byte[] _header = new byte[64];
    private int _length;
    private long _position;
    private long _lastSync = -1;

    /// <summary>Writes the headers.</summary>
    /// <param name="output">Where the bytes go; not closed by this.</param>
    /// <param name="stream">What the pictures are.</param>
    /// <exception cref="IOException">The stream doesn't take them.</exception>
    public NutWriter(Stream output, NutStream stream)
    {
        _output = output ?? throw new ArgumentNullException(nameof(output));
        _stream = stream ?? throw new ArgumentNullException(nameof(stream));
        var bytes = new List<byte>();
        bytes.AddRange(NutFormat.Magic);
        AddPacket(bytes, NutFormat.MainStart, MainHeader(stream));
        AddPacket(bytes, NutFormat.StreamStart, StreamHeader(stream));
        if (stream.Rate is { } rate) AddPacket(bytes, NutFormat.InfoStart, RateInfo(rate));
        _output.Write([.. bytes]);
        _position = bytes.Count;
    }

    /// <summary>Writes one frame.</summary>
    /// <param name="pts">In units of the time base, 0 or more.</param>
    /// <param name="planes">All planes of the picture, or those before <paramref name="alpha"/>; or a whole file.</param>
    /// <param name="alpha">The rest of the picture.</param>
    /// <exception cref="ArgumentException">The time stamp is negative or the size is wrong.</exception>
    /// <exception cref="IOException">The stream doesn't take it.</exception>
    public void Write(long pts, ReadOnlySpan<byte> planes, ReadOnlySpan<byte> alpha = default)
    {
        if (pts is < 0 or > LargestPts) throw new ArgumentOutOfRangeException(nameof(pts), pts, $"A NUT time stamp is 0 to {LargestPts}.");
        var size = planes.Length + alpha.Length;
        if (_stream.IsRaw && size != _stream.PictureBytes)
            throw new ArgumentException($"{size} bytes, but a picture of {_stream.Width}x{_stream.Height} has {_stream.PictureBytes}.", nameof(planes));

        _length = 0;
        Put64(NutFormat.SyncStart);
        var back = _lastSync < 0 ? 0 : (_position - _lastSync) / 16;
        Put((ulong)(Length(pts) + Length(back) + 4));
        var body = _length;
        Put((ulong)pts);
        Put((ulong)back);
        Put32(NutFormat.Checksum(_header.AsSpan(body, _length - body)));

        var frame = _length;
        _header[_length++] = FrameCode;
        Put((ulong)pts + (1 << PtsShift));
        Put((ulong)size);
        Put32(NutFormat.Checksum(_header.AsSpan(frame, _length - frame)));

        _output.Write(_header, 0, _length);
        _output.Write(planes);
        if (!alpha.IsEmpty) _output.Write(alpha);
        _lastSync = _position;
        _position += _length + size;
    }

    private static List<byte> MainHeader(NutStream stream)
    {
        var body = new List<byte>();
        Add(body, 3);
        Add(body, 1);
        Add(body, MaximumDistance);
        Add(body, 1);
        Add(body, stream.TimeBase.Numerator);
        Add(body, stream.TimeBase.Denominator);

        // 256 frame codes, of which one is used; 'N' counts itself.
        AddCodes(body, NutFormat.FlagInvalid, 1);
        AddCodes(body, NutFormat.FlagKey | NutFormat.FlagCodedPts | NutFormat.FlagSizeMsb | NutFormat.FlagChecksum, 1);
        AddCodes(body, NutFormat.FlagInvalid, 253);
        Add(body, 0);
        return body;
    }

    // Fields: flags, how many follow, pts difference, size multiplier, stream, size, reserved, how many codes.
    private static void AddCodes(List<byte> body, int flags, int count)
    {
        foreach (var value in (ReadOnlySpan<int>)[flags, 6, 0, 1, 0, 0, 0, count]) Add(body, value);
    }

    private static List<byte> StreamHeader(NutStream stream)
    {
        var body = new List<byte>();
        Add(body, 0);
        Add(body, 0);
        Add(body, 4);
        var fourCc = new byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(fourCc, stream.FourCc);
        body.AddRange(fourCc);
        Add(body, 0);
        Add(body, PtsShift);
        Add(body, Math.Max(1, stream.TimeBase.Denominator / Math.Max(1, stream.TimeBase.Numerator)));
        Add(body, 0);
        Add(body, 0);
        Add(body, 0);
        Add(body, stream.Width);
        Add(body, stream.Height);
        Add(body, stream.SampleAspect.Numerator);
        Add(body, stream.SampleAspect.Denominator);
        Add(body, 0);
        return body;
    }

    // Stream 1 - 1, no chapter, one entry: a name and a text (type -1, which the signed coding writes as 2).
    private static List<byte> RateInfo(Rational rate)
    {
        var body = new List<byte>();
        foreach (var value in (ReadOnlySpan<int>)[1, 0, 0, 0, 1]) Add(body, value);
        AddText(body, "r_frame_rate");
        Add(body, 2);
        AddText(body, string.Create(CultureInfo.InvariantCulture, $"{rate.Numerator}/{rate.Denominator}"));
        return body;
    }

    private static void AddText(List<byte> body, string text)
    {
        Add(body, text.Length);
        body.AddRange(Encoding.ASCII.GetBytes(text));
    }

    private static void AddPacket(List<byte> bytes, ulong start, List<byte> body)
    {
        var head = new byte[8];
        BinaryPrimitives.WriteUInt64BigEndian(head, start);
        bytes.AddRange(head);
        Add(bytes, body.Count + 4);
        bytes.AddRange(body);
        var sum = new byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(sum, NutFormat.Checksum([.. body]));
        bytes.AddRange(sum);
    }

    private static void Add(List<byte> bytes, long value)
    {
        for (var digits = Length(value); digits > 0; digits--)
            bytes.Add((byte)(((value >> (7 * (digits - 1))) & 0x7F) | (digits > 1 ? 0x80L : 0)));
    }

    // Bytes that a number takes: seven bits in each.
    private static int Length(long value)
    {
        var length = 1;
        while ((value >>= 7) != 0) length++;
        return length;
    }

    private void Put(ulong value)
    {
        for (var digits = Length((long)value); digits > 0; digits--)
            _header[_length++] = (byte)(((value >> (7 * (digits - 1))) & 0x7F) | (digits > 1 ? 0x80UL : 0));
    }

    private void Put32(uint value)
    {
        BinaryPrimitives.WriteUInt32BigEndian(_header.AsSpan(_length), value);
        _length += 4;
    }

    private void Put64(ulong value)
    {
        BinaryPrimitives.WriteUInt64BigEndian(_header.AsSpan(_length), value);
        _length += 8;
    }
}
