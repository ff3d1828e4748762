using System.Diagnostics;
using System.Runtime.InteropServices;
using Steerlens.Kernels.Images;
using Steerlens.Pipeline.Frames;
using Steerlens.Pipeline.Video;

namespace Steerlens.Pipeline.Tests.Video;

public class FilmSinkTests : IDisposable
{
    private static readonly FilmFormat Format = new(64, 48, new YuvColor(YuvMatrix.Bt709, FullRange: false), new Rational(1, 25), new Rational(25, 1), null);

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Create_OutputExists_IsRefusedUnlessAllowed()
    {
        await File.WriteAllTextAsync(_folder["a.mp4"], "precious");

        await RefusedAsync(_folder["a.mp4"], ExitCode.OutputUnwritable, "exists already");
        Assert.Equal("precious", await File.ReadAllTextAsync(_folder["a.mp4"]));

        await WriteAsync(new FilmSinkOptions { Path = _folder["a.mp4"], Format = Format, Overwrite = true }, 5);
        Assert.Equal(5, (await Films.TimesAsync(_folder["a.mp4"])).Count);
    }

    [Fact]
    public async Task Create_NoFolder_IsRefused() => await RefusedAsync(_folder["no/where/a.mp4"], ExitCode.OutputUnwritable, "no folder");

    [Fact]
    public async Task Create_OutputIsAFolder_IsRefused()
    {
        Directory.CreateDirectory(_folder["a.mp4"]);

        await RefusedAsync(_folder["a.mp4"], ExitCode.OutputUnwritable, "folder");
    }

    [Fact]
    public async Task Create_UnwritablePlace_IsRefused() => await RefusedAsync("/proc/a.mp4", ExitCode.OutputUnwritable, "can't be written");

    [Fact]
    public async Task Create_UnknownKind_IsRefused() => await RefusedAsync(_folder["a.gif"], ExitCode.Usage, ".mp4, .mov or .mkv");

    [Fact]
    public async Task Create_MissingEncoder_SaysWhatIsThere()
    {
        var error = await Assert.ThrowsAsync<SteerlensException>(
            () => FilmSink.CreateAsync(new FilmSinkOptions { Path = _folder["a.mp4"], Format = Format, Encoder = new VideoEncoder { Codec = "h999" } }));

        Assert.Equal(ExitCode.BackEndUnavailable, error.ExitCode);
        Assert.Contains("libx264", error.Message, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFiles(_folder.Path));
    }

    [Theory]
    [InlineData("a.mp4", "libx264", "nonsense", null, "libx264 has no such preset as 'nonsense' (Error setting preset")]
    [InlineData("a.mp4", null, "nonsense", null, "libx264 has no such preset as 'nonsense'")]
    [InlineData("a.mp4", "mpeg4", "fast", null, "mpeg4 has no presets")]
    [InlineData("a.mp4", "mpeg4", null, 20, "mpeg4 has no constant quality")]
    [InlineData("a.mp4", "prores_ks", null, null, "a.mp4' can't hold what prores_ks makes")]
    [InlineData("a.mp4", "prores_ks", null, null, "write a .mov or .mkv")]
    public async Task Create_EncodingThatIsNoneOfTheEncoders_SaysWhyInsteadOfTakingAnother(string name, string? codec, string? preset, int? crf, string reason)
    {
        var tools = await FfmpegTools.FindAsync();
        if (!(await tools.EncodersAsync()).Contains(codec ?? "libx264", StringComparer.Ordinal)) return;

        await RefusedAsync(
            new FilmSinkOptions { Path = _folder[name], Format = Format, Encoder = new VideoEncoder { Codec = codec, Preset = preset, Crf = crf } }, ExitCode.Usage, reason);
    }

    [Fact]
    public async Task Create_AlphaWithAnEncoderThatDropsIt_IsRefused() => await RefusedAsync(
        new FilmSinkOptions { Path = _folder["a.mov"], Format = Format, Alpha = true, Encoder = new VideoEncoder { Codec = "mpeg4" } }, ExitCode.Usage, "keeps no transparency");

