using System.Globalization;
using Steerlens.Kernels.Images;
using Steerlens.Pipeline.Video;

namespace Steerlens.Pipeline.Tests.Video;

public class FilmCopyTests : IDisposable
{
    private static readonly string[] X264 = ["-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p"];

    private readonly TemporaryFolder _folder = new();

    private string From => _folder["from.mp4"];

    private string To => _folder["to.mp4"];

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("25")]
    [InlineData("30000/1001")]
    [InlineData("24000/1001")]
    public async Task Copy_ConstantRate_KeepsTimesRateAndSound(string rate)
    {
        await Films.MakeAsync(["-f", "lavfi", "-i", $"{Films.Picture}:r={rate}", "-f", "lavfi", "-i", "sine=r=44100", "-t", "1.5", .. X264, "-c:a", "aac", From]);

        var report = await Films.CopyAsync(From, To);

        Assert.Empty(report.Warnings);
        Assert.Empty(report.Notes);
        Assert.Equal(Films.Fraction(rate), report.Format.Rate);
        Assert.Equal(await Films.TimesAsync(From), report.Times);
        await Films.SamePictureTimesAsync(From, To);
        await Films.SameSoundAsync(From, To);
        await SameAsync("v:0", "stream=r_frame_rate,avg_frame_rate");
        Assert.Equal("from.mp4 to.mp4", string.Join(' ', Directory.GetFiles(_folder.Path).Select(Path.GetFileName).Order(StringComparer.Ordinal)));
    }

    [Fact]
    public async Task Copy_VariableRate_KeepsEachTime()
    {
        await Films.MakeAsync(
            ["-f", "lavfi", "-i", $"{Films.Picture}:r=30", "-f", "lavfi", "-i", "sine", "-t", "2", "-vf", "select='not(eq(mod(n\\,7)\\,3))+lt(n\\,10)',setpts=PTS+mod(N\\,3)*0.004/TB",
             "-fps_mode", "passthrough", "-video_track_timescale", "90000", .. X264, "-c:a", "aac", From]);

        await Films.CopyAsync(From, To);

        await Films.SamePictureTimesAsync(From, To);
        await Films.SameSoundAsync(From, To);
    }

    [Theory]
    [InlineData("0.48", "0")]
    [InlineData("0", "0.3217")]
    public async Task Copy_LateStream_KeepsTheDistance(string picture, string sound)
    {
        var (plain, late) = (_folder["plain.mp4"], From);
        await Films.MakeAsync(["-f", "lavfi", "-i", $"{Films.Picture}:r=25", "-f", "lavfi", "-i", "sine=r=48000", "-t", "1.5", .. X264, "-c:a", "aac", plain]);
        await Films.MakeAsync(
            "-itsoffset", picture, "-i", plain, "-itsoffset", sound, "-i", plain, "-map", "0:v", "-map", "1:a", "-c", "copy", "-copyts", "-avoid_negative_ts", "disabled",
            "-movie_timescale", "48000", late);
        Assert.NotEqual(await Films.FirstTimeAsync(late, "v:0"), await Films.FirstTimeAsync(late, "a:0"));

        await Films.CopyAsync(late, To);

        await Films.SamePictureTimesAsync(late, To);
        await Films.SameSoundAsync(late, To);
    }

    [Fact]
    public async Task Copy_ClockOfWholeFramesAndLateSound_KeepsTheExactStart()
    {
        var plain = _folder["plain.mp4"];
        await Films.MakeAsync(["-f", "lavfi", "-i", $"{Films.Picture}:r=25", "-f", "lavfi", "-i", "sine=r=44100", "-t", "1", .. X264, "-c:a", "aac", plain]);
        await Films.MakeAsync("-i", plain, "-itsoffset", "0.0137", "-i", plain, "-map", "0:v", "-map", "1:a", "-c", "copy", "-copyts", "-video_track_timescale", "25", "-movie_timescale", "44100", From);

        await Films.CopyAsync(From, To);

        await Films.SamePictureTimesAsync(From, To);
        await Films.SameSoundAsync(From, To);
    }

    [Fact]
    public async Task Copy_BFramesAndEditList_KeepsTimes()
    {
        await Films.MakeAsync("-f", "lavfi", "-i", $"{Films.Picture}:r=25", "-f", "lavfi", "-i", "sine", "-t", "2", "-c:v", "libx264", "-preset", "veryfast", "-bf", "3", "-pix_fmt", "yuv420p", "-c:a", "aac", From);

        await Films.CopyAsync(From, To, encoder: new VideoEncoder());

        await Films.SamePictureTimesAsync(From, To);
        await Films.SameSoundAsync(From, To);
    }

    [Fact]
    public async Task Copy_Turned_ComesUprightAndIsNotTurnedTwice()
    {
        var plain = _folder["plain.mp4"];
        await Films.MakeAsync(["-f", "lavfi", "-i", $"{Films.Picture}:r=25", "-t", "0.4", .. X264, plain]);
        await Films.MakeAsync("-i", plain, "-c", "copy", "-metadata:s:v:0", "rotate=90", From);
        Assert.Contains("rotation", await Films.ProbeAsync(From, "-show_streams"), StringComparison.Ordinal);

        var report = await Films.CopyAsync(From, To);

        Assert.Equal((64, 96), (report.Format.Width, report.Format.Height));
        Assert.Equal("64\n96", await Films.EntryAsync(To, "v:0", "stream=width,height"));
        Assert.DoesNotContain("rotation", await Films.ProbeAsync(To, "-show_streams"), StringComparison.Ordinal);
        await Films.SamePictureTimesAsync(From, To);
    }

    [Fact]
    public async Task Copy_FullRange_KeepsRangeAndValues()
    {
        await Films.MakeAsync(
            "-f", "lavfi", "-i", "color=white:s=64x48:r=25", "-t", "0.4", "-vf", "scale=out_range=full,format=yuvj420p", "-c:v", "libx264", "-preset", "ultrafast", "-color_range", "pc",
            "-colorspace", "bt709", "-color_primaries", "bt709", "-color_trc", "iec61966-2-1", From);

        await using (var source = await FilmSource.OpenAsync(From))
        {
            using var frame = new Pipeline.Frames.Frame(source.Format);
            Assert.True(await source.ReadAsync(frame, CancellationToken.None));
            Assert.InRange(frame.Picture.Y.Row(20)[20], 253, 255);
            Assert.Equal(new YuvColor(YuvMatrix.Bt709, FullRange: true), source.Format.Color);
        }

        await Films.CopyAsync(From, To);

        await SameAsync("v:0", "stream=color_range,color_space,color_primaries,color_transfer");
        Assert.Equal("pc", await Films.EntryAsync(To, "v:0", "stream=color_range"));
    }

    [Theory]
    [InlineData("bt709", "bt709", "bt709")]
    [InlineData("smpte170m", "smpte170m", "smpte170m")]
    [InlineData("bt470bg", "bt470bg", "gamma28")]
    public async Task Copy_Tagged_KeepsTheTags(string matrix, string primaries, string transfer)
    {
        await Films.MakeAsync(
            ["-f", "lavfi", "-i", $"{Films.Picture}:r=25", "-t", "0.2", .. X264, "-colorspace", matrix, "-color_primaries", primaries, "-color_trc", transfer, "-color_range", "tv", From]);

        await Films.CopyAsync(From, To);

        await SameAsync("v:0", "stream=color_range,color_space,color_primaries,color_transfer");
    }

    [Fact]
    public async Task Copy_Untagged_StaysUntagged()
    {
        await Films.MakeAsync(["-f", "lavfi", "-i", $"{Films.Picture}:r=25", "-t", "0.2", .. X264, From]);

        await Films.CopyAsync(From, To);

        await SameAsync("v:0", "stream=color_space,color_primaries,color_transfer");
    }

    [Fact]
    public async Task Copy_OddSize_IsPaddedNotCropped()
    {
        await Films.MakeAsync("-f", "lavfi", "-i", "testsrc=s=97x65:r=25", "-t", "0.4", "-c:v", "ffv1", "-pix_fmt", "yuv420p", _folder["odd.mkv"]);

        var report = await Films.CopyAsync(_folder["odd.mkv"], To);

        Assert.Equal((98, 66), (report.Format.Width, report.Format.Height));
        Assert.Equal("98\n66", await Films.EntryAsync(To, "v:0", "stream=width,height"));
        await using var source = await FilmSource.OpenAsync(_folder["odd.mkv"]);
        Assert.Contains(source.Media.Notes, note => note.Contains("97x65 is padded to 98x66", StringComparison.Ordinal));
        using var frame = new Pipeline.Frames.Frame(source.Format);
        Assert.True(await source.ReadAsync(frame, CancellationToken.None));
        Assert.Equal(frame.Picture.Y.Row(64).ToArray(), frame.Picture.Y.Row(65).ToArray());
        await Films.MakeAsync("-i", _folder["odd.mkv"], "-frames:v", "1", "-f", "rawvideo", _folder["odd.raw"]);
        var raw = await File.ReadAllBytesAsync(_folder["odd.raw"]);
        for (var y = 0; y < 65; y++)
        {
            Assert.Equal(raw[(y * 97)..((y + 1) * 97)], frame.Picture.Y.Row(y)[..97].ToArray());
            Assert.Equal(frame.Picture.Y.Row(y)[96], frame.Picture.Y.Row(y)[97]);
        }

        Assert.Equal(raw[(97 * 65)..], frame.Picture.Bytes[(98 * 66)..]);
    }

    [Fact]
    public async Task Copy_NoSound_WorksAndKeepsTimes()
    {
        await Films.MakeAsync(["-f", "lavfi", "-i", $"{Films.Picture}:r=25", "-t", "0.4", .. X264, From]);

        await Films.CopyAsync(From, To);

        await Films.SamePictureTimesAsync(From, To);
        Assert.Equal("video", await Films.EntryAsync(To, "0", "stream=codec_type"));
    }

    [Fact]
    public async Task Copy_TextSubtitlesAndMetadata_AreCarried()
    {
        await File.WriteAllTextAsync(_folder["titles.srt"], "1\n00:00:00,200 --> 00:00:00,700\nKeep right\n\n2\n00:00:01,000 --> 00:00:01,400\nNow left\n");
        var from = _folder["from.mkv"];
        await Films.MakeAsync(
            ["-f", "lavfi", "-i", $"{Films.Picture}:r=25", "-f", "lavfi", "-i", "sine", "-i", _folder["titles.srt"], "-t", "1.5", .. X264, "-c:a", "aac", "-c:s", "srt",
             "-metadata", "title=A drive", "-metadata:s:a:0", "language=deu", from]);

        var report = await Films.CopyAsync(from, To);

        Assert.Empty(report.Notes);
        Assert.Equal("mov_text", await Films.EntryAsync(To, "s:0", "stream=codec_name"));
        await Films.MakeAsync("-i", from, _folder["before.srt"]);
        await Films.MakeAsync("-i", To, _folder["after.srt"]);
        var before = await File.ReadAllTextAsync(_folder["before.srt"]);
        Assert.Contains("Keep right", before, StringComparison.Ordinal);
        Assert.Equal(before, await File.ReadAllTextAsync(_folder["after.srt"]));
        Assert.Equal("A drive", (await Films.ProbeAsync(To, "-show_entries", "format_tags=title", "-of", "default=nk=1:nw=1")).Trim());
        Assert.Equal("deu", await Films.EntryAsync(To, "a:0", "stream_tags=language"));
        await Films.SamePictureTimesAsync(from, To);
    }

    [Fact]
    public async Task Copy_BitmapSubtitles_AreLeftOutWithANote()
    {
        await File.WriteAllTextAsync(_folder["titles.srt"], "1\n00:00:00,100 --> 00:00:00,700\nA\n");
        var from = _folder["from.mkv"];
        await Films.MakeAsync(["-f", "lavfi", "-i", $"{Films.Picture}:r=25", "-t", "1", .. X264, _folder["plain.mkv"]]);
        await Films.MakeAsync("-i", _folder["plain.mkv"], "-f", "lavfi", "-i", "color=black@0:s=96x64:d=0.1", "-i", _folder["titles.srt"], "-map", "0:v", "-map", "2:s", "-c:v", "copy", "-c:s", "srt", from);
        var media = await MediaProbe.ReadAsync(from);
        var bitmap = media with { Subtitles = [new SubtitleStream(1, "hdmv_pgs_subtitle")] };

        await using var source = await FilmSource.OpenAsync(from);
        await using var sink = await FilmSink.CreateAsync(new FilmSinkOptions { Path = To, Format = source.Format, Original = new FilmOriginal(bitmap) });

        Assert.Contains(sink.Notes, note => note.Contains("hdmv_pgs_subtitle", StringComparison.Ordinal) && note.Contains("left out", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Copy_PcmSound_BecomesAacOfTheSameLengthWithANote()
    {
        var from = _folder["from.mkv"];
        await Films.MakeAsync(["-f", "lavfi", "-i", $"{Films.Picture}:r=25", "-f", "lavfi", "-i", "sine=r=48000", "-t", "1.5", .. X264, "-c:a", "pcm_s16le", from]);

        var report = await Films.CopyAsync(from, To);

        Assert.Contains(report.Notes, note => note.Contains("becomes aac", StringComparison.Ordinal));
        Assert.Equal("aac", await Films.EntryAsync(To, "a:0", "stream=codec_name"));
        Assert.Equal(await Films.SoundSecondsAsync(from), await Films.SoundSecondsAsync(To), 0.03);
        var distance = await DistanceAsync(To) - await DistanceAsync(from);
        Assert.InRange(distance, -0.025, 0.025);
        await Films.SamePictureTimesAsync(from, To);
    }

    [Theory]
    [InlineData("flac", "to.mp4", "aac", "(flac) becomes aac: few players play it in an mp4")]
    [InlineData("libvorbis", "to.mp4", "aac", "(vorbis) becomes aac: few players play it in an mp4")]
    [InlineData("pcm_s16le", "to.mp4", "aac", "(pcm_s16le) becomes aac: an mp4 can't hold it")]
    [InlineData("libopus", "to.mov", "aac", "(opus) becomes aac: a mov can't hold it")]
    [InlineData("libopus", "to.mp4", "opus", null)]
    [InlineData("ac3", "to.m4v", "ac3", null)]
    [InlineData("libmp3lame", "to.m4v", "mp3", null)]
    [InlineData("pcm_f32le", "to.mov", "pcm_f32le", null)]
    [InlineData("flac", "to.mkv", "flac", null)]
    public async Task Copy_SoundOfEachKind_IsKeptWhereTheFileHoldsItAndForeseen(string encoder, string name, string expected, string? note)
    {
        var from = _folder["from.mkv"];
        await Films.MakeAsync(["-f", "lavfi", "-i", $"{Films.Picture}:r=25", "-f", "lavfi", "-i", "sine=r=48000", "-t", "0.8", .. X264, "-c:a", encoder, from]);
        var foreseen = FilmSink.Foresee(await MediaProbe.ReadAsync(from), name);

        var report = await Films.CopyAsync(from, _folder[name]);

        Assert.Equal(expected, await Films.EntryAsync(_folder[name], "a:0", "stream=codec_name"));
        Assert.Equal(foreseen, report.Notes);
        if (note is null) Assert.Empty(report.Notes);
        else Assert.Contains(note, Assert.Single(report.Notes), StringComparison.Ordinal);
        Assert.Equal(await Films.SoundSecondsAsync(from), await Films.SoundSecondsAsync(_folder[name]), 0.05);
    }

    [Fact]
    public async Task Copy_FramesCloseTogether_KeepTheirTimes()
    {
        await Films.MakeAsync(
            ["-f", "lavfi", "-i", $"{Films.Picture}:r=25", "-frames:v", "8", "-vf", "settb=1/90000,setpts='if(lt(N,4),N,9000*(N-3))'", "-fps_mode", "passthrough",
             "-enc_time_base", "1:90000", "-video_track_timescale", "90000", .. X264, From]);

        var report = await Films.CopyAsync(From, To);

        Assert.Empty(report.Warnings);
        Assert.Equal(new long[] { 0, 1, 2, 3, 9000, 18000, 27000, 36000 }.Select(pts => new Pipeline.Frames.Rational(pts, 90000)), report.Times);
        await Films.SamePictureTimesAsync(From, To);
    }

    [Fact]
    public async Task Copy_DamagedSound_IsNotBlamedOnTheEncoding()
    {
        await Films.MakeAsync(["-f", "lavfi", "-i", $"{Films.Picture}:r=25", "-f", "lavfi", "-i", "sine=r=48000", "-t", "3", .. X264, "-c:a", "flac", _folder["whole.mkv"]]);
        await Films.MakeAsync("-i", _folder["whole.mkv"], "-c", "copy", "-bsf:a", "noise=amount=20", _folder["from.mkv"]);

        var report = await Films.CopyAsync(_folder["from.mkv"], To);

        Assert.Contains(report.Notes, note => note.Contains("ffmpeg says of the sound in", StringComparison.Ordinal));
        Assert.DoesNotContain(report.Notes, note => note.Contains("while encoding", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Copy_MpegTransportStream_KeepsTimesAndSound()
    {
        var from = _folder["from.ts"];
        await Films.MakeAsync(["-f", "lavfi", "-i", $"{Films.Picture}:r=25", "-f", "lavfi", "-i", "sine=r=48000", "-t", "1.5", .. X264, "-c:a", "aac", from]);

        var report = await Films.CopyAsync(from, To);

        Assert.Equal(new Pipeline.Frames.Rational(25, 1), report.Format.Rate);
        Assert.Equal(await Films.SoundSecondsAsync(from), await Films.SoundSecondsAsync(To), 0.03);
        Assert.InRange(await DistanceAsync(To) - await DistanceAsync(from), -0.0001, 0.0001);
        await Films.SamePictureTimesAsync(from, To);
    }

    [Fact]
    public async Task Copy_BroadcastClock_BeginsAtZero()
    {
        var from = _folder["from.ts"];
        await Films.MakeAsync(["-f", "lavfi", "-i", $"{Films.Picture}:r=25", "-f", "lavfi", "-i", "sine=r=48000", "-t", "1", .. X264, "-c:a", "aac", "-output_ts_offset", "5000", from]);

        var report = await Films.CopyAsync(from, To);

        Assert.True(report.Times[0].ToDouble() > 5000);
        Assert.InRange((await Films.TimesAsync(To))[0].ToDouble(), 0, 0.1);
        Assert.Equal(25, (await Films.TimesAsync(To)).Count);
        Assert.InRange(await DistanceAsync(To) - await DistanceAsync(from), -0.0001, 0.0001);
    }

    [Fact]
    public async Task Copy_ClockThatStartsAgain_GoesOnAndWarns()
    {
        var once = _folder["once.ts"];
        await Films.MakeAsync(["-f", "lavfi", "-i", $"{Films.Picture}:r=25", "-t", "1", .. X264, once]);
        var bytes = await File.ReadAllBytesAsync(once);
        await File.WriteAllBytesAsync(_folder["twice.ts"], [.. bytes, .. bytes]);

        var report = await Films.CopyAsync(_folder["twice.ts"], To);

        Assert.Contains("backwards at frame 25", Assert.Single(report.Warnings), StringComparison.Ordinal);
        Assert.Equal(50, report.Times.Count);
        var first = report.Times[0].ToDouble();
        for (var i = 0; i < 50; i++) Assert.Equal(first + (i * 0.04), report.Times[i].ToDouble(), 0.000001);
    }

    [Fact]
    public async Task Copy_Avi_KeepsFrameCountAndRate()
    {
        var from = _folder["from.avi"];
        await Films.MakeAsync("-f", "lavfi", "-i", $"{Films.Picture}:r=15", "-f", "lavfi", "-i", "sine=r=44100", "-t", "1", "-c:v", "mpeg4", "-bf", "2", "-c:a", "mp3", from);

        var report = await Films.CopyAsync(from, To);

        Assert.Equal(15, report.Times.Count);
        Assert.Equal(15, (await Films.TimesAsync(To)).Count);
        Assert.Equal("15/1", await Films.EntryAsync(To, "v:0", "stream=r_frame_rate"));
    }

    [Fact]
    public async Task Copy_TenBit_ComesInAsEightBitAndTheProbeSaysSo()
    {
        await Films.MakeAsync(
            "-f", "lavfi", "-i", $"{Films.Picture}:r=25", "-t", "0.4", "-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv422p10le", "-color_trc", "smpte2084", "-color_primaries", "bt2020",
            "-colorspace", "bt2020nc", From);

        var report = await Films.CopyAsync(From, To);
        var media = await MediaProbe.ReadAsync(From);

        Assert.True(media.Video.IsHdr);
        Assert.Equal(10, media.Video.BitDepth);
        Assert.Contains(media.Notes, note => note.Contains("8-bit 4:2:0", StringComparison.Ordinal));
        Assert.Equal(YuvMatrix.Bt2020, report.Format.Color.Matrix);
        Assert.Equal("yuv420p", await Films.EntryAsync(To, "v:0", "stream=pix_fmt"));
        await Films.SamePictureTimesAsync(From, To);
    }

    [Theory]
    [InlineData("to.mkv")]
    [InlineData("to.mov")]
    public async Task Copy_OtherContainers_KeepCountAndSound(string name)
    {
        await Films.MakeAsync(["-f", "lavfi", "-i", $"{Films.Picture}:r=25", "-f", "lavfi", "-i", "sine=r=48000", "-t", "1", .. X264, "-c:a", "aac", From]);

        await Films.CopyAsync(From, _folder[name]);

        await Films.SamePictureTimesAsync(From, _folder[name]);
        Assert.Equal(await Films.SoundHashAsync(From), await Films.SoundHashAsync(_folder[name]));
    }

    [Fact]
    public async Task Copy_Chapters_AreCarried()
    {
        await File.WriteAllTextAsync(_folder["chapters.txt"], ";FFMETADATA1\n[CHAPTER]\nTIMEBASE=1/1000\nSTART=0\nEND=400\ntitle=Town\n[CHAPTER]\nTIMEBASE=1/1000\nSTART=400\nEND=1000\ntitle=Coast\n");
        await Films.MakeAsync(["-f", "lavfi", "-i", $"{Films.Picture}:r=25", "-i", _folder["chapters.txt"], "-map_metadata", "1", "-t", "1", .. X264, From]);

        await Films.CopyAsync(From, To);

        var chapters = await Films.ProbeAsync(From, "-show_entries", "chapter=start_time,end_time:chapter_tags=title", "-of", "csv");
        Assert.Contains("Coast", chapters, StringComparison.Ordinal);
        Assert.Equal(chapters, await Films.ProbeAsync(To, "-show_entries", "chapter=start_time,end_time:chapter_tags=title", "-of", "csv"));
        await Films.SamePictureTimesAsync(From, To);
    }

    [Theory]
    [InlineData("it's 100%d \"done\".mp4")]
    [InlineData("-y.mp4")]
    [InlineData("two\nlines, file:x; $(echo) `a` é.mp4")]
    public async Task Copy_AwkwardNames_AreTakenAsTheyAre(string name)
    {
        await Films.MakeAsync(["-f", "lavfi", "-i", $"{Films.Picture}:r=25", "-f", "lavfi", "-i", "sine", "-t", "0.2", .. X264, "-c:a", "aac", From]);
        var (source, target) = (_folder["a" + name], _folder[name]);
        File.Move(From, source);

        await Films.CopyAsync(source, target);

        await Films.SamePictureTimesAsync(source, target);
    }

    private async Task SameAsync(string stream, string entry) =>
        Assert.Equal(await Films.EntryAsync(From, stream, entry), await Films.EntryAsync(To, stream, entry));

    // Seconds from the first picture to the first sound.
    private static async Task<double> DistanceAsync(string path)
    {
        var picture = (await Films.TimesAsync(path))[0].ToDouble();
        return double.Parse((await Films.EntryAsync(path, "a:0", "stream=start_time")).Split('\n')[0], CultureInfo.InvariantCulture) - picture;
    }
}
