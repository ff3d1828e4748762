using Steerlens.EndToEnd.Tests.Films;
using Steerlens.EndToEnd.Tests.Running;
using Steerlens.Pipeline.Frames;

namespace Steerlens.EndToEnd.Tests;

/// <summary>A part of a film is exactly the part that was asked for.</summary>
public sealed class RangeTests : IDisposable
{
    // 30000/1001 frames per second on a clock of 1/30000 s: frame k is at k * 1001.
    private const long Step = 1001;

    private readonly TemporaryFolder _folder = new();

    private string From => _folder["from.mp4"];

    private string To => _folder["to.mp4"];

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(0, 0, 1, 0, "--max-frames", "17")]
    [InlineData(0, 0, 3, 0, "--stride", "3")]
    [InlineData(0.5, 0, 1, 15000, "--start", "0.5")]
    [InlineData(0, 1, 1, 0, "--end", "1")]
    [InlineData(1.5, 2, 1, 45000, "--start", "1.5", "--end", "2")]
    [InlineData(1.25, 2.25, 4, 37500, "--start", "0:01.25", "--duration", "1", "--stride", "4")]
    [InlineData(1.5, 0, 2, 45000, "--start", "1.5", "--stride", "2", "--max-frames", "9")]
    public async Task Annotate_Part_HasItsFramesAndTheirTimes(double start, double end, int stride, long origin, params string[] options)
    {
        await Ffmpeg.MakeAsync(From, "320x180", "30000/1001", 3);
        var most = options.Contains("--max-frames", StringComparer.Ordinal) ? int.Parse(options[^1], System.Globalization.CultureInfo.InvariantCulture) : int.MaxValue;
        var chosen = Enumerable.Range(0, 90)
            .Where(index => index * Step / 30000.0 >= start && (end == 0 || index * Step / 30000.0 < end))
            .Where((_, place) => place % stride == 0)
            .Take(most)
            .Select(index => (long)index)
            .ToList();

        await SteerlensProgram.AnnotateAsync(From, To, ["--sidecar", _folder["to.jsonl"], .. options]);

        var film = await Film.FrameTimesAsync(To);
        Assert.Equal(chosen.Select(index => new Rational((index * Step) - origin, 30000)), film);
        var lines = Sidecar.OfJson(await File.ReadAllTextAsync(_folder["to.jsonl"]));
        Assert.Equal(chosen, lines.Select(line => line.Index));
        Assert.Equal(chosen.Select(index => new Rational(index * Step, 30000)), lines.Select(line => line.Time));
        await Film.PlaysAsync(To);

        // The sound belongs to the part: it neither begins before the picture nor outlasts it by more than a packet.
        var sound = await Film.SoundTimesAsync(To);
        Assert.InRange(sound[0].ToDouble(), -0.05, 0.05);
        var length = end > 0 ? end - start : film[^1].ToDouble();
        Assert.InRange(sound[^1].ToDouble(), length - 0.1, length + 0.1);
    }

    [Fact]
    public async Task Annotate_PartOfAFilm_ShowsTheVeryFramesOfTheWhole()
    {
        await Ffmpeg.MakeAsync(From, "320x180", "25", 3, "-crf", "10");
        string[] plain = ["--no-hud", "--opacity", "0", "--crf", "10"];

        await SteerlensProgram.AnnotateAsync(From, To, ["--start", "1.6", "--max-frames", "10", .. plain]);

        var whole = await Luma.OfAsync(From, 320, 180);
        var part = await Luma.OfAsync(To, 320, 180);
        Assert.InRange((whole with { Frames = [.. whole.Frames.Skip(40).Take(10)] }).LargestDifference(part), 0, 2);
        Assert.True((whole with { Frames = [.. whole.Frames.Skip(39).Take(10)] }).LargestDifference(part) > 2, "the test film hardly moves");
    }
}
