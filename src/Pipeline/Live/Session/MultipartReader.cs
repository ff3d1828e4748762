using System.Globalization;
using System.Text;

namespace Steerlens.Pipeline.Live.Session;

/// <summary>
/// Reads JPEGs one after the other as ffmpeg's mpjpeg writes them: a line with the boundary, header lines of which one says the length, an
/// empty line, the JPEG, an empty line. Calls block; a picture allocates nothing once warm.
/// </summary>
/// <param name="stream">What ffmpeg writes.</param>
internal sealed class MultipartReader(Stream stream)
{
    private const int LongestLine = 256;
    private const int LargestPicture = 64 << 20;

    private readonly byte[] _buffer = new byte[64 << 10];
    private readonly byte[] _line = new byte[LongestLine];
    private int _from;
    private int _to;

    private static ReadOnlySpan<byte> LengthName => "content-length:"u8;

    /// <summary>Reads the next JPEG into a picture.</summary>
    /// <exception cref="EndOfStreamException">There is no more.</exception>
    /// <exception cref="InvalidDataException">The stream is not what it should be.</exception>
    public void Read(LivePicture picture)
    {
        var length = -1;
        while (true)
        {
            var line = ReadLine();
            if (line.IsEmpty && length >= 0) break;
            if (line.Length > LengthName.Length && Ascii.EqualsIgnoreCase(line[..LengthName.Length], LengthName)
                && !int.TryParse(line[LengthName.Length..].Trim((byte)' '), NumberStyles.None, CultureInfo.InvariantCulture, out length))
                throw new InvalidDataException("ffmpeg names no length for a JPEG");
        }

        if (length > LargestPicture) throw new InvalidDataException($"a JPEG of {length} bytes");
        var room = picture.Room(length);
        var buffered = Math.Min(_to - _from, length);
        _buffer.AsSpan(_from, buffered).CopyTo(room);
        _from += buffered;
        stream.ReadExactly(room[buffered..]);
    }

    private ReadOnlySpan<byte> ReadLine()
    {
        var length = 0;
        while (true)
        {
            if (_from == _to)
            {
                (_from, _to) = (0, stream.Read(_buffer));
                if (_to == 0) throw new EndOfStreamException("ffmpeg has ended");
            }

            var value = _buffer[_from++];
            if (value == '\n') return _line.AsSpan(0, length).TrimEnd((byte)'\r');
            if (length == LongestLine) throw new InvalidDataException("a line without an end");
            _line[length++] = value;
        }
    }
}
