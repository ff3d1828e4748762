using System.Buffers.Binary;

namespace Steerlens.Pipeline.Video;

/// <summary>Reads a picture's size from its file's first bytes, so that a folder of thousands is checked before any is decoded.</summary>
internal static class PictureSize
{
    /// <summary>Width and height of a PNG or JPEG as stored; null where the file is neither.</summary>
    internal static (int Width, int Height)? Read(string path)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, 4096);
        Span<byte> head = stackalloc byte[26];
        var count = file.ReadAtLeast(head, head.Length, throwOnEndOfStream: false);
        if (count < head.Length) return null;
        if (head[0] == 0x89 && head[1..].StartsWith("PNG"u8))
            return (BinaryPrimitives.ReadInt32BigEndian(head[16..]), BinaryPrimitives.ReadInt32BigEndian(head[20..]));
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
}
