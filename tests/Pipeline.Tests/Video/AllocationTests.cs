using Steerlens.Pipeline.Frames;
using Steerlens.Pipeline.Video;

namespace Steerlens.Pipeline.Tests.Video;

/// <summary>Runs alone, because it counts what the whole program allocates.</summary>
[CollectionDefinition(nameof(AllocationTests), DisableParallelization = true)]
[Collection(nameof(AllocationTests))]
public sealed class AllocationTests
{
    [Fact]
    public async Task ReadAndWrite_AfterWarmUp_AllocateNothingPerFrame()
    {
        using var folder = new TemporaryFolder();
        await Films.MakeAsync("-f", "lavfi", "-i", $"{Films.Picture}:r=25", "-t", "16", "-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p", folder["from.mp4"]);
        await using var source = await FilmSource.OpenAsync(folder["from.mp4"]);
        await using var sink = await FilmSink.CreateAsync(new FilmSinkOptions { Path = folder["to.mp4"], Format = source.Format, Encoder = new VideoEncoder { Preset = "ultrafast" } });
        using var frame = new Frame(source.Format);
        using var cancel = new CancellationTokenSource();
        long before = 0;
        const int WarmUp = 100;
        const int Counted = 250;
        for (var i = 0; i < WarmUp + Counted; i++)
        {
            if (i == WarmUp) before = GC.GetTotalAllocatedBytes(precise: true);
            Assert.True(await source.ReadAsync(frame, cancel.Token));
            await sink.WriteAsync(frame, cancel.Token);
        }

        var each = (GC.GetTotalAllocatedBytes(precise: true) - before) / (double)Counted;

        // What the runtime itself allocates now and then stays below one object for each frame. Without optimization the compiler makes an
        // object for each call of an async method.
#if DEBUG
        const int Most = 800;
#else
        const int Most = 100;
#endif
        Assert.InRange(each, 0, Most);
    }
}
