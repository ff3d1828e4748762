using Steerlens.Pipeline.Frames;
using Steerlens.Pipeline.Live.Sources;

namespace Steerlens.Pipeline.Tests.Live.Sources;

public sealed class PacingTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task NextAsync_FilmOfTwentyFive_FramesComeAtTheirTimesAndEnd()
    {
        var time = new ManualTime();
        await using var feed = new LiveFeed(new ScriptedOrigin(waits: true, new ScriptedConnection { Frames = 20 }), time);
        feed.Start();
        var start = 0d;
        for (var index = 0; index < 20; index++)
        {
            var next = feed.NextAsync(CancellationToken.None).AsTask();
            await time.UntilAsync(() => next.IsCompleted);
            using var frame = await next;
            Assert.Equal(index, frame.Frame.Index);
            var seconds = TimeSpan.FromTicks(frame.CapturedTicks).TotalSeconds;
            if (index == 0) start = seconds;
            else Assert.InRange(seconds - start, (index * 0.04) - 0.0001, (index * 0.04) + 0.02);
        }

        await time.UntilAsync(() => feed.State.Phase == LivePhase.Ended);
        Assert.Equal(0, feed.Dropped);
    }

    [Fact]
    public async Task NextAsync_TakerTooSlowForAFilm_TakesTheNewestAndTheRestAreDropped()
    {
        var time = new ManualTime();
        var feed = new LiveFeed(new ScriptedOrigin(waits: true, new ScriptedConnection()), time);
        feed.Start();
        (await feed.NextAsync(CancellationToken.None).AsTask().WaitAsync(Limit)).Dispose();
        await time.UntilAsync(() => feed.Received == 26);
        Assert.InRange(time.Elapsed.TotalSeconds, 1, 1.1);
        using (var frame = await feed.NextAsync(CancellationToken.None)) Assert.Equal(25, frame.Frame.Index);
        Assert.Equal(24, feed.Dropped);
        await feed.DisposeAsync();
        Assert.All(feed.Pools, pool => Assert.Equal(pool.Count, pool.Free));
    }

    [Fact]
    public async Task Restart_EndedFilm_PlaysAgain()
    {
        var time = new ManualTime();
        await using var feed = new LiveFeed(new ScriptedOrigin(waits: true, new ScriptedConnection { Frames = 1 }), time);
        feed.Start();
        for (var round = 1; round <= 3; round++)
        {
            using (var frame = await feed.NextAsync(CancellationToken.None).AsTask().WaitAsync(Limit)) Assert.Equal((round, 0L), (frame.Connection, frame.Frame.Pts));
            await LiveFeedTests.UntilAsync(() => feed.State.Phase == LivePhase.Ended);
            feed.Restart();
        }
    }

    [Fact]
    public async Task NextAsync_LoopedFilm_BeginsAnewWithoutAWait()
    {
        var time = new ManualTime();
        await using var feed = new LiveFeed(new ScriptedOrigin(waits: true, new ScriptedConnection { Frames = 2 }) { DoesLoop = true }, time);
        feed.Start();
        for (var index = 0; index < 6; index++)
        {
            var next = feed.NextAsync(CancellationToken.None).AsTask();
            await time.UntilAsync(() => next.IsCompleted);
            using var frame = await next;
            Assert.Equal((index, (index / 2) + 1, index % 2), (frame.Sequence, frame.Connection, frame.Frame.Index));
        }
    }

    [Fact]
    public async Task Step_HeldFilm_GivesEachFrameInTurnAndGoesOnFromThere()
    {
        var time = new ManualTime();
        var feed = new LiveFeed(new ScriptedOrigin(waits: true, new ScriptedConnection()), time);
        feed.Start();
        (await feed.NextAsync(CancellationToken.None).AsTask().WaitAsync(Limit)).Dispose();
        feed.IsHeld = true;
        var received = feed.Received;
        for (var index = 1; index < 6; index++)
        {
            var next = feed.NextAsync(CancellationToken.None).AsTask();
            time.Advance(TimeSpan.FromSeconds(1));
            Assert.False(next.IsCompleted);
            feed.Step();
            using var frame = await next.WaitAsync(Limit);
            Assert.Equal(index, frame.Frame.Index);
        }

        feed.IsHeld = false;
        using (var frame = await feed.NextAsync(CancellationToken.None).AsTask().WaitAsync(Limit)) Assert.Equal(6, frame.Frame.Index);
        await feed.DisposeAsync();
        Assert.Equal((1L, 0L, 0L), (received, feed.Dropped, feed.Withheld));
    }

    [Fact]
    public async Task Restart_HeldFilm_IsHeldAtItsBeginning()
    {
        var time = new ManualTime();
        await using var feed = new LiveFeed(new ScriptedOrigin(waits: true, new ScriptedConnection()), time);
        feed.Start();
        for (var index = 0; index < 3; index++)
        {
            var next = feed.NextAsync(CancellationToken.None).AsTask();
            await time.UntilAsync(() => next.IsCompleted);
            (await next).Dispose();
        }

        feed.IsHeld = true;
        feed.Restart();
        await LiveFeedTests.UntilAsync(() => feed.Connections == 2 && feed.State.Phase == LivePhase.Held);
        var first = feed.NextAsync(CancellationToken.None).AsTask();
        Assert.False(first.IsCompleted);
        feed.Step();
        using var frame = await first.WaitAsync(Limit);
        Assert.Equal((2, 0L), (frame.Connection, frame.Frame.Index));
    }

    [Theory]
    [InlineData(0.04, 0.01, 0.03)]
    [InlineData(0.04, 0.04, 0)]
    [InlineData(0.04, 0.2, 0)]
    [InlineData(3, 0.5, 2.5)]
    [InlineData(60, 0, 0)]
    [InlineData(-1, 0, 0)]
    public void Remaining_FrameAfterTheFirst_IsTheTimeThatIsLeft(double pts, double elapsed, double expected)
    {
        var time = new ManualTime();
        var pace = new FramePace(time);
        var unit = new Rational(1, 1000);
        Assert.Equal(TimeSpan.Zero, pace.Remaining(5000, unit));
        time.Advance(TimeSpan.FromSeconds(elapsed));
        Assert.Equal(expected, pace.Remaining(5000 + (long)(1000 * pts), unit).TotalSeconds, 6);
    }

    [Fact]
    public void Remaining_FilmReadTooSlowly_GoesOnFromWhereItIs()
    {
        var time = new ManualTime();
        var pace = new FramePace(time);
        var unit = new Rational(1, 25);
        pace.Remaining(0, unit);
        time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(TimeSpan.Zero, pace.Remaining(1, unit));
        Assert.Equal(0.04, pace.Remaining(2, unit).TotalSeconds, 6);
    }
}
