using System.Buffers.Binary;

namespace Steerlens.Pipeline.Video;

/// <summary>Reads a picture's size from its file's first bytes, so that a folder of thousands is checked before any is decoded.</summary>
internal static class PictureSize
{
    /// <summary>Width and height of a PNG, JPEG, BMP, WebP, TIFF, PPM or PGM as stored; null where the file is none of these.</summary>
    internal static (int Width, int Height)? Read(string path)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, 4096);
        Span<byte> bytes = stackalloc byte[64];
        var head = bytes[..file.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false)];
        if (head.StartsWith("P5"u8) || head.StartsWith("P6"u8)) return ReadPortable(head);
        if (head.Length < 26) return null;
        if (head[0] == 0x89 && head[1..].StartsWith("PNG"u8))
            return (BinaryPrimitives.ReadInt32BigEndian(head[16..]), BinaryPrimitives.ReadInt32BigEndian(head[20..]));
        if (head.StartsWith("BM"u8))
            return (BinaryPrimitives.ReadInt32LittleEndian(head[18..]), Math.Abs(BinaryPrimitives.ReadInt32LittleEndian(head[22..])));
        if (head.StartsWith("RIFF"u8) && head[8..].StartsWith("WEBP"u8)) return head.Length < 30 ? null : ReadWebP(head);
        if (head.StartsWith("II*\0"u8) || head.StartsWith("MM\0*"u8)) return ReadTiff(file, head);
        return head[0] == 0xFF && head[1] == 0xD8 ? ReadJpeg(file) : null;
    }

    // A JPEG is a row of segments, FF and a kind, with their lengths; the size stands in the one that begins a frame (C0 to CF but C4, C8, CC).
    private static (int Width, int Height)? ReadJpeg(FileStream file)
    {
        Span<byte> bytes = stackalloc byte[8];
        for (file.Position = 2; file.ReadAtLeast(bytes[..4], 4, throwOnEndOfStream: false) == 4;)
        {
            if (bytes[0] != 0xFF) return null;
            if (bytes[1] == 0xFF)
            {
                file.Position -= 3;
                continue;
            }

            var kind = bytes[1];
            var length = BinaryPrimitives.ReadUInt16BigEndian(bytes[2..]);
            if (kind is >= 0xC0 and <= 0xCF and not (0xC4 or 0xC8 or 0xCC))
            {
                if (file.ReadAtLeast(bytes[..5], 5, throwOnEndOfStream: false) < 5) return null;
                return (BinaryPrimitives.ReadUInt16BigEndian(bytes[3..]), BinaryPrimitives.ReadUInt16BigEndian(bytes[1..]));
            }

            if (length < 2) return null;
            file.Position += length - 2;
        }

        return null;
    }

    // Three ways of packing: lossy ("VP8 ", 14 bits each behind a start code), lossless ("VP8L", 14 bits each less one), extended ("VP8X", 24 bits
    // each less one).
    private static (int Width, int Height)? ReadWebP(ReadOnlySpan<byte> head)
    {
        var bits = BinaryPrimitives.ReadUInt32LittleEndian(head[21..]);
        return head[15] switch
        {
            (byte)' ' => (BinaryPrimitives.ReadUInt16LittleEndian(head[26..]) & 0x3FFF, BinaryPrimitives.ReadUInt16LittleEndian(head[28..]) & 0x3FFF),
            (byte)'L' => ((int)(bits & 0x3FFF) + 1, (int)((bits >> 14) & 0x3FFF) + 1),
            (byte)'X' => ((int)(BinaryPrimitives.ReadUInt32LittleEndian(head[24..]) & 0xFFFFFF) + 1, (int)(BinaryPrimitives.ReadUInt32LittleEndian(head[26..]) >> 8) + 1),
            _ => null,
        };
    }

    // A directory of entries of 12 bytes (number, type, count, value); 256 is the width, 257 the height, in 16 or 32 bits.
    private static (int Width, int Height)? ReadTiff(FileStream file, ReadOnlySpan<byte> head)
    {
        var isLittle = head[0] == (byte)'I';
        int Short(ReadOnlySpan<byte> at) => isLittle ? BinaryPrimitives.ReadUInt16LittleEndian(at) : BinaryPrimitives.ReadUInt16BigEndian(at);
        int Long(ReadOnlySpan<byte> at) => isLittle ? BinaryPrimitives.ReadInt32LittleEndian(at) : BinaryPrimitives.ReadInt32BigEndian(at);
        Span<byte> entry = stackalloc byte[12];
        file.Position = (uint)Long(head[4..]);
        if (file.ReadAtLeast(entry[..2], 2, throwOnEndOfStream: false) < 2) return null;
        var (width, height) = (0, 0);
        for (var left = Short(entry); left > 0 && file.ReadAtLeast(entry, 12, throwOnEndOfStream: false) == 12; left--)
        {
            var value = Short(entry[2..]) == 3 ? Short(entry[8..]) : Long(entry[8..]);
            if (Short(entry) == 256) width = value;
            else if (Short(entry) == 257) height = value;
        }

        return width > 0 && height > 0 ? (width, height) : null;
    }

    // "P6 640 480 255" and the samples; '#' begins a comment up to the line's end.
    private static (int Width, int Height)? ReadPortable(ReadOnlySpan<byte> head)
    {
        Span<int> numbers = stackalloc int[2];
        var at = 2;
        for (var i = 0; i < 2; i++)
        {
            while (at < head.Length && !char.IsAsciiDigit((char)head[at]))
            {
                if (head[at] == (byte)'#') while (at < head.Length && head[at] != (byte)'\n') at++;
                else at++;
            }

            while (at < head.Length && char.IsAsciiDigit((char)head[at]) && numbers[i] < 100_000) numbers[i] = (numbers[i] * 10) + (head[at++] - '0');
        }

        return numbers[0] > 0 && numbers[1] > 0 ? (numbers[0], numbers[1]) : null;
    }
}
