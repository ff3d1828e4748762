using System.Collections.Concurrent;
using System.Threading.Channels;
using Steerlens.Pipeline.Live.Sources;

namespace Steerlens.Pipeline.Tests.Live.Sources;

public sealed class LiveFeedTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task NextAsync_SlowTaker_EveryFrameIsShownDroppedOrDrained()
    {
        var origin = new ScriptedOrigin(waits: false, new ScriptedConnection { Before = (_, _) => Task.Delay(1) });
        var feed = new LiveFeed(origin, TimeProvider.System);
        feed.Start();
        var (shown, last) = (0L, -1L);
        while (shown < 40)
        {
            using var frame = await feed.NextAsync(CancellationToken.None).AsTask().WaitAsync(Limit);
            Assert.True(frame.Sequence > last, $"{frame.Sequence} came after {last}");
            Assert.Equal(frame.Sequence, frame.Frame.Index);
            last = frame.Sequence;
            shown++;
            await Task.Delay(7);
        }

        await feed.DisposeAsync().AsTask().WaitAsync(Limit);
        Assert.True(feed.Dropped > 0, "nothing was dropped");
        Assert.Equal(feed.Received, shown + feed.Dropped + feed.Drained + feed.Withheld);
        Assert.Equal(0, feed.Withheld);
        AssertWhole(feed);
        Assert.Equal(0, origin.Open);
    }

    [Fact]
    public async Task NextAsync_TakerKeepsAllFrames_FeedGoesOnWhenOneIsGivenBack()
    {
        var feed = new LiveFeed(new ScriptedOrigin(waits: false, new ScriptedConnection()), TimeProvider.System);
        feed.Start();
        var kept = new List<LiveFrame>();
        using var patience = new CancellationTokenSource();
        while (kept.Count < 6) kept.Add(await feed.NextAsync(CancellationToken.None).AsTask().WaitAsync(Limit));

        // No seventh can come.
        var next = feed.NextAsync(patience.Token).AsTask();
        await Assert.ThrowsAsync<TimeoutException>(() => next.WaitAsync(TimeSpan.FromMilliseconds(200)));
        kept[0].Dispose();
        kept[0] = await next.WaitAsync(Limit);
        var disposed = feed.DisposeAsync().AsTask();
        await disposed.WaitAsync(Limit);
        foreach (var frame in kept) frame.Dispose();
        AssertWhole(feed);
        await Assert.ThrowsAsync<ChannelClosedException>(() => feed.NextAsync(CancellationToken.None).AsTask());
    }

    [Fact]
    public async Task Dispose_FrameGivenBackTwice_Throws()
    {
        await using var feed = new LiveFeed(new ScriptedOrigin(waits: false, new ScriptedConnection { Frames = 1, FallsSilent = true }), TimeProvider.System);
        feed.Start();
        var frame = await feed.NextAsync(CancellationToken.None).AsTask().WaitAsync(Limit);
        await UntilAsync(() => feed.Pools.Sum(pool => pool.Free) == 4);
        frame.Dispose();
        Assert.Throws<InvalidOperationException>(() =>
        {
            for (var again = 0; again < 2; again++) frame.Dispose();
        });
    }

    [Fact]
    public async Task State_ThreeRefusalsThenAnotherSize_WaitsLongerEachTimeAndRecovers()
    {
        var time = new ManualTime();
        var origin = new ScriptedOrigin(
            waits: false,
            new ScriptedConnection { Refusal = "nobody there" },
            new ScriptedConnection { Refusal = "nobody there" },
            new ScriptedConnection { Refusal = "still nobody there" },
            new ScriptedConnection { Frames = 3, BreaksWith = "the cable was pulled" },
            new ScriptedConnection { Width = 96, Height = 64, Frames = 2, FallsSilent = true },
            new ScriptedConnection { Frames = 5 });
        var states = new ConcurrentQueue<(LiveFeedState State, TimeSpan At)>();
        var feed = new LiveFeed(origin, time);
        feed.StateChanged += state => states.Enqueue((state, time.Elapsed));
        feed.Start();
        var sizes = new List<(int Connection, int Width)>();
        using var done = new CancellationTokenSource();
        var taker = Task.Run(async () =>
        {
            while (true)
            {
                using var frame = await feed.NextAsync(done.Token);
                lock (sizes) sizes.Add((frame.Connection, frame.Format.Width));
            }
        });
        await time.UntilAsync(() => origin.Tries > 6);
        await feed.DisposeAsync();
        await Assert.ThrowsAnyAsync<Exception>(() => taker.WaitAsync(Limit));

        var waits = states.Where(entry => entry.State.Phase == LivePhase.Waiting).ToList();
        Assert.Equal(["nobody there", "nobody there", "still nobody there", "the cable was pulled", "'scripted' sent no picture in time", "'scripted' ended"], waits.Take(6).Select(entry => entry.State.Reason).ToList());
        Assert.Equal([1, 2, 3, 1, 1, 1], waits.Take(6).Select(entry => entry.State.Attempts));
        Assert.Equal([0.5, 1, 2, 0.5, 0.5, 0.5], waits.Take(6).Select(entry => Math.Round((entry.State.RetryAt!.Value - DateTimeOffset.UnixEpoch.AddDays(20_000) - entry.At).TotalSeconds, 1)));
        Assert.Equal([(1, 64), (2, 96), (3, 64)], sizes.Distinct().Take(3));
        Assert.Equal(0, origin.Open);
        AssertWhole(feed);
    }

    [Fact]
    public async Task State_RefusedForEver_WaitsAtMostEightSeconds()
    {
        var time = new ManualTime();
        var origin = new ScriptedOrigin(waits: false, new ScriptedConnection { Refusal = "no" });
        var feed = new LiveFeed(origin, time);
        var tries = new ConcurrentQueue<TimeSpan>();
        feed.StateChanged += state =>
        {
            if (state.Phase == LivePhase.Waiting) tries.Enqueue(time.Elapsed);
        };
        feed.Start();
        await time.UntilAsync(() => tries.Count == 8, step: 50);
        await feed.DisposeAsync();
        var gaps = tries.Zip(tries.Skip(1), (a, b) => (b - a).TotalSeconds).ToList();
        double[] expected = [0.5, 1, 2, 4, 8, 8, 8];
        for (var i = 0; i < expected.Length; i++) Assert.InRange(gaps[i], expected[i] - 0.01, expected[i] + 0.5);
    }

    [Fact]
    public async Task Restart_WhileWaiting_TriesAtOnce()
    {
        var time = new ManualTime();
        var origin = new ScriptedOrigin(waits: false, new ScriptedConnection { Refusal = "no" }, new ScriptedConnection());
        await using var feed = new LiveFeed(origin, time);
        feed.Start();
        await UntilAsync(() => feed.State.Phase == LivePhase.Waiting);
        feed.Restart();
        using var frame = await feed.NextAsync(CancellationToken.None).AsTask().WaitAsync(Limit);
        Assert.Equal(TimeSpan.Zero, time.Elapsed);
    }

    [Fact]
    public async Task IsHeld_Stream_FramesAreWithheldAndOneStepBringsOne()
    {
        var origin = new ScriptedOrigin(waits: false, new ScriptedConnection { Before = (_, _) => Task.Delay(2) });
        var feed = new LiveFeed(origin, TimeProvider.System);
        feed.Start();
        (await feed.NextAsync(CancellationToken.None).AsTask().WaitAsync(Limit)).Dispose();
        feed.IsHeld = true;
        Assert.Equal(LivePhase.Held, feed.State.Phase);
        var (dropped, received) = (feed.Dropped, feed.Received);
        await UntilAsync(() => feed.Received > received + 10);
        Assert.Equal(dropped, feed.Dropped);

        feed.Step();
        using (var frame = await feed.NextAsync(CancellationToken.None).AsTask().WaitAsync(Limit)) Assert.True(frame.Sequence >= received + 10);
        received = feed.Received;
        await UntilAsync(() => feed.Received > received + 5);
        var next = feed.NextAsync(CancellationToken.None).AsTask();
        Assert.False(next.IsCompleted);
        feed.IsHeld = false;
        (await next.WaitAsync(Limit)).Dispose();
        await feed.DisposeAsync();
        Assert.Equal(feed.Received, 3 + feed.Dropped + feed.Withheld + feed.Drained);
        AssertWhole(feed);
    }

    /// <summary>Waits in real time for something that happens by itself.</summary>
    internal static async Task UntilAsync(Func<bool> condition)
    {
        using var limit = new CancellationTokenSource(Limit);
        while (!condition()) await Task.Delay(5, limit.Token);
    }

    private static void AssertWhole(LiveFeed feed) => Assert.All(feed.Pools, pool => Assert.Equal(pool.Count, pool.Free));
}
