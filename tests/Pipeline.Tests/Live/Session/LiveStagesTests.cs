using Steerlens.Kernels.Images;
using Steerlens.Models;
using Steerlens.Pipeline.Commands.Options;
using Steerlens.Pipeline.Frames;
using Steerlens.Pipeline.Live.Session;
using Steerlens.Pipeline.Scenes;

namespace Steerlens.Pipeline.Tests.Live.Session;

public sealed class LiveStagesTests
{
    private static readonly LiveStart Start = new() { Threads = 1 };

    [Theory]
    [InlineData("occlusion")]
    [InlineData("gradcam")]
    [InlineData("occlusion*gradcam")]
    public async Task Process_OnceWarm_AllocatesNothing(string map)
    {
        await using var scene = new SceneSource(SceneOptions.Parse("scene:coast-road?size=320x180&duration=1"));
        var settings = Settings(map);
        using var stages = await MakeAsync(null, settings, scene.Format);
        using var frame = new Frame(scene.Format);
        for (var warm = 0; warm < 5; warm++)
        {
            await scene.ReadAsync(frame, CancellationToken.None);
            stages.Process(frame);
        }

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var again = 0; again < 5; again++)
        {
            frame.Pts++;
            stages.Process(frame);
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Fact]
    public async Task MakeAsync_ForAnotherDrawing_KeepsTheMapAndTheFrame()
    {
        await using var scene = new SceneSource(SceneOptions.Parse("scene:coast-road?size=320x180&duration=1"));
        var settings = Settings("occlusion");
        var first = await MakeAsync(null, settings, scene.Format);
        using var frame = new Frame(scene.Format);
        await scene.ReadAsync(frame, CancellationToken.None);
        first.Process(frame);
        var (map, picture) = (first.Frame.Overlay.Map.ToArray(), first.Frame.Composed!.Bytes.ToArray());

        using var second = await MakeAsync(first, settings with { Opacity = 0.2 }, scene.Format);
        second.TakeOver(first);
        second.Again();

        Assert.Same(first.Explain, second.Explain);
        Assert.Equal(map, second.Frame.Overlay.Map);
        Assert.NotEqual(picture, second.Frame.Composed!.Bytes);
    }

    [Fact]
    public async Task TakeOver_WithAnotherNetworkAndBack_GivesTheSamePictureAgain()
    {
        await using var scene = new SceneSource(SceneOptions.Parse("scene:coast-road?size=320x180&duration=1"));
        var settings = Settings("occlusion");
        var first = await MakeAsync(null, settings, scene.Format);
        using var frame = new Frame(scene.Format);
        await scene.ReadAsync(frame, CancellationToken.None);
        first.Process(frame);
        var (angle, map) = (first.Frame.Angle, first.Frame.Overlay.Map.ToArray());

        var second = await MakeAsync(first, settings with { Network = "gap-pilotnet" }, scene.Format);
        second.TakeOver(first);
        second.Again();
        Assert.NotEqual(angle, second.Frame.Angle);
        using var third = await MakeAsync(second, settings, scene.Format);
        third.TakeOver(second);
        third.Again();

        Assert.Equal(angle, third.Frame.Angle);
        Assert.Equal(map, third.Frame.Overlay.Map);
    }

    [Fact]
    public async Task MakeAsync_WithAMapThatTheNetworkRefuses_LeavesTheOthersAtWork()
    {
        var format = new FilmFormat(320, 180, new YuvColor(YuvMatrix.Bt601, FullRange: false), new Rational(1, 25), null, null);
        using var first = await MakeAsync(null, Settings("occlusion"), format);
        using var frame = new Frame(format);

        var failure = await Assert.ThrowsAsync<SteerlensException>(() => MakeAsync(first, Settings("cam"), format));

        Assert.Equal(ExitCode.Usage, failure.ExitCode);
        first.Process(frame);
        Assert.True(first.HasFrame);
    }

    private static LiveSettings Settings(string map) => LiveSettings.Of(DefaultNetwork.Name, MapRequest.Default(map), new DrawingOptions());

    private static Task<LiveStages> MakeAsync(LiveStages? other, LiveSettings settings, FilmFormat format) =>
        LiveStages.MakeAsync(other, settings, format, Start, new NetworkShelf([new NetworkOptions()], _ => { }), _ => "", CancellationToken.None);
}
