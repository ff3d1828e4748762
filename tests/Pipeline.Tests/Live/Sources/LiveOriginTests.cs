using Steerlens.Kernels.Engines;
using Steerlens.Pipeline.Frames;
using Steerlens.Pipeline.Live.Sources;
using Steerlens.Pipeline.Scenes;
using Steerlens.Pipeline.Tests.Video;

namespace Steerlens.Pipeline.Tests.Live.Sources;

public sealed class LiveOriginTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task ConnectAsync_Scene_GoesBackAndForthForEver()
    {
        var origin = LiveOrigin.Of("scene:highway?size=64x48&duration=0.2", imageRate: null, loop: false);
        Assert.True(origin.Waits);
        await using var source = await origin.ConnectAsync(CancellationToken.None);
        using var frame = new Frame(source.Format);
        var pictures = new List<byte[]>();
        for (var index = 0; index < 20; index++)
        {
            Assert.True(await source.ReadAsync(frame, CancellationToken.None));
            Assert.Equal((index, index), (frame.Index, frame.Pts));
            Assert.NotNull(frame.TrueAngle);
            pictures.Add([.. frame.Picture.Bytes]);
        }

        // Five frames: 0 1 2 3 4 3 2 1 0 1 2 3 4 ...
        int[] places = [0, 1, 2, 3, 4, 3, 2, 1, 0, 1, 2, 3, 4, 3, 2, 1, 0, 1, 2, 3];
        for (var index = 0; index < places.Length; index++) Assert.Equal(pictures[places[index]], pictures[index]);
        Assert.NotEqual(pictures[0], pictures[1]);
        await using var plain = new SceneSource(SceneOptions.Parse("scene:highway?size=64x48&duration=0.2"));
        using var first = new Frame(plain.Format);
        await plain.ReadAsync(first, CancellationToken.None);
        Assert.Equal(first.Picture.Bytes, pictures[0]);
    }

    [Fact]
    public void Of_AnotherBuildsCamera_SaysWhichBuild()
    {
        if (LiveOrigins.HasMore)
        {
            Assert.NotNull(LiveOrigins.Of("emgucv:0"));
            return;
        }

        var exception = Assert.Throws<SteerlensException>(() => LiveOrigin.Of("emgucv:0", imageRate: null, loop: false));
        Assert.Equal((ExitCode.BackEndUnavailable, $"'emgucv:0' {BackEnds.OfWindowsCuda}"), (exception.ExitCode, exception.Message));
    }

    [Fact]
    public async Task NextAsync_SceneWithAClock_EachFrameShowsWhenItWasHandedOut()
    {
        var time = new ManualTime();
        await using var feed = new LiveFeed(LiveOrigin.Of("scene:highway?size=128x96&duration=0.2&clock=1", imageRate: null, loop: false), time);
        feed.Start();
        for (var index = 0; index < 12; index++)
        {
            var next = feed.NextAsync(CancellationToken.None).AsTask();
            await time.UntilAsync(() => next.IsCompleted);
            using var frame = await next;
            Assert.Equal((int)(frame.Captured.ToUnixTimeMilliseconds() % ClockBar.Wraps), ClockBar.Read(frame.Frame.Picture.Y));
        }
    }

    [Fact]
    public async Task NextAsync_Film_PlaysToItsEndInItsOwnTime()
    {
        using var folder = new TemporaryFolder();
        var path = folder["film.mp4"];
        await Films.MakeAsync("-f", "lavfi", "-i", "testsrc2=s=96x64:r=20", "-frames:v", "12", "-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p", path);
        var feed = new LiveFeed(LiveOrigin.Of(path, imageRate: null, loop: false), TimeProvider.System);
        feed.Start();
        var frames = new List<(long Index, double Pts)>();
        while (frames.Count + feed.Dropped < 12)
        {
            using var frame = await feed.NextAsync(CancellationToken.None).AsTask().WaitAsync(Limit);
            frames.Add((frame.Frame.Index, frame.Frame.Pts * frame.Format.TimeBase.ToDouble()));
        }

        await LiveFeedTests.UntilAsync(() => feed.State.Phase == LivePhase.Ended);
        Assert.All(frames, frame => Assert.Equal(frame.Index * 0.05, frame.Pts, 5));
        await feed.DisposeAsync();
        Assert.Equal(0, StreamServer.Running(path));
    }

    [Fact]
    public async Task NextAsync_FilmThatIsNoFilm_WaitsWithTheReason()
    {
        using var folder = new TemporaryFolder();
        var path = folder["film.mp4"];
        await File.WriteAllTextAsync(path, "This is no film. ");
        await using var feed = new LiveFeed(LiveOrigin.Of(path, imageRate: null, loop: false), TimeProvider.System);
        feed.Start();
        await LiveFeedTests.UntilAsync(() => feed.State.Phase == LivePhase.Waiting);
        Assert.Contains("film.mp4", feed.State.Reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("there-is-no-such-film.mp4", ExitCode.InputUnreadable)]
    [InlineData("scene:no-such-road", ExitCode.Usage)]
    [InlineData("", ExitCode.Usage)]
    public void Of_NothingThatIsThere_IsRefusedAtOnce(string source, ExitCode code)
    {
        var error = Assert.Throws<SteerlensException>(() => LiveOrigin.Of(source, imageRate: null, loop: false));
        Assert.Equal(code, error.ExitCode);
    }
}
