using Steerlens.EndToEnd.Tests.Films;
using Steerlens.EndToEnd.Tests.Running;
using Steerlens.Pipeline.Frames;

namespace Steerlens.EndToEnd.Tests.Archive;

/// <summary>Segments of a dashcam, put together without a gap.</summary>
public sealed class JoinTests : IDisposable
{
    private const int SegmentFrames = 60;

    private readonly TemporaryFolder _folder = new();

    private string Output => _folder["out"];

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Annotate_SegmentsOfOneRecording_AreOneFilmToTheTickAndThePacket()
    {
        // Pictures at 30000/1001, and sound whose packets end elsewhere: a camera cuts both where it can.
        var whole = _folder["whole.ts"];
        await Ffmpeg.RunAsync(
            "-f", "lavfi", "-i", "testsrc2=s=160x90:r=30000/1001:d=6.006", "-f", "lavfi", "-i", "sine=440:r=48000:d=6",
            "-c:v", "libx264", "-preset", "ultrafast", "-g", "60", "-bf", "0", "-pix_fmt", "yuv420p", "-c:a", "aac", whole);
        var archive = Directory.CreateDirectory(_folder["archive"]).FullName;
        await Ffmpeg.RunAsync(
            "-i", whole, "-c", "copy", "-bsf:a", "aac_adtstoasc", "-map", "0", "-f", "segment", "-segment_time", "2", "-reset_timestamps", "1", "-segment_format", "mp4", _folder["part%d.mp4"]);
        foreach (var (part, name) in new[] { ("part0.mp4", "20260612_143000.mp4"), ("part1.mp4", "20260612_143002.mp4"), ("part2.mp4", "20260612_143004.mp4") })
            File.Move(_folder[part], Path.Combine(archive, name));

        var run = await RunAsync(archive);

        Assert.Contains("joins 3 segments: 20260612_143000.mp4, 20260612_143002.mp4, 20260612_143004.mp4", run.Error, StringComparison.Ordinal);
        var film = Path.Combine(Output, "20260612_143000.annotated.mp4");
        Assert.Equal([film], Films());
        var times = await Film.FrameTimesAsync(film);
        Assert.Equal(3 * SegmentFrames, times.Count);
        AssertSteps(times, new Rational(1001, 30000));
        AssertSteps(await Film.SoundTimesAsync(film), new Rational(1024, 48000));
        Assert.Equal(await PacketsAsync(whole, "-bsf:a", "aac_adtstoasc"), await PacketsAsync(film));
    }

    [Fact]
    public async Task Annotate_SegmentsWithSoundBegunAnew_KeepSoundBesidePicture()
    {
        var archive = Directory.CreateDirectory(_folder["archive"]).FullName;
        for (var number = 0; number < 3; number++)
            await Ffmpeg.MakeAsync(Path.Combine(archive, $"GOPR000{number}.mp4"), "160x90", "25", 2);

        var run = await RunAsync(archive);

        Assert.Contains("joins 3 segments", run.Error, StringComparison.Ordinal);
        var film = Assert.Single(Films());
        var times = await Film.FrameTimesAsync(film);
        Assert.Equal(150, times.Count);
        AssertSteps(times, new Rational(1, 25));
        Assert.InRange(await Film.SoundSecondsAsync(film), 5.95, 6.06);
    }

    [Fact]
    public async Task Annotate_AGapOrAnotherCamera_BeginsAnotherFilm()
    {
        var archive = Directory.CreateDirectory(_folder["archive"]).FullName;
        foreach (var name in (string[])["20260612_143000F.mp4", "20260612_143001F.mp4", "20260612_143000R.mp4", "20260612_143001R.mp4", "20260612_143010F.mp4", "20260612_143011F.mp4", "other.mp4"])
            await Ffmpeg.MakeAsync(Path.Combine(archive, name), name.Contains("143011", StringComparison.Ordinal) ? "176x90" : "160x90", "25", 1);
        await File.WriteAllTextAsync(Path.Combine(archive, "20260612_143002F.mp4"), "cut off");

        var run = await RunAsync(archive, expected: 3);

        Assert.Equal(
            ["20260612_143000F", "20260612_143000R", "20260612_143010F", "20260612_143011F", "other"],
            Films().Select(path => Path.GetFileName(path).Replace(".annotated.mp4", "", StringComparison.Ordinal)), StringComparer.Ordinal);
        Assert.Contains("20260612_143002F.mp4 failed", run.Error, StringComparison.Ordinal);
        Assert.Equal(50, (await Film.FrameTimesAsync(Path.Combine(Output, "20260612_143000F.annotated.mp4"))).Count);
        Assert.Equal(25, (await Film.FrameTimesAsync(Path.Combine(Output, "20260612_143010F.annotated.mp4"))).Count);
    }

    private async Task<ToolRun> RunAsync(string archive, int expected = 0)
    {
        var run = await SteerlensProgram.RunAsync("annotate", archive, "--output-dir", Output, "--join", "--map", "gradcam", "--spread", "off", "--preset", "ultrafast");
        Assert.True(run.ExitCode == expected, $"exit code {run.ExitCode}: {run.Error}");
        return run;
    }

    private List<string> Films() => [.. Directory.GetFiles(Output, "*.annotated.mp4").Order(StringComparer.Ordinal)];

    private static void AssertSteps(List<Rational> times, Rational step)
    {
        for (var index = 1; index < times.Count; index++)
            Assert.True(Math.Abs(times[index].ToDouble() - times[index - 1].ToDouble() - step.ToDouble()) < 1e-9, $"{index}: {times[index - 1]} to {times[index]}");
    }

    private static async Task<string> PacketsAsync(string path, params string[] filter)
    {
        var list = (await Ffmpeg.RunAsync(["-i", path, "-map", "0:a", "-c", "copy", .. filter, "-f", "framemd5", "-"])).Text;
        return string.Join('\n', list.Split('\n').Where(line => line.Length > 0 && !line.StartsWith('#')).Select(line => line.Split(',')[5].Trim()));
    }
}
