using Steerlens.Pipeline.Frames;
using Steerlens.Pipeline.Video;

namespace Steerlens.Pipeline.Tests.Video;

/// <summary>Runs alone, because it counts what the whole program allocates.</summary>
[CollectionDefinition(nameof(AllocationTests), DisableParallelization = true)]
[Collection(nameof(AllocationTests))]
public class AllocationTests
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
        const int WarmUp = 2;
        const int Stretches = 5;
        const int Stretch = 50;
        var least = double.MaxValue;

        // What allocates for each frame does so in every stretch; what the runtime or the test runner allocates now and then misses one of them.
        for (var stretch = -WarmUp; stretch < Stretches; stretch++)
        {
            var before = GC.GetTotalAllocatedBytes(precise: true);
            for (var i = 0; i < Stretch; i++)
            {
                Assert.True(await source.ReadAsync(frame, cancel.Token));
                await sink.WriteAsync(frame, cancel.Token);
            }

            var each = (GC.GetTotalAllocatedBytes(precise: true) - before) / (double)Stretch;
            if (stretch >= 0) least = Math.Min(least, each);
        }

        // Less than one object for each frame. Without optimization the compiler makes an object for each call of an async method.
#if DEBUG
        const int Most = 800;
#else
        const int Most = 100;
#endif
        Assert.InRange(least, 0, Most);
    }
}
