using Steerlens.Kernels.Engines;
using Steerlens.Kernels.Maps;
using Steerlens.Models;
using Steerlens.Pipeline.Commands.Options;
using Steerlens.Pipeline.Frames;
using Steerlens.Pipeline.Measuring;
using Steerlens.Pipeline.Scenes;
using Steerlens.Pipeline.Stages;

namespace Steerlens.Pipeline.Tests.Measuring;

public sealed class PipelineMeterTests
{
    private const string Stages = "decode resize infer explain composite encode";

    [Fact]
    public void Stage_WarmUpFrames_AreNotCounted()
    {
        var meter = new StageMeter("infer", warmUp: 2, capacity: 10);
        foreach (var (waiting, milliseconds) in new[] { (2, 900), (2, 800), (0, 10), (1, 20), (2, 30) })
        {
            meter.Ready(waiting);
            meter.Done(TimeSpan.FromMilliseconds(milliseconds));
        }

        Assert.Equal((3, 900.0), (meter.Frames, meter.First.TotalMilliseconds));
        Assert.Equal((20.0, 30.0), (meter.Durations.Median, meter.Durations.Maximum));
        Assert.Equal((1.0, 2), (meter.WaitingMean, meter.WaitingMaximum));
    }

    [Fact]
    public async Task Pipeline_WithMeter_CountsEveryFrameInEveryStage()
    {
        const int frames = 9;
        const int warmUp = 4;
        await using var source = await Road(frames);
        using var stages = new RoadStages(source);
        var meter = new PipelineMeter(warmUp, 100);

        var summary = await stages.Pipeline(source, meter).RunAsync(CancellationToken.None, CancellationToken.None);
        meter.Stop();

        Assert.Equal(frames, summary.Frames);
        Assert.Equal(Stages, string.Join(' ', meter.Stages.Select(stage => stage.Name)));
        Assert.All(meter.Stages, stage => Assert.Equal(frames - warmUp, stage.Frames));
        Assert.All(meter.Stages, stage => Assert.InRange(stage.WaitingMaximum, 0, 2));
        Assert.Equal([false, true, true, true, true, true], meter.Stages.Select(stage => stage.HasQueue));
        Assert.Equal(frames - warmUp, meter.Frames);
        Assert.True(meter.Elapsed > TimeSpan.Zero);
    }

    [Fact]
    public async Task Pipeline_EndsInTheWarmUp_CountsNothing()
    {
        await using var source = await Road(3);
        using var stages = new RoadStages(source);
        var meter = new PipelineMeter(warmUp: 4, capacity: 100);

        await stages.Pipeline(source, meter).RunAsync(CancellationToken.None, CancellationToken.None);
        meter.Stop();

        Assert.Equal((0, TimeSpan.Zero), (meter.Frames, meter.Elapsed));
    }

    [Theory]
    [InlineData(1, new[] { 0, 0, 0 })]
    [InlineData(2, new[] { 0, 1, 0, 1, 0 })]
    [InlineData(4, new[] { 0, 1, 2, 3, 2, 1, 0, 1, 2, 3, 2 })]
    public void HeldFrames_PlaceOf_GoesBackAndForth(int held, int[] expected) =>
        Assert.Equal(expected, Enumerable.Range(0, expected.Length).Select(index => HeldFrames.PlaceOf(index, held)));

    [Fact]
    public async Task HeldFrames_LongerThanTheSource_KeepsPicturesTruthAndTime()
    {
        await using var road = new SceneSource(new SceneOptions { Name = "coast-road", Width = 64, Height = 48, FrameCount = 3 });
        await using var held = await HeldFrames.ReadAsync(road, 6, CancellationToken.None);
        using var frame = new Frame(held.Format);
        using var expected = new Frame(held.Format);
        for (var index = 0; index < 6; index++)
        {
            Assert.True(await held.ReadAsync(frame, CancellationToken.None));
            var place = HeldFrames.PlaceOf(index, 3);
            road.Render(place, expected.Picture);
            Assert.Equal(expected.Picture.Bytes, frame.Picture.Bytes);
            Assert.Equal((index, index, road.TrueAngle(place)), (frame.Index, frame.Pts, frame.TrueAngle));
        }

        Assert.False(await held.ReadAsync(frame, CancellationToken.None));
    }

    private static async Task<HeldFrames> Road(long frames)
    {
        await using var road = new SceneSource(new SceneOptions { Name = "coast-road", Width = 64, Height = 48, FrameCount = 2 });
        return await HeldFrames.ReadAsync(road, frames, CancellationToken.None);
    }

    /// <summary>The stages of a film with the quickest map.</summary>
    private sealed class RoadStages : IDisposable
    {
        private readonly CpuEngine _engine = new(DefaultNetwork.Load(), 1);
        private readonly ResizeStage _resize;
        private readonly ExplainStage _explain;
        private readonly CompositeStage _composite;

        public RoadStages(IFrameSource source)
        {
            var request = new MapRequest { Method = new GradCamMethod() };
            var input = _engine.Network.Input;
            _resize = new ResizeStage(_engine.Network, source.Format);
            _explain = new ExplainStage(_engine, request);
            _composite = new CompositeStage(
                source.Format, request, _explain.Map, _resize.Seen, (input.Height, input.Width), new DrawingOptions { Hud = false }, ("pilotnet", ""));
        }

        public FilmPipeline Pipeline(IFrameSource source, IPipelineObserver observer) =>
            new(source, _resize, new InferStage(_engine), _explain, _composite, [new DiscardSink()]) { Observer = observer };

        public void Dispose() => _engine.Dispose();
    }
}
