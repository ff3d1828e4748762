using System.Buffers.Binary;
using Steerlens.Pipeline.Frames;

namespace Steerlens.Pipeline.Video;

/// <summary>
/// Reads raw pictures from NUT as ffmpeg writes it: one video stream, any frame codes, elided headers and sync points. Headers are read through a
/// small buffer, pictures straight into the caller's memory; reading a frame allocates nothing. Calls block until the bytes are there.
/// </summary>
public sealed class NutReader
{
    private const int LargestPacket = 1 << 20;

    private readonly Stream _input;
    private readonly byte[] _buffer = new byte[4096];
    private NutFrameCode[] _codes = [];
    private byte[][] _elided = [[]];
    private Rational[] _timeBases = [];
    private int _timeBase;
    private int _streamId;
    private int _ptsShift;
    private int _start;
    private int _end;
    private long _lastPts;
    private byte[] _prefix = [];
    private int _payload = -1;

    /// <summary>Reads the headers.</summary>
    /// <param name="input">The bytes; not closed by this.</param>
    /// <exception cref="EndOfStreamException">The stream ends before the first frame: nothing was decoded.</exception>
    /// <exception cref="InvalidDataException">This is not NUT, or not with raw pictures.</exception>
    public NutReader(Stream input)
    {
        _input = input ?? throw new ArgumentNullException(nameof(input));
        foreach (var expected in NutFormat.Magic)
        {
            if (NextByte() != expected) throw new InvalidDataException("The stream doesn't begin as NUT does.");
        }

        NutStream? stream = null;
        while (_codes.Length == 0 || stream is null)
        {
            var packet = NextByte() == NutFormat.StartCodeByte ? ReadPacket(out var start) : throw new InvalidDataException("A frame comes before the headers.");
            if (start == NutFormat.MainStart) ReadMainHeader(packet);
            else if (start == NutFormat.StreamStart) stream = ReadStreamHeader(packet);
        }

        Stream = stream;
    }

    /// <summary>What the stream says of itself.</summary>
    public NutStream Stream { get; }

    /// <summary>The time stamp of the frame last found, in units of the stream's time base.</summary>
    public long Pts { get; private set; }

    /// <summary>Finds the next frame; its picture then waits for <see cref="ReadPicture"/> or <see cref="SkipPicture"/>.</summary>
    /// <returns>False where the stream ends between frames.</returns>
    /// <exception cref="EndOfStreamException">The stream ends inside a frame.</exception>
    /// <exception cref="InvalidDataException">What comes is no frame of this stream.</exception>
    public bool NextFrame()
    {
        if (_payload >= 0) SkipPicture();
        while (true)
        {
            if (_start == _end && !Fill()) return false;
            int first = NextByte();
            if (first == NutFormat.StartCodeByte)
            {
                var packet = ReadPacket(out var start);
                if (start == NutFormat.SyncStart) ReadSyncPoint(packet);
                continue;
            }

            if (ReadFrameHeader(first)) return true;
        }
    }

    /// <summary>Reads the picture of the frame last found: <see cref="NutStream.PictureBytes"/> bytes.</summary>
    /// <exception cref="EndOfStreamException">The stream ends inside the picture.</exception>
    public void ReadPicture(Span<byte> target)
    {
        if (_payload < 0) throw new InvalidOperationException("No frame is waiting to be read.");
        if (target.Length != Stream.PictureBytes) throw new ArgumentException($"{target.Length} bytes, but a picture has {Stream.PictureBytes}.", nameof(target));
        _prefix.CopyTo(target);
        var rest = target[_prefix.Length..];
        var buffered = Math.Min(rest.Length, _end - _start);
        _buffer.AsSpan(_start, buffered).CopyTo(rest);
        _start += buffered;
        rest = rest[buffered..];
        while (!rest.IsEmpty)
        {
            var count = _input.Read(rest);
            if (count == 0) throw Cut();
            rest = rest[count..];
        }

        _payload = -1;
    }

    /// <summary>Leaves the picture of the frame last found.</summary>
    /// <exception cref="EndOfStreamException">The stream ends inside the picture.</exception>
    public void SkipPicture()
    {
        Skip(Math.Max(0, _payload));
        _payload = -1;
    }

    private bool ReadFrameHeader(int first)
    {
        var code = _codes[first];
        var flags = code.Flags;
        if ((flags & NutFormat.FlagInvalid) != 0) throw new InvalidDataException($"Frame code {first} is not one of this stream.");
        if ((flags & NutFormat.FlagCoded) != 0) flags ^= (int)NextNumber();
        var stream = (flags & NutFormat.FlagStreamId) != 0 ? (int)NextNumber() : code.Stream;
        if (stream != _streamId) throw new InvalidDataException($"A frame belongs to stream {stream}, only {_streamId} was announced.");
        Pts = (flags & NutFormat.FlagCodedPts) != 0 ? WholePts(NextNumber()) : _lastPts + code.PtsDelta;
        var size = code.SizeLsb + ((flags & NutFormat.FlagSizeMsb) != 0 ? code.SizeMultiplier * NextNumber() : 0);
        if ((flags & NutFormat.FlagMatchTime) != 0) NextNumber();
        var elided = (flags & NutFormat.FlagHeaderIndex) != 0 ? (int)NextNumber() : code.HeaderIndex;
        var reserved = (flags & NutFormat.FlagReserved) != 0 ? NextNumber() : code.Reserved;
        for (var i = 0L; i < reserved; i++) NextNumber();
        if ((flags & NutFormat.FlagChecksum) != 0) Skip(4);
        if ((flags & NutFormat.FlagSideData) != 0) throw new InvalidDataException("A frame carries side data, which raw pictures have none of.");
        _lastPts = Pts;
        if ((flags & NutFormat.FlagEndOfRelevance) != 0)
        {
            Skip(size);
            return false;
        }

        if (elided < 0 || elided >= _elided.Length) throw new InvalidDataException($"A frame names elided header {elided} of {_elided.Length}.");
        if (size != Stream.PictureBytes) throw new InvalidDataException($"A picture has {size} bytes, {Stream.Width}x{Stream.Height} needs {Stream.PictureBytes}: the film changes its size.");
        _prefix = _elided[elided];
        _payload = (int)size - _prefix.Length;
        return true;
    }

