using Steerlens.Pipeline.Tests.Video;
using Steerlens.Pipeline.Video;
using Xunit.Abstractions;

namespace Steerlens.Pipeline.Tests.Fuzzing;

/// <summary>Films whose heads and boxes are damaged are looked at or refused, and ffprobe never keeps anybody waiting.</summary>
[Collection(nameof(FuzzRun))]
public sealed class FilmFuzzTests(ITestOutputHelper output) : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Heads_Mutated_AreReadOrRefused()
    {
        var films = new List<(string Ending, byte[] Bytes)>();
        foreach (var (name, more) in ((string, string[])[])[("a.mp4", ["-movflags", "+faststart"]), ("b.mp4", ["-movflags", "+frag_keyframe+empty_moov"]), ("c.mkv", [])])
        {
            await Films.MakeAsync(["-f", "lavfi", "-i", "testsrc2=size=64x48:rate=10", "-f", "lavfi", "-i", "sine=duration=1", "-t", "1", "-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p", .. more, _folder[name]]);
            films.Add((Path.GetExtension(name), await File.ReadAllBytesAsync(_folder[name])));
        }

        await new FuzzRun("films", output).RunAsync(
            30, 2_000,
            random =>
            {
                var (ending, bytes) = films[random.Next(films.Count)];
                return [(byte)ending[2], .. random.Next(3) == 0 ? ByteMutation.Of(bytes, random, 6000) : ending[2] == 'p' ? ChangeBox(bytes, random) : ByteMutation.Of(bytes, random, 1000)];
            },
            async bytes =>
            {
                var path = _folder[bytes[0] == 'p' ? "case.mp4" : "case.mkv"];
                await File.WriteAllBytesAsync(path, bytes[1..]);
                try
                {
                    await MediaProbe.ReadAsync(path);
                    await using var source = await FilmSource.OpenAsync(path);
                    return true;
                }
                catch (SteerlensException refusal)
                {
                    if (refusal.Message.Length > 4000) throw new InvalidOperationException("a long refusal", refusal);
                    return false;
                }
            });
    }

    /// <summary>Changes the size, the kind or a field of one box, wherever its kind's four letters stand.</summary>
    private static byte[] ChangeBox(byte[] film, Random random)
    {
        string[] kinds = ["moov", "mvhd", "trak", "tkhd", "mdia", "mdhd", "hdlr", "stsd", "stts", "stsc", "stsz", "stco", "avc1", "avcC", "edts", "elst", "moof", "trun", "tfhd", "mdat", "ftyp"];
        var changed = (byte[])film.Clone();
        for (var change = random.Next(1, 4); change > 0; change--)
        {
            var kind = System.Text.Encoding.ASCII.GetBytes(kinds[random.Next(kinds.Length)]);
            var at = changed.AsSpan().IndexOf(kind);
            if (at < 4) continue;
            switch (random.Next(3))
            {
                case 0:
                    System.Buffers.Binary.BinaryPrimitives.WriteInt32BigEndian(changed.AsSpan(at - 4), (int)ByteMutation.Number(random));
                    break;
                case 1:
                    changed[at + random.Next(4)] ^= 0x20;
                    break;
                default:
                    var field = at + 4 + (4 * random.Next(12));
                    if (field + 4 <= changed.Length) System.Buffers.Binary.BinaryPrimitives.WriteInt32BigEndian(changed.AsSpan(field), (int)ByteMutation.Number(random));
                    break;
            }
        }

        return changed;
    }
}
