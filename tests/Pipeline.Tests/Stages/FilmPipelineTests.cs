using Steerlens.Kernels.Engines;
using Steerlens.Kernels.Images;
using Steerlens.Kernels.Maps;
using Steerlens.Models;
using Steerlens.Pipeline.Commands.Options;
using Steerlens.Pipeline.Frames;
using Steerlens.Pipeline.Stages;

namespace Steerlens.Pipeline.Tests.Stages;

/// <summary>Frames through all six stages: in order, each once, and every frame back in the pool however it ends.</summary>
public sealed class FilmPipelineTests : IDisposable
{
    private const int PoolFrames = 11;
    private static readonly FilmFormat Format = new(64, 36, new YuvColor(YuvMatrix.Bt709, FullRange: false), new Rational(1, 25), new Rational(25, 1), null);
    private readonly CpuEngine _engine = new(DefaultNetwork.Load(), 1);
    private readonly FramePool _pool = new(Format, PoolFrames);

    public void Dispose()
    {
        _pool.Dispose();
        _engine.Dispose();
    }

    [Fact]
    public async Task Run_WholeFilm_EveryFrameOnceInOrderAndBack()
    {
        var sink = new CountingSink();

        var summary = await PipelineOf(new CountingSource(60), sink).RunAsync(_pool, CancellationToken.None, CancellationToken.None);

        Assert.Equal(new FilmSummary(60, WasStopped: false), summary);
        Assert.Equal(Enumerable.Range(0, 60).Select(index => (long)index), sink.Written);
        Assert.True(sink.IsComplete);
        Assert.Equal(PoolFrames, _pool.Free);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(17)]
    public async Task Run_SourceFails_IsNotCompletedAndAllFramesAreBack(int failsAt)
    {
        var sink = new CountingSink();

        var exception = await Assert.ThrowsAsync<SteerlensException>(
            () => PipelineOf(new CountingSource(60) { FailsAt = failsAt }, sink).RunAsync(_pool, CancellationToken.None, CancellationToken.None));

        Assert.Equal("the source broke", exception.Message);
        Assert.False(sink.IsComplete);
        Assert.Equal(PoolFrames, _pool.Free);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(17)]
    public async Task Run_SinkFails_NamesTheStageAndAllFramesAreBack(int failsAt)
    {
        var sink = new CountingSink { FailsAt = failsAt };

        var exception = await Assert.ThrowsAsync<StageException>(
            () => PipelineOf(new CountingSource(60), sink).RunAsync(_pool, CancellationToken.None, CancellationToken.None));

        Assert.Equal("encode: the sink broke", exception.Message);
        Assert.False(sink.IsComplete);
        Assert.Equal(PoolFrames, _pool.Free);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(23)]
    public async Task Run_ReadingIsStopped_FinishesWhatWasRead(int stopAfter)
    {
        using var stop = new CancellationTokenSource();
        var sink = new CountingSink();
        var source = new CountingSource(long.MaxValue) { Reached = stopAfter, OnReached = stop.Cancel };

        var summary = await PipelineOf(source, sink).RunAsync(_pool, stop.Token, CancellationToken.None);

        Assert.True(summary.WasStopped);
        Assert.Equal(source.Count, summary.Frames);
        Assert.Equal(Enumerable.Range(0, (int)summary.Frames).Select(index => (long)index), sink.Written);
        Assert.True(sink.IsComplete);
        Assert.Equal(PoolFrames, _pool.Free);
    }

    [Fact]
    public async Task Run_Aborted_CompletesNothingAndAllFramesAreBack()
    {
        using var abort = new CancellationTokenSource();
        var sink = new CountingSink();
        var source = new CountingSource(long.MaxValue) { Reached = 20, OnReached = abort.Cancel };

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => PipelineOf(source, sink).RunAsync(_pool, CancellationToken.None, abort.Token));

        Assert.False(sink.IsComplete);
        Assert.Equal(PoolFrames, _pool.Free);
    }

    private FilmPipeline PipelineOf(CountingSource source, CountingSink sink)
    {
        var request = new MapRequest { Method = MapMethods.All.Single(method => method.Name is "gradcam") };
        var (resize, explain) = (new ResizeStage(_engine.Network, Format), new ExplainStage(_engine, request));
        var composite = new CompositeStage(
            Format, request, explain.Map, resize.Seen, (_engine.Network.Input.Height, _engine.Network.Input.Width), new DrawingOptions { Hud = false }, ("network", ""));
        return new FilmPipeline(source, resize, new InferStage(_engine), explain, composite, [sink]);
    }

    private sealed class CountingSource(long frames) : IFrameSource
    {
        public FilmFormat Format => FilmPipelineTests.Format;

        public long Count { get; private set; }

        public long FailsAt { get; init; } = -1;

        public long Reached { get; init; } = -1;

        public Action? OnReached { get; init; }

        public ValueTask<bool> ReadAsync(Frame frame, CancellationToken cancellationToken)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (Count == FailsAt) throw new SteerlensException(ExitCode.InputUnreadable, "the source broke");
            if (Count == frames) return ValueTask.FromResult(false);
            frame.Picture.Bytes.AsSpan().Fill((byte)(100 + (Count % 50)));
            (frame.Index, frame.Pts) = (Count, Count);
            Count++;
            if (Count == Reached) OnReached!();
            return ValueTask.FromResult(true);
        }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }

    private sealed class CountingSink : IFrameSink
    {
        public List<long> Written { get; } = [];

        public bool IsComplete { get; private set; }

        public long FailsAt { get; init; } = -1;

        public ValueTask WriteAsync(Frame frame, CancellationToken cancellationToken)
        {
            if (frame.Index == FailsAt) throw new InvalidOperationException("the sink broke");
            Assert.NotNull(frame.Composed);
            Written.Add(frame.Index);
            return ValueTask.CompletedTask;
        }

        public ValueTask CompleteAsync(CancellationToken cancellationToken)
        {
            IsComplete = true;
            return ValueTask.CompletedTask;
        }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