    private long WholePts(long coded)
    {
        var range = 1L << _ptsShift;
        if (coded >= range) return coded - range;
        var lowest = _lastPts - ((range - 1) / 2);
        return ((coded - lowest) & (range - 1)) + lowest;
    }

    private void ReadMainHeader(NutPacket packet)
    {
        var version = packet.Number();
        if (version is < 2 or > 4) throw new InvalidDataException($"NUT version {version}; 2 to 4 can be read.");
        if (version > 3) packet.Number();
        if (packet.Number() != 1) throw new InvalidDataException("More than one stream.");
        packet.Number();
        _timeBases = new Rational[packet.Count(256)];
        for (var i = 0; i < _timeBases.Length; i++) _timeBases[i] = packet.Fraction();
        _codes = NutFrameCode.ReadTable(ref packet);
        _elided = new byte[packet.Count(127) + 1][];
        _elided[0] = [];
        for (var i = 1; i < _elided.Length; i++) _elided[i] = packet.Bytes();
    }

    private NutStream ReadStreamHeader(NutPacket packet)
    {
        _streamId = (int)packet.Number();
        if (packet.Number() != 0) throw new InvalidDataException("The stream isn't video.");
        var fourCc = packet.Bytes();
        if (fourCc.Length != 4) throw new InvalidDataException("The stream isn't raw video.");
        _timeBase = (int)packet.Number();
        if (_timeBase >= _timeBases.Length) throw new InvalidDataException($"The stream names time base {_timeBase} of {_timeBases.Length}.");
        _ptsShift = packet.Count(62);
        packet.Number();
        packet.Number();
        packet.Number();
        packet.Bytes();
        var width = packet.Count(1 << 16);
        var height = packet.Count(1 << 16);
        var aspect = (packet.Number(), packet.Number());
        if (width == 0 || height == 0) throw new InvalidDataException("The pictures have no size.");
        var sampleAspect = aspect is ( > 0, > 0) ? new Rational(aspect.Item1, aspect.Item2) : new Rational(1, 1);
        return new NutStream(width, height, BinaryPrimitives.ReadUInt32BigEndian(fourCc), _timeBases[_timeBase], sampleAspect);
    }

    private void ReadSyncPoint(NutPacket packet)
    {
        var coded = packet.Number();
        var from = _timeBases[(int)(coded % _timeBases.Length)];
        var to = _timeBases[_timeBase];
        var numerator = (Int128)(coded / _timeBases.Length) * from.Numerator * to.Denominator;
        _lastPts = (long)(numerator / ((Int128)from.Denominator * to.Numerator));
    }

    private NutPacket ReadPacket(out ulong start)
    {
        Span<byte> code = stackalloc byte[8];
        code[0] = NutFormat.StartCodeByte;
        for (var i = 1; i < 8; i++) code[i] = NextByte();
        start = BinaryPrimitives.ReadUInt64BigEndian(code);
        var size = NextNumber();
        if (size > 4096) Skip(4);
        if (size is < 4 or > LargestPacket) throw new InvalidDataException($"A header packet of {size} bytes; 4 to {LargestPacket} are possible.");

        // Sync points come before each frame, so they use the reader's buffer in place; other packets are few.
        if (start != NutFormat.SyncStart && start != NutFormat.MainStart && start != NutFormat.StreamStart)
        {
            Skip(size);
            return default;
        }

        var rest = (int)size;
        byte[] bytes;
        var from = 0;
        if (_end - _start >= rest)
        {
            bytes = _buffer;
            from = _start;
            _start += rest;
        }
        else
        {
            bytes = start == NutFormat.SyncStart ? _small : new byte[rest];
            if (rest > bytes.Length) throw new InvalidDataException($"A sync point of {rest} bytes.");
            for (var i = 0; i < rest; i++) bytes[i] = NextByte();
        }

        return new NutPacket(bytes, from, rest - 4);
    }

    private readonly byte[] _small = new byte[64];

    private long NextNumber()
    {
        var value = 0L;
        while (true)
        {
            var next = NextByte();
            if (value > long.MaxValue >> 7) throw new InvalidDataException("A number doesn't fit into 63 bits.");
            value = (value << 7) | (next & 0x7FL);
            if (next < 0x80) return value;
        }
    }

    private byte NextByte() => _start < _end || Fill() ? _buffer[_start++] : throw Cut();

    private void Skip(long count)
    {
        while (count > 0)
        {
            if (_start == _end && !Fill()) throw Cut();
            var step = (int)Math.Min(count, _end - _start);
            _start += step;
            count -= step;
        }
    }

    private bool Fill()
    {
        _start = 0;
        _end = _input.Read(_buffer, 0, _buffer.Length);
        return _end > 0;
    }

    private static EndOfStreamException Cut() => new("The stream of pictures ends in the middle.");
}
