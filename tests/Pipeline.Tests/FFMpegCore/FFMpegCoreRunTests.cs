using Steerlens.Pipeline.FFMpegCore;
using Steerlens.Pipeline.Frames;
using Steerlens.Pipeline.Tests.Video;
using Steerlens.Pipeline.Video;

namespace Steerlens.Pipeline.Tests.FFMpegCore;

/// <summary>What is FFMpegCore's own: its pipes, and its one text of arguments.</summary>
public sealed class FFMpegCoreRunTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public FFMpegCoreRunTests() => ThroughFFMpegCore.Choose();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Current_Chosen_IsFFMpegCore() => Assert.IsType<FFMpegCoreRunner>(FfmpegRunners.Current);

    [Theory]
    [InlineData(@"plain", @"plain")]
    [InlineData(@"with space", @"with space")]
    [InlineData(@"a""b", @"a\""b")]
    [InlineData(@"C:\films\", @"C:\films\\")]
    [InlineData(@"C:\films\a.mp4", @"C:\films\a.mp4")]
    [InlineData(@"a\""", @"a\\\""")]
    public void Inside_AnyArgument_ComesOutAgain(string argument, string expected) => Assert.Equal(expected, ArgumentText.Inside(argument));

    [Fact]
    public async Task Read_SlowReaderOfAShortFilm_GetsEveryFrameThoughFfmpegHasEnded()
    {
        // Small enough that the last frames still lie in the pipe when ffmpeg ends.
        await Films.MakeAsync("-f", "lavfi", "-i", "testsrc2=s=64x48:r=25", "-frames:v", "9", "-c:v", "libx264", "-pix_fmt", "yuv420p", _folder["short.mp4"]);
        for (var trial = 0; trial < 5; trial++)
        {
            await using var source = await FilmSource.OpenAsync(_folder["short.mp4"]);
            using var frame = new Frame(source.Format);
            await Task.Delay(400);
            var frames = 0;
            while (await source.ReadAsync(frame, CancellationToken.None)) frames++;
            Assert.Equal(9, frames);
            Assert.Empty(source.Warnings);
        }
    }

    [Fact]
    public async Task Dispose_CancelledHalfWay_LeavesAFilmThatPlays()
    {
        var format = new FilmFormat(320, 240, Kernels.Images.YuvColor.Assumed(240), new Rational(1, 25), new Rational(25, 1), FrameCount: null);
        await using (var sink = await FilmSink.CreateAsync(new FilmSinkOptions { Path = _folder["a.mp4"], Format = format }))
        {
            using var frame = new Frame(format);
            using var cancel = new CancellationTokenSource();
            for (var index = 0; index < 60; index++)
            {
                if (index == 40) await cancel.CancelAsync();
                frame.Pts = index;
                try
                {
                    await sink.WriteAsync(frame, cancel.Token);
                }
                catch (OperationCanceledException)
                {
                    break;
                }
            }

            // What a cancelled film does: it is finished with what it has.
            await sink.CompleteAsync(CancellationToken.None);
        }

        Assert.Equal(40, (await Films.TimesAsync(_folder["a.mp4"])).Count);
    }

    [Fact]
    public void Of_UnknownName_IsRefusedWithTheNames()
    {
        var error = Assert.Throws<SteerlensException>(() => FfmpegRunners.Of("telepathy"));
        Assert.Equal(ExitCode.Usage, error.ExitCode);
        Assert.Contains("process, ffmpegcore", error.Message, StringComparison.Ordinal);
    }
}
