using Steerlens.EndToEnd.Tests.Films;
using Steerlens.EndToEnd.Tests.Running;

namespace Steerlens.EndToEnd.Tests;

/// <summary>Films of every awkward kind, each made by the test, keep what they are.</summary>
public sealed class MadeFilmTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private string From => _folder["from.mp4"];

    private string To => _folder["to.mp4"];

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("30000/1001", 60)]
    [InlineData("24000/1001", 48)]
    public async Task Annotate_RateThatIsNoWholeNumber_KeepsTimesRateAndSound(string rate, int frames)
    {
        await Ffmpeg.MakeAsync(From, "320x180", rate, 2);

        await AnnotateAndCompareAsync();

        Assert.Equal(frames, (await Film.FrameTimesAsync(To)).Count);
        Assert.Equal($"{rate}\n{rate}", await Film.FactAsync(To, "V:0", "stream=r_frame_rate,avg_frame_rate"));
        await Film.SameSoundAsync(From, To);
    }

    [Fact]
    public async Task Annotate_VariableRate_KeepsEachTime()
    {
        await Ffmpeg.MakeAsync(
            From, "320x180", "30", 2.5, "-vf", "settb=1/90000,select='not(eq(mod(n\\,7)\\,3))+lt(n\\,10)',setpts=PTS+mod(N\\,3)*0.004/TB",
            "-fps_mode", "passthrough", "-enc_time_base:v", "1:90000", "-video_track_timescale", "90000");
        var steps = await StepsAsync(From);
        Assert.True(steps.Distinct().Count() > 2, "the film that was made has no variable rate");

        await AnnotateAndCompareAsync();

        await Film.SameSoundAsync(From, To);
    }

    [Theory]
    [InlineData("0.48", "0")]
    [InlineData("0", "0.3217")]
    public async Task Annotate_OneStreamBeginsLate_KeepsTheDistance(string picture, string sound)
    {
        var plain = _folder["plain.mp4"];
        await Ffmpeg.MakeAsync(plain, "320x180", "25", 2);
        await Ffmpeg.RunAsync(
            "-itsoffset", picture, "-i", plain, "-itsoffset", sound, "-i", plain, "-map", "0:v", "-map", "1:a", "-c", "copy", "-copyts",
            "-avoid_negative_ts", "disabled", "-movie_timescale", "48000", From);
        Assert.True(Math.Abs(await Film.SoundDelayAsync(From)) > 0.25, "the film that was made has no late stream");

        await AnnotateAndCompareAsync();

        await Film.SameSoundAsync(From, To);
    }

    [Fact]
    public async Task Annotate_TurnedFilm_ComesUprightOnce()
    {
        await MakeTurnedAsync();

        await SteerlensProgram.AnnotateAsync(From, To, "--no-hud", "--opacity", "0", "--crf", "10");

        Assert.Equal((180, 320), await Film.SizeAsync(To));
        Assert.DoesNotContain("rotat", await Ffmpeg.ProbeAsync(To, "-show_streams"), StringComparison.OrdinalIgnoreCase);
        Assert.InRange((await Luma.OfAsync(From, 180, 320)).LargestDifference(await Luma.OfAsync(To, 180, 320)), 0, 2);
        await Film.SameTimesAsync(From, To);
    }

    [Theory]
    [InlineData("yuvj420p", "full", "pc")]
    [InlineData("yuv420p", "limited", "tv")]
    public async Task Annotate_Range_StaysAndBrightnessToo(string format, string range, string tag)
    {
        await Ffmpeg.RunAsync(
            "-f", "lavfi", "-i", "testsrc2=s=320x180:r=25", "-t", "1", "-vf", $"scale=out_range={range},format={format}",
            "-c:v", "libx264", "-preset", "ultrafast", "-crf", "10", "-color_range", tag, From);

        await SteerlensProgram.AnnotateAsync(From, To, "--no-hud", "--opacity", "0", "--crf", "10");

        Assert.Equal(string.Equals(range, "full", StringComparison.Ordinal), string.Equals(await Film.FactAsync(To, "V:0", "stream=color_range"), "pc", StringComparison.Ordinal));
        Assert.Equal(await Film.FactAsync(From, "V:0", "stream=color_range,pix_fmt"), await Film.FactAsync(To, "V:0", "stream=color_range,pix_fmt"));
        var (before, after) = (await Luma.OfAsync(From, 320, 180), await Luma.OfAsync(To, 320, 180));
        Assert.InRange(after.Mean - before.Mean, -0.25, 0.25);
        Assert.InRange(before.LargestDifference(after), 0, 2);
        await Film.SameTimesAsync(From, To);
    }

    [Fact]
    public async Task Annotate_OddSize_IsPaddedNotCropped()
    {
        var from = _folder["from.mkv"];
        await Ffmpeg.RunAsync("-f", "lavfi", "-i", "testsrc2=s=640x480:r=25", "-t", "1", "-vf", "scale=321:241", "-c:v", "ffv1", "-pix_fmt", "yuv420p", from);

        var run = await SteerlensProgram.AnnotateAsync(from, To, "--no-hud", "--opacity", "0", "--crf", "10");

        Assert.Equal((322, 242), await Film.SizeAsync(To));
        Assert.InRange((await Luma.OfAsync(from, 321, 241)).LargestDifference(await Luma.OfAsync(To, 322, 242)), 0, 2);
        Assert.Contains("321x241", run.Error, StringComparison.Ordinal);
        await Film.SameTimesAsync(from, To);
    }

    [Fact]
    public async Task Annotate_NoSound_GivesAFilmWithoutSound()
    {
        await Ffmpeg.RunAsync(["-f", "lavfi", "-i", "testsrc2=s=320x180:r=25", "-t", "1", .. Ffmpeg.H264, From]);

        await AnnotateAndCompareAsync();

        Assert.Equal("video", await Film.FactAsync(To, "0", "stream=codec_type"));
        Assert.Equal(0, await Film.StreamCountAsync(To, "a"));
    }

    [Fact]
    public async Task Annotate_TextSubtitles_AreKeptWithTheirTimes()
    {
        var from = _folder["from.mkv"];
        await File.WriteAllTextAsync(_folder["titles.srt"], "1\n00:00:00,200 --> 00:00:00,700\nKeep right\n\n2\n00:00:01,000 --> 00:00:01,400\nNow left\n");
        await Ffmpeg.RunAsync(
            ["-f", "lavfi", "-i", "testsrc2=s=320x180:r=25", "-f", "lavfi", "-i", "sine", "-i", _folder["titles.srt"], "-t", "2", .. Ffmpeg.H264, "-c:a", "aac", "-c:s", "srt", from]);

        await SteerlensProgram.AnnotateAsync(from, To);

        Assert.Equal("mov_text", await Film.FactAsync(To, "s:0", "stream=codec_name"));
        await Ffmpeg.RunAsync("-i", To, _folder["back.srt"]);
        await Ffmpeg.RunAsync("-i", from, _folder["before.srt"]);
        var (before, after) = (await File.ReadAllTextAsync(_folder["before.srt"]), await File.ReadAllTextAsync(_folder["back.srt"]));
        Assert.Contains("Now left", before, StringComparison.Ordinal);
        Assert.Equal(before, after);
        await Film.SameTimesAsync(from, To);
        Assert.Equal(await Film.SoundHashAsync(from), await Film.SoundHashAsync(To));
    }

    [Fact]
    public async Task Annotate_PcmSound_LastsAsLongAndBeginsAsBefore()
    {
        var from = _folder["from.mov"];
        await Ffmpeg.MakeAsync(from, "320x180", "25", 2, "-c:a", "pcm_s16le");

        var run = await SteerlensProgram.AnnotateAsync(from, To);

        Assert.Contains("pcm_s16le", run.Error, StringComparison.Ordinal);
        Assert.Equal("aac", await Film.FactAsync(To, "a:0", "stream=codec_name"));
        await SameSoundRoughlyAsync(from);
        await Film.SameTimesAsync(from, To);
    }

    [Fact]
    public async Task Annotate_MpegTransportStream_KeepsTimesAndSound()
    {
        var from = _folder["from.ts"];
        await Ffmpeg.MakeAsync(from, "320x180", "25", 2);

        await SteerlensProgram.AnnotateAsync(from, To);

        Assert.Equal("aac", await Film.FactAsync(To, "a:0", "stream=codec_name"));
        await SameSoundRoughlyAsync(from);
        await Film.SameTimesAsync(from, To);
        await Film.PlaysAsync(To);
    }

    private async Task AnnotateAndCompareAsync()
    {
        await SteerlensProgram.AnnotateAsync(From, To, "--sidecar", _folder["to.jsonl"]);
        await Film.SameTimesAsync(From, To);
        await Sidecar.IsOfAsync(From, _folder["to.jsonl"]);
        await Film.PlaysAsync(To);
    }

    private async Task SameSoundRoughlyAsync(string from)
    {
        Assert.InRange(await Film.SoundSecondsAsync(To) - await Film.SoundSecondsAsync(from), -0.03, 0.03);
        Assert.InRange(await Film.SoundDelayAsync(To) - await Film.SoundDelayAsync(from), -0.025, 0.025);
    }

    private async Task MakeTurnedAsync()
    {
        var plain = _folder["plain.mp4"];
        await Ffmpeg.MakeAsync(plain, "320x180", "25", 1, "-crf", "10");

        // Older ffmpegs write the tag from the metadata, newer ones from an option of the input.
        await Ffmpeg.RunAsync("-i", plain, "-c", "copy", "-metadata:s:v:0", "rotate=90", From);
        if ((await Ffmpeg.ProbeAsync(From, "-show_streams")).Contains("rotation", StringComparison.Ordinal)) return;
        await Ffmpeg.RunAsync("-display_rotation:v:0", "90", "-i", plain, "-c", "copy", From);
    }

    private static async Task<List<double>> StepsAsync(string path)
    {
        var times = await Film.FrameTimesAsync(path);
        return [.. times.Zip(times.Skip(1), (first, second) => Math.Round(second.ToDouble() - first.ToDouble(), 4))];
    }
}
