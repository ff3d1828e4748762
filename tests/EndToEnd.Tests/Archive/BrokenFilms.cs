using System.IO.Compression;
using System.Text;

namespace Steerlens.EndToEnd.Tests.Archive;

/// <summary>Twenty ways in which a file that is called a film is none.</summary>
internal static class BrokenFilms
{
    /// <summary>Makes them.</summary>
    /// <param name="folder">Where.</param>
    /// <param name="film">A good film, an mp4 with its index at the front.</param>
    /// <returns>Each one's name, and a word of the reason that is given for it.</returns>
    public static async Task<IReadOnlyDictionary<string, string>> MakeAsync(string folder, string film)
    {
        Directory.CreateDirectory(folder);
        var good = await File.ReadAllBytesAsync(film);
        var data = good.AsSpan().IndexOf("mdat"u8) + 4;
        var reasons = new SortedDictionary<string, string>(StringComparer.Ordinal);

        Write("01-empty.mp4", "it is empty", []);
        Write("02-one-byte.mp4", "", [0]);
        Write("03-zeros.mp4", "", new byte[100_000]);
        Write("04-noise.mp4", "", Noise(100_000));
        Write("05-text.mp4", "", Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("This is no film.\n", 500))));
        Write("06-web-page.mp4", "", "<!doctype html><html><body>404: not found</body></html>"u8.ToArray());
        Write("07-head-alone.mp4", "", good[..40]);
        Write("08-index-cut-off.mp4", "", good[..(data / 2)]);
        Write("09-no-pictures-behind-the-index.mp4", "", good[..data]);
        Write("10-pictures-are-zeros.mp4", "", [.. good.AsSpan(0, data), .. new byte[good.Length - data]]);
        Write("11-unknown-codec.mp4", "", Replaced(good, "avc1", "zzzz"));
        Write("12-index-renamed.mp4", "moov", Replaced(good, "moov", "voom"));
        Write("13-compressed.mp4", "", Compressed(good));
        Write("14-zip.mp4", "", [.. "PK\x03\x04"u8, .. Noise(5000)]);
        Write("15-subtitles.mp4", "no picture", "1\n00:00:00,000 --> 00:00:02,000\nLeft\n\n2\n00:00:02,000 --> 00:00:04,000\nRight\n"u8.ToArray());
        Write("16-playlist.mp4", "", "#EXTM3U\n#EXT-X-TARGETDURATION:2\n#EXTINF:2,\nmissing.ts\n#EXT-X-ENDLIST\n"u8.ToArray());
        BadInputFilms.MakeAudioOnly(Path.Combine(folder, "17-sound-alone.mp4"));
        reasons["17-sound-alone.mp4"] = "no picture";
        BadInputFilms.MakeWithoutFrames(Path.Combine(folder, "18-no-frames.mp4"));
        reasons["18-no-frames.mp4"] = "no ";
        File.CreateSymbolicLink(Path.Combine(folder, "19-link-to-nothing.mp4"), Path.Combine(folder, "nothing"));
        reasons["19-link-to-nothing.mp4"] = "nothing is there";
        Write("20-matroska-head.mp4", "", [0x1a, 0x45, 0xdf, 0xa3, 0x01, 0, 0, 0, 0, 0, 0, 0x1f, 0x42, 0x86, 0x81, 1]);
        return reasons;

        void Write(string name, string words, byte[] bytes)
        {
            File.WriteAllBytes(Path.Combine(folder, name), bytes);
            reasons[name] = words;
        }
    }

    private static byte[] Noise(int count)
    {
        var bytes = new byte[count];
        new Random(11).NextBytes(bytes);
        return bytes;
    }

    private static byte[] Replaced(byte[] bytes, string from, string to)
    {
        var copy = bytes.ToArray();
        var (old, fresh) = (Encoding.ASCII.GetBytes(from), Encoding.ASCII.GetBytes(to));
        for (var at = copy.AsSpan().IndexOf(old); at >= 0; at = copy.AsSpan().IndexOf(old)) fresh.CopyTo(copy, at);
        return copy;
    }

    private static byte[] Compressed(byte[] bytes)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest)) gzip.Write(bytes);
        return packed.ToArray();
    }
}
