using System.Buffers;
using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Text.Json;

namespace Steerlens.Pipeline.Live.Session;

/// <summary>
/// One picture as it goes to every page: four bytes with the header's length, the header, the JPEG. Its memory is used again when the last
/// one who holds it has released it.
/// </summary>
internal sealed class LivePicture
{
    /// <summary>Room before the JPEG for what is only known when it is there.</summary>
    private const int HeaderRoom = 4096;

    private readonly ConcurrentBag<LivePicture> _home;
    private readonly ArrayBufferWriter<byte> _header = new(HeaderRoom);
    private readonly Utf8JsonWriter _json;
    private byte[] _bytes = [];
    private int _start;
    private int _end;
    private int _holders;

    private LivePicture(ConcurrentBag<LivePicture> home)
    {
        _home = home;
        _json = new Utf8JsonWriter(_header);
    }

    /// <summary>The frame's number.</summary>
    public long Index { get; private set; }

    /// <summary>When the frame was captured, in ticks of the monotonic clock.</summary>
    public long CapturedTicks { get; private set; }

    /// <summary>What encoding it took, waiting in the encoder's queue included.</summary>
    public TimeSpan Encoding { get; private set; }

    /// <summary>The whole message.</summary>
    public ReadOnlyMemory<byte> Message => _bytes.AsMemory(_start, _end - _start);

    /// <summary>Takes a picture out of a pool, or makes one. The caller holds it.</summary>
    public static LivePicture Take(ConcurrentBag<LivePicture> pool)
    {
        if (!pool.TryTake(out var picture)) picture = new LivePicture(pool);
        picture._holders = 1;
        return picture;
    }

    /// <summary>Where a JPEG of a length goes.</summary>
    public Span<byte> Room(int length)
    {
        if (_bytes.Length < HeaderRoom + length) _bytes = GC.AllocateUninitializedArray<byte>(HeaderRoom + (length * 3 / 2));
        _end = HeaderRoom + length;
        return _bytes.AsSpan(HeaderRoom, length);
    }

    /// <summary>Puts the header before the JPEG.</summary>
    public void Finish(PictureFacts facts, DateTimeOffset sent, TimeSpan encoding)
    {
        (Index, CapturedTicks, Encoding) = (facts.Index, facts.CapturedTicks, encoding);
        _header.ResetWrittenCount();
        _json.Reset();
        facts.Write(_json, sent, encoding.TotalMilliseconds);
        _json.Flush();
        var header = _header.WrittenSpan;
        _start = HeaderRoom - header.Length - sizeof(uint);
        if (_start < 0) throw new InvalidOperationException($"A picture's header of {header.Length} bytes does not fit.");
        BinaryPrimitives.WriteUInt32LittleEndian(_bytes.AsSpan(_start), (uint)header.Length);
        header.CopyTo(_bytes.AsSpan(_start + sizeof(uint)));
    }

    /// <summary>One more holds it.</summary>
    public LivePicture Hold()
    {
        Interlocked.Increment(ref _holders);
        return this;
    }

    /// <summary>One less holds it.</summary>
    public void Release()
    {
        if (Interlocked.Decrement(ref _holders) == 0) _home.Add(this);
    }
}
