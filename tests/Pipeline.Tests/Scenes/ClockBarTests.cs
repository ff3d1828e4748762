using Steerlens.Kernels.Images;
using Steerlens.Pipeline.Frames;
using Steerlens.Pipeline.Scenes;
using Steerlens.Pipeline.Tests.Video;

namespace Steerlens.Pipeline.Tests.Scenes;

public sealed class ClockBarTests
{
    [Theory]
    [InlineData(1280, 720, false)]
    [InlineData(320, 180, true)]
    [InlineData(640, 480, false)]
    [InlineData(66, 16, false)]
    public void Read_DrawnTime_IsThatTime(int width, int height, bool fullRange)
    {
        var picture = new YuvImage(width, height, new YuvColor(YuvMatrix.Bt709, fullRange));
        var random = new Random(4);
        for (var i = 0; i < 300; i++)
        {
            random.NextBytes(picture.Bytes);
            var time = DateTimeOffset.FromUnixTimeMilliseconds(random.NextInt64(2_000_000_000_000));
            ClockBar.Draw(picture, time);
            Assert.Equal((int)(time.ToUnixTimeMilliseconds() % ClockBar.Wraps), ClockBar.Read(picture.Y));
        }
    }

    [Fact]
    public void Draw_Picture_LeavesWhatIsAboveTheBar()
    {
        var picture = new YuvImage(640, 360, new YuvColor(YuvMatrix.Bt709, FullRange: false));
        new Random(1).NextBytes(picture.Bytes);
        var before = picture.Bytes.ToArray();
        ClockBar.Draw(picture, DateTimeOffset.UnixEpoch);
        var rows = ClockBar.Rows(360);
        Assert.Equal(16, rows);
        Assert.Equal(before[..(640 * (360 - rows))], picture.Bytes[..(640 * (360 - rows))]);
        for (var y = 0; y < (360 - rows) / 2; y++) Assert.Equal(before.AsSpan((640 * 360) + (y * 320), 320), picture.U.Row(y));
    }

    [Fact]
    public void Read_PicturesWithoutABar_IsNothing()
    {
        var found = 0;
        var picture = new YuvImage(320, 180, new YuvColor(YuvMatrix.Bt709, FullRange: false));
        var random = new Random(2);
        for (var i = 0; i < 2000; i++)
        {
            // Blocks of random grey: the check bits and the ends of the bar must match by chance.
            for (var x = 0; x < 320; x += 10)
            {
                var value = (byte)random.Next(256);
                for (var y = 160; y < 180; y++) picture.Y.Row(y).Slice(x, 10).Fill(value);
            }

            if (ClockBar.Read(picture.Y) is not null) found++;
        }

        Assert.InRange(found, 0, 40);
    }

    [Fact]
    public async Task Read_HalvedAndPoorJpeg_IsStillThatTime()
    {
        using var folder = new TemporaryFolder();
        await using var scene = new SceneSource(SceneOptions.Parse("scene:coast-road?size=640x360&duration=1&clock=1"));
        using var frame = new Frame(scene.Format);
        var before = DateTimeOffset.UtcNow.ToUnixTimeMilliseconds();
        Assert.True(await scene.ReadAsync(frame, CancellationToken.None));
        var after = DateTimeOffset.UtcNow.ToUnixTimeMilliseconds();
        var written = ClockBar.Read(frame.Picture.Y);
        Assert.NotNull(written);
        Assert.InRange((written.Value - before) & (ClockBar.Wraps - 1), 0, after - before);

        await File.WriteAllBytesAsync(folder["frame.yuv"], frame.Picture.Bytes);
        await Films.MakeAsync("-f", "rawvideo", "-pix_fmt", "yuv420p", "-s", "640x360", "-i", folder["frame.yuv"], "-vf", "scale=320:180", "-q:v", "5", folder["half.jpg"]);
        await Films.MakeAsync("-i", folder["half.jpg"], "-vf", "scale=640:360", "-f", "rawvideo", "-pix_fmt", "yuv420p", folder["back.yuv"]);
        var back = await File.ReadAllBytesAsync(folder["back.yuv"]);
        Assert.Equal(written, ClockBar.Read(new Plane(back, 640, 360, 640)));
    }

    [Fact]
    public async Task ReadAsync_SceneWithoutAClock_HasNoBar()
    {
        await using var scene = new SceneSource(SceneOptions.Parse("scene:coast-road?size=640x360&duration=1&clock=0"));
        using var frame = new Frame(scene.Format);
        Assert.True(await scene.ReadAsync(frame, CancellationToken.None));
        Assert.Null(ClockBar.Read(frame.Picture.Y));
    }
}