    [Fact]
    public async Task Create_WhileAnotherRunWritesTheSame_IsRefusedAndTheFirstStaysWhole()
    {
        var options = new FilmSinkOptions { Path = _folder["a.mp4"], Format = Format, Overwrite = true };
        await using (var first = await FilmSink.CreateAsync(options))
        {
            await FillAsync(first, Format, 10);

            var error = await Assert.ThrowsAsync<SteerlensException>(() => FilmSink.CreateAsync(options));
            Assert.Equal(ExitCode.OutputUnwritable, error.ExitCode);
            Assert.Contains("another run is writing it", error.Message, StringComparison.Ordinal);

            await FillAsync(first, Format, 10, first: 10);
            await first.CompleteAsync(CancellationToken.None);
            Assert.Equal(20, (await Films.TimesAsync(_folder["a.mp4"])).Count);

            // Complete, the first holds the name no longer, and its end takes nothing from a later run.
            await using var later = await FilmSink.CreateAsync(options);
            await FillAsync(later, Format, 5);
            await first.DisposeAsync();
            Assert.True(File.Exists(_folder["a.partial.mp4"]));
            await later.CompleteAsync(CancellationToken.None);
        }

        Assert.Equal(5, (await Films.TimesAsync(_folder["a.mp4"])).Count);
        Assert.Equal(_folder["a.mp4"], Assert.Single(Directory.GetFiles(_folder.Path)));
    }

    [Fact]
    public async Task Create_PartialFilmOfACrash_IsTakenOver()
    {
        await File.WriteAllTextAsync(_folder["a.partial.mp4"], new string('x', 100_000));

        await WriteAsync(new FilmSinkOptions { Path = _folder["a.mp4"], Format = Format }, 5);

        Assert.Equal(5, (await Films.TimesAsync(_folder["a.mp4"])).Count);
        Assert.Equal(_folder["a.mp4"], Assert.Single(Directory.GetFiles(_folder.Path)));
    }

    [Fact]
    public async Task Write_TalkativeEncoder_IsNoComplaint()
    {
        var tools = await FfmpegTools.FindAsync();
        if (!(await tools.EncodersAsync()).Contains("libsvtav1", StringComparer.Ordinal)) return;
        var format = Format with { Width = 128, Height = 96 };

        await using var sink = await FilmSink.CreateAsync(new FilmSinkOptions { Path = _folder["a.mp4"], Format = format, Encoder = new VideoEncoder { Codec = "libsvtav1", Preset = "12" } });
        await FillAsync(sink, format, 5);
        await sink.CompleteAsync(CancellationToken.None);

        Assert.Empty(sink.Notes);
    }

