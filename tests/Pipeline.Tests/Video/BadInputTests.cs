using Steerlens.Pipeline.Frames;
using Steerlens.Pipeline.Video;

namespace Steerlens.Pipeline.Tests.Video;

public class BadInputTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Open_MissingFile_SaysSo() => await RefusedAsync(_folder["nowhere.mp4"], "doesn't exist");

    [Fact]
    public async Task Open_Folder_SaysSo() => await RefusedAsync(_folder.Path, "folder");

    [Fact]
    public async Task Open_EmptyFile_SaysSo()
    {
        await File.WriteAllBytesAsync(_folder["empty.mp4"], []);

        await RefusedAsync(_folder["empty.mp4"], "empty");
    }

    [Fact]
    public async Task Open_SpecialFiles_AreNamedForWhatTheyAreWithoutWaiting()
    {
        if (OperatingSystem.IsWindows()) return;
        await FfmpegTools.RunAsync("/bin/sh", ["-c", "mkfifo \"$0\" && ln -s \"$0\" \"$1\"", _folder["pipe.mp4"], _folder["link.mp4"]]);

        await RefusedAsync(_folder["pipe.mp4"], "it is a pipe");
        await RefusedAsync(_folder["link.mp4"], "it is a pipe");
        await RefusedAsync("/dev/zero", "it is a device");
    }

    [Fact]
    public async Task Open_NameThatIsNoText_SaysSo() => await RefusedAsync(_folder["caf\uFFFD.mp4"], "its name is not UTF-8; rename it");

    [Theory]
    [InlineData("KILL", "signal 9")]
    [InlineData("TERM", "told to stop by a signal")]
    public virtual async Task Read_DecoderEndedByASignal_IsAFailureNotAShortFilm(string signal, string reason)
    {
        if (OperatingSystem.IsWindows()) return;
        await Films.MakeAsync("-f", "lavfi", "-i", "testsrc2=s=640x360:r=25", "-t", "12", "-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p", _folder["long.mp4"]);
        await using var source = await FilmSource.OpenAsync(_folder["long.mp4"]);
        using var frame = new Frame(source.Format);
        Assert.True(await source.ReadAsync(frame, CancellationToken.None));

        await FfmpegTools.RunAsync("/bin/kill", ["-" + signal, $"{source.ProcessId}"]);
        var error = await Assert.ThrowsAsync<SteerlensException>(async () =>
        {
            while (await source.ReadAsync(frame, CancellationToken.None))
            {
            }
        });

        Assert.Equal(ExitCode.InputUnreadable, error.ExitCode);
        Assert.Contains(reason, error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("text.mp4")]
    [InlineData("text.txt")]
    public async Task Open_Text_SaysSo(string name)
    {
        await File.WriteAllTextAsync(_folder[name], string.Join('\n', Enumerable.Repeat("This is a text, not a film.", 200)));

        await RefusedAsync(_folder[name], "can't be read as a film");
    }

    [Fact]
    public async Task Open_AudioOnly_SaysSo()
    {
        await Films.MakeAsync("-f", "lavfi", "-i", "sine", "-t", "0.5", "-c:a", "aac", _folder["sound.mp4"]);

        await RefusedAsync(_folder["sound.mp4"], "sound but no picture");
    }

    [Fact]
    public async Task Open_TruncatedWithoutIndex_SaysSo()
    {
        await MakeAsync("whole.mp4");
        var bytes = await File.ReadAllBytesAsync(_folder["whole.mp4"]);
        await File.WriteAllBytesAsync(_folder["cut.mp4"], bytes[..(bytes.Length / 2)]);

        await RefusedAsync(_folder["cut.mp4"], "moov atom not found");
    }

    [Fact]
    public async Task Open_NoFrames_SaysSo()
    {
        await Films.MakeAsync("-f", "lavfi", "-i", Films.Picture, "-frames:v", "0", "-c:v", "libx264", "-pix_fmt", "yuv420p", "-movflags", "+empty_moov", _folder["none.mp4"]);

        await RefusedAsync(_folder["none.mp4"], "no frames");
    }

    [Fact]
    public async Task Open_NoFramesButAPictureStream_SaysSo()
    {
        await MakeAsync("whole.mp4");
        var bytes = await File.ReadAllBytesAsync(_folder["whole.mp4"]);

        // The index stays and all picture data becomes zeros.
        var data = bytes.AsSpan().IndexOf("mdat"u8) + 4;
        var end = bytes.AsSpan().IndexOf("moov"u8) - 4;
        Assert.True(end > data);
        bytes.AsSpan(data, end - data).Clear();
        await File.WriteAllBytesAsync(_folder["none.mp4"], bytes);

        await RefusedAsync(_folder["none.mp4"], "frame");
    }

    [Fact]
    public async Task Copy_TruncatedBehindItsIndex_GivesTheFramesThereAreAndAWarning()
    {
        await MakeAsync("whole.mp4", "-movflags", "+faststart");
        var bytes = await File.ReadAllBytesAsync(_folder["whole.mp4"]);
        await File.WriteAllBytesAsync(_folder["cut.mp4"], bytes[..(bytes.Length * 6 / 10)]);

        var report = await Films.CopyAsync(_folder["cut.mp4"], _folder["to.mp4"]);

        Assert.InRange(report.Times.Count, 5, 49);
        Assert.Equal(report.Times.Count, (await Films.TimesAsync(_folder["to.mp4"])).Count);
        var warning = Assert.Single(report.Warnings);
        Assert.Contains($"{report.Times.Count} of 50 frames", warning, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Open_StartBeyondTheEnd_SaysSo()
    {
        await MakeAsync("whole.mp4");

        var error = await Assert.ThrowsAsync<SteerlensException>(() => FilmSource.OpenAsync(_folder["whole.mp4"], new FilmSourceOptions { Start = TimeSpan.FromSeconds(60) }));

        Assert.Equal(ExitCode.Usage, error.ExitCode);
        Assert.Contains("lasts 2 s", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Find_NoFfmpeg_SaysHowToInstallIt()
    {
        var error = await Assert.ThrowsAsync<SteerlensException>(() => FfmpegTools.FindAsync(_folder.Path, "/nowhere"));

        Assert.Equal(ExitCode.BackEndUnavailable, error.ExitCode);
        Assert.Contains("install ffmpeg", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', error.Message);
    }

    private async Task MakeAsync(string name, params string[] more) => await Films.MakeAsync(
        ["-f", "lavfi", "-i", $"{Films.Picture}:r=25", "-t", "2", "-c:v", "libx264", "-preset", "ultrafast", "-g", "10", "-pix_fmt", "yuv420p", .. more, _folder[name]]);

    private static async Task RefusedAsync(string path, string reason)
    {
        var error = await Assert.ThrowsAsync<SteerlensException>(() => FilmSource.OpenAsync(path));

        Assert.Equal(ExitCode.InputUnreadable, error.ExitCode);
        Assert.Contains(reason, error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', error.Message);
    }
}
