using Steerlens.Pipeline.Frames;
using Steerlens.Pipeline.Video;

namespace Steerlens.Pipeline.Tests.Video;

public class FilmPartTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private string From => _folder["from.mp4"];

    private string To => _folder["to.mp4"];

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("from.mp4")]
    [InlineData("from.mkv")]
    [InlineData("from.ts")]
    public async Task Read_FromAStart_GivesTheSameFramesAsTheWholeFilm(string name)
    {
        await MakeAsync(_folder[name], seconds: 8);
        var whole = await ReadAsync(_folder[name], new FilmSourceOptions());
        Assert.Equal(200, whole.Count);

        var part = await ReadAsync(_folder[name], new FilmSourceOptions { Start = TimeSpan.FromSeconds(5.03), End = TimeSpan.FromSeconds(6.5) });

        var first = (await MediaProbe.ReadAsync(_folder[name])).Start.TotalSeconds;
        var expected = whole.Where(frame => frame.Time.ToDouble() - first is >= 5.029999 and < 6.499999).ToList();
        Assert.InRange(expected.Count, 35, 38);
        Assert.Equal(expected, part);
    }

    [Theory]
    [InlineData("yuva444p10le", "prores_ks", true)]
    [InlineData("yuv422p10le", "prores_ks", false)]
    [InlineData("rgba", "png", true)]
    public async Task Notes_Transparency_IsToldToBeLeftOut(string pixelFormat, string codec, bool expected)
    {
        await Films.MakeAsync("-f", "lavfi", "-i", "color=c=red:s=64x48:d=0.2", "-c:v", codec, "-pix_fmt", pixelFormat, _folder["film.mov"]);

        var notes = MediaNotes.ChangesOf(await MediaProbe.ReadAsync(_folder["film.mov"]));

        Assert.Equal(expected, notes.Any(note => note.Contains("transparency", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Read_StrideAndMost_CountInTheFilm()
    {
        await MakeAsync(From, seconds: 3);
        var whole = await ReadAsync(From, new FilmSourceOptions());

        var part = await ReadAsync(From, new FilmSourceOptions { Start = TimeSpan.FromSeconds(1), Duration = TimeSpan.FromSeconds(1.5), Stride = 7, MaxFrames = 4 });

        Assert.Equal([25, 32, 39, 46], part.Select(frame => frame.Number));
        Assert.Equal(part.Select(frame => whole[(int)frame.Number]), part);
    }

    [Fact]
    public async Task Copy_Part_BeginsAtZeroWithItsSoundBesideIt()
    {
        await MakeAsync(From, seconds: 8);
        var packets = await PacketsAsync(From);

        var report = await Films.CopyAsync(From, To, new FilmSourceOptions { Start = TimeSpan.FromSeconds(4), End = TimeSpan.FromSeconds(6) });

        Assert.Equal(50, report.Times.Count);
        Assert.Equal(new Rational(4, 1), report.Times[0]);
        Assert.Equal(Enumerable.Range(0, 50).Select(number => new Rational(number, 25)), await Films.TimesAsync(To));

        // Each packet of the part, and no other, at its place.
        var written = await PacketsAsync(To);
        var expected = packets.Where(packet => packet.Time is >= 4 and < 6).ToList();
        Assert.Equal(string.Join(' ', expected.Select(packet => packet.Hash)), string.Join(' ', written.Select(packet => packet.Hash)));
        Assert.Equal(expected.Select(packet => packet.Time - 4), written.Select(packet => packet.Time), new Near(0.00003));
    }

    [Fact]
    public async Task Copy_StoppedEarly_EndsTheSoundWithThePicture()
    {
        await MakeAsync(From, seconds: 4);

        await Films.CopyAsync(From, To, new FilmSourceOptions { MaxFrames = 30 });

        Assert.Equal(30, (await Films.TimesAsync(To)).Count);
        Assert.InRange(await Films.SoundSecondsAsync(To), 1.19, 1.25);
    }

    [Fact]
    public async Task Copy_SoundLongerThanThePicture_KeepsIt()
    {
        await Films.MakeAsync(
            "-f", "lavfi", "-i", $"{Films.Picture}:r=25:d=1", "-f", "lavfi", "-i", "sine=d=2", "-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p", "-c:a", "aac", From);

        await Films.CopyAsync(From, To);

        await Films.SameSoundAsync(From, To);
        await Films.SamePictureTimesAsync(From, To);
    }

    [Fact]
    public async Task Open_Nonsense_IsRefused()
    {
        foreach (var options in (FilmSourceOptions[])
            [
                new() { Start = TimeSpan.FromSeconds(-1) }, new() { Stride = 0 }, new() { MaxFrames = 0 }, new() { Start = TimeSpan.FromSeconds(2), End = TimeSpan.FromSeconds(1) },
                new() { End = TimeSpan.FromSeconds(1), Duration = TimeSpan.FromSeconds(1) },
            ])
        {
            var error = await Assert.ThrowsAsync<SteerlensException>(() => FilmSource.OpenAsync("any.mp4", options));
            Assert.Equal(ExitCode.Usage, error.ExitCode);
        }
    }

    [Fact]
    public async Task Read_Cancelled_StopsFfmpeg()
    {
        await MakeAsync(From, seconds: 3);
        await using var source = await FilmSource.OpenAsync(From);
        using var frame = new Frame(source.Format);
        using var cancel = new CancellationTokenSource();
        Assert.True(await source.ReadAsync(frame, cancel.Token));

        await cancel.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await source.ReadAsync(frame, cancel.Token));
    }

    private static Task MakeAsync(string path, int seconds) => Films.MakeAsync(
        "-f", "lavfi", "-i", $"{Films.Picture}:r=25", "-f", "lavfi", "-i", "sine=r=44100:f=300,volume='0.2+0.1*sin(t*9)':eval=frame", "-t", $"{seconds}", "-c:v", "libx264", "-preset", "veryfast", "-g",
        "30", "-bf", "3", "-pix_fmt", "yuv420p", "-c:a", "aac", path);

    private static async Task<List<(Rational Time, long Number, int Hash)>> ReadAsync(string path, FilmSourceOptions options)
    {
        await using var source = await FilmSource.OpenAsync(path, options);
        using var frame = new Frame(source.Format);
        var frames = new List<(Rational, long, int)>();
        while (await source.ReadAsync(frame, CancellationToken.None))
        {
            var hash = default(HashCode);
            hash.AddBytes(frame.Picture.Bytes);
            frames.Add((new Rational(frame.Pts, 1) * source.Format.TimeBase, frame.Index, hash.ToHashCode()));
        }

        Assert.Empty(source.Warnings);
        return frames;
    }

    private static async Task<List<(double Time, string Hash)>> PacketsAsync(string path)
    {
        var output = await Films.ProbeAsync(path, "-select_streams", "a:0", "-show_entries", "packet=pts_time,data_hash", "-show_data_hash", "md5", "-of", "csv=p=0");
        var packets = new List<(double, string)>();
        foreach (var line in output.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            var fields = line.Trim().Split(',');
            if (fields.Length > 1 && fields[0].Length > 0) packets.Add((double.Parse(fields[0], System.Globalization.CultureInfo.InvariantCulture), fields[1]));
        }

        return packets;
    }

    private sealed class Near(double tolerance) : IEqualityComparer<double>
    {
        public bool Equals(double x, double y) => Math.Abs(x - y) <= tolerance;

        public int GetHashCode(double obj) => 0;
    }
}