    [Theory]
    [InlineData("[mp4 @ 0x1] Error writing: No space left on device", "no space left on the disk")]
    [InlineData("it exists already", "it exists already")]
    public void Unwritable_FullDisk_IsNamedAsSuch(string reason, string expected)
    {
        var error = OutputFile.Unwritable(_folder["a.mp4"], reason);

        Assert.Equal(ExitCode.OutputUnwritable, error.ExitCode);
        Assert.Contains($"a.mp4' can't be written: {expected}", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Dispose_WithoutComplete_LeavesNothing()
    {
        await using (var sink = await FilmSink.CreateAsync(new FilmSinkOptions { Path = _folder["a.mp4"], Format = Format }))
        {
            await FillAsync(sink, Format, 10);
        }

        Assert.Empty(Directory.GetFileSystemEntries(_folder.Path));
    }

    [Fact]
    public async Task Complete_WithoutFrames_FailsAndLeavesNothing()
    {
        await using (var sink = await FilmSink.CreateAsync(new FilmSinkOptions { Path = _folder["a.mp4"], Format = Format }))
        {
            var error = await Assert.ThrowsAsync<SteerlensException>(async () => await sink.CompleteAsync(CancellationToken.None));
            Assert.Equal(ExitCode.OutputUnwritable, error.ExitCode);
        }

        Assert.Empty(Directory.GetFileSystemEntries(_folder.Path));
    }

    [Fact]
    public virtual async Task Write_EncoderKilled_GivesAReadableReasonAndNoFile()
    {
        await using (var sink = await FilmSink.CreateAsync(new FilmSinkOptions { Path = _folder["a.mp4"], Format = Format }))
        {
            await FillAsync(sink, Format, 10);
            Process.GetProcessById(sink.ProcessId).Kill();

            var error = await Assert.ThrowsAsync<SteerlensException>(async () =>
            {
                await FillAsync(sink, Format, 500, first: 10);
                await sink.CompleteAsync(CancellationToken.None);
            });

            Assert.Equal(ExitCode.OutputUnwritable, error.ExitCode);
            Assert.DoesNotContain("roken pipe", error.Message, StringComparison.Ordinal);
            if (!OperatingSystem.IsWindows()) Assert.Contains("signal 9", error.Message, StringComparison.Ordinal);
        }

        Assert.Empty(Directory.GetFileSystemEntries(_folder.Path));
    }

    [Fact]
    public virtual async Task Write_EncoderInterruptedByTheTerminal_GoesOn()
    {
        // What Ctrl-C does reaches a process group; the encoder must be in another one than this program.
        if (OperatingSystem.IsWindows()) return;
        await using var sink = await FilmSink.CreateAsync(new FilmSinkOptions { Path = _folder["a.mp4"], Format = Format });
        await FillAsync(sink, Format, 2);

        // The process is the group's maker first, and becomes the encoder a moment later.
        var stat = "";
        for (var wait = 0; wait < 200 && !stat.Contains("ffmpeg", StringComparison.Ordinal); wait++)
        {
            if (wait > 0) await Task.Delay(25);
            stat = await File.ReadAllTextAsync($"/proc/{sink.ProcessId}/stat");
        }

        var own = await File.ReadAllTextAsync("/proc/self/stat");

        Assert.False(string.Equals(Group(own), Group(stat), StringComparison.Ordinal), "The encoder shares this program's process group.");
        Assert.Contains("ffmpeg", stat, StringComparison.Ordinal);
        await sink.CompleteAsync(CancellationToken.None);

        static string Group(string text) => text[(text.LastIndexOf(')') + 2)..].Split(' ')[2];
    }

    [Fact]
    public async Task Write_SuddenEnd_LeavesAPartialFilmThatPlays()
    {
        var kept = _folder["kept.mp4"];
        await using (var sink = await FilmSink.CreateAsync(new FilmSinkOptions { Path = _folder["a.mp4"], Format = Format }))
        {
            await FillAsync(sink, Format, 400);
            for (var wait = 0; wait < 100 && new FileInfo(_folder["a.partial.mp4"]).Length < 3000; wait++) await Task.Delay(50);
            if (OperatingSystem.IsWindows()) File.Copy(_folder["a.partial.mp4"], kept);
            else await FfmpegTools.RunAsync("/bin/cp", [_folder["a.partial.mp4"], kept]);
        }

        Assert.InRange((await Films.TimesAsync(kept)).Count, 50, 400);
    }

    [Fact]
    public async Task Write_Alpha_BecomesProResThatKeepsIt()
    {
        var path = _folder["overlay.mov"];
        await using var sink = await FilmSink.CreateAsync(new FilmSinkOptions { Path = path, Format = Format, Alpha = true });
        using var frame = new Frame(Format);
        var alpha = new Plane(new byte[64 * 48], 64, 48, 64);
        alpha.Span[..(64 * 24)].Fill(255);
        frame.Picture.Bytes.AsSpan().Fill(128);
        frame.Alpha = alpha;
        for (var i = 0; i < 5; i++)
        {
            frame.Pts = i;
            await sink.WriteAsync(frame, CancellationToken.None);
        }

        await sink.CompleteAsync(CancellationToken.None);

        Assert.Equal("prores", await Films.EntryAsync(path, "v:0", "stream=codec_name"));
        Assert.StartsWith("yuva444p", await Films.EntryAsync(path, "v:0", "stream=pix_fmt"), StringComparison.Ordinal);
        await Films.MakeAsync("-i", path, "-frames:v", "1", "-vf", "alphaextract,format=gray", "-f", "rawvideo", _folder["alpha.raw"]);
        var read = await File.ReadAllBytesAsync(_folder["alpha.raw"]);
        Assert.InRange(read[(10 * 64) + 30], 250, 255);
        Assert.InRange(read[(40 * 64) + 30], 0, 5);
    }

    [Fact]
    public async Task Write_RenderedScene_IsTaggedAsItsColorsAre()
    {
        await WriteAsync(new FilmSinkOptions { Path = _folder["a.mp4"], Format = Format }, 5);

        Assert.Equal("tv\nbt709\nbt709\nbt709", await Films.EntryAsync(_folder["a.mp4"], "v:0", "stream=color_range,color_space,color_transfer,color_primaries"));
        Assert.Equal("25/1\n25/1", await Films.EntryAsync(_folder["a.mp4"], "v:0", "stream=r_frame_rate,avg_frame_rate"));
    }

    [Fact]
    public async Task WriteFolder_Frames_AreNamedByTheirNumbers()
    {
        var path = _folder["100% frames"];
        await using (var sink = await ImageFolderSink.CreateAsync(new FilmSinkOptions { Path = path, Format = Format }))
        {
            using var frame = new Frame(Format);
            frame.Picture.Y.Span.Fill(180);
            frame.Picture.U.Span.Fill(128);
            frame.Picture.V.Span.Fill(128);
            foreach (var index in (int[])[3, 7, 1000])
            {
                (frame.Index, frame.Pts) = (index, index);
                await sink.WriteAsync(frame, CancellationToken.None);
            }

            await sink.CompleteAsync(CancellationToken.None);
        }

        Assert.Equal("000003.png 000007.png 001000.png", string.Join(' ', Directory.GetFiles(path).Select(Path.GetFileName).Order(StringComparer.Ordinal)));
        await Films.MakeAsync("-f", "image2", "-pattern_type", "none", "-i", Path.Combine(path, "000007.png"), "-f", "rawvideo", "-pix_fmt", "rgb24", _folder["a.raw"]);
        var expected = (180 - 16) * 255 / 219;
        Assert.All(await File.ReadAllBytesAsync(_folder["a.raw"]), value => Assert.InRange(value, expected - 1, expected + 1));
        Assert.False(Directory.Exists(path + ".partial"));
        var error = await Assert.ThrowsAsync<SteerlensException>(() => ImageFolderSink.CreateAsync(new FilmSinkOptions { Path = path, Format = Format }));
        Assert.Equal(ExitCode.OutputUnwritable, error.ExitCode);
    }

    private static async Task WriteAsync(FilmSinkOptions options, int frames)
    {
        await using var sink = await FilmSink.CreateAsync(options);
        await FillAsync(sink, options.Format, frames);
        await sink.CompleteAsync(CancellationToken.None);
    }

    private static async Task FillAsync(FilmSink sink, FilmFormat format, int frames, int first = 0)
    {
        using var frame = new Frame(format);
        for (var i = first; i < first + frames; i++)
        {
            new Random(i).NextBytes(MemoryMarshal.AsBytes(frame.Picture.Bytes.AsSpan(0, 200)));
            frame.Pts = i;
            await sink.WriteAsync(frame, CancellationToken.None);
        }
    }

    private Task RefusedAsync(string path, ExitCode exitCode, string reason) => RefusedAsync(new FilmSinkOptions { Path = path, Format = Format }, exitCode, reason);

    private async Task RefusedAsync(FilmSinkOptions options, ExitCode exitCode, string reason)
    {
        var error = await Assert.ThrowsAsync<SteerlensException>(() => FilmSink.CreateAsync(options));

        Assert.Equal(exitCode, error.ExitCode);
        Assert.Contains(reason, error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', error.Message);
        Assert.DoesNotContain(Directory.GetFiles(_folder.Path), file => file.Contains("partial", StringComparison.Ordinal));
    }
}
