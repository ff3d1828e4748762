using Steerlens.Kernels.Images;
using Steerlens.Pipeline.Frames;
using Steerlens.Pipeline.Scenes;

namespace Steerlens.Pipeline.Tests.Scenes;

public sealed class SceneSourceTests
{
    private const int Width = 320;
    private const int Height = 180;

    public static TheoryData<string> Names => [.. SceneCatalog.Names];

    [Fact]
    public async Task ReadAsync_WholeScene_CountsFramesAndTimeStamps()
    {
        await using var source = new SceneSource(new SceneOptions { Width = 64, Height = 36, FrameCount = 5, Rate = new Rational(30000, 1001) });
        using var frame = new Frame(source.Format);

        Assert.Equal(5, source.Format.FrameCount);
        Assert.Equal(new Rational(1001, 30000), source.Format.TimeBase);
        Assert.Equal(new YuvColor(YuvMatrix.Bt709, FullRange: false), source.Format.Color);
        for (var i = 0; i < 5; i++)
        {
            Assert.True(await source.ReadAsync(frame, CancellationToken.None));
            Assert.Equal((i, i), (frame.Index, frame.Pts));
            Assert.Equal(source.TrueAngle(i), frame.TrueAngle);
        }
        Assert.False(await source.ReadAsync(frame, CancellationToken.None));
        Assert.Equal(4, frame.Index);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Render_SameSeed_GivesTheSamePicture(string name)
    {
        var options = Options(name) with { Variation = 0.7, Seed = 11 };
        var one = Render(new SceneSource(options), 7);
        var source = new SceneSource(options with { Workers = 2 });
        // Other frames first: a frame must not depend on what was rendered before it.
        _ = Render(source, 39);
        _ = Render(source, 0);
        var other = Render(source, 7);

        Assert.Equal(one.Bytes, other.Bytes);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Render_OtherSeed_GivesAnotherPictureAndTruth(string name)
    {
        var one = new SceneSource(Options(name) with { Seed = 1 });
        var other = new SceneSource(Options(name) with { Seed = 2 });

        Assert.NotEqual(one.TrueAngle(20), other.TrueAngle(20));
        Assert.NotEqual(Render(one, 20).Bytes, Render(other, 20).Bytes);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Render_AnyFrame_StaysInLimitedRange(string name)
    {
        var picture = Render(new SceneSource(Options(name)), 10);

        Assert.All(picture.Y.Span.ToArray(), luma => Assert.InRange(luma, 16, 235));
        Assert.All(picture.U.Span.ToArray(), chroma => Assert.InRange(chroma, 16, 240));
        Assert.All(picture.V.Span.ToArray(), chroma => Assert.InRange(chroma, 16, 240));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void PaintMask_InsidePaint_IsBrighterThanBesideIt(string name)
    {
        var source = new SceneSource(Options(name));
        var (framesWithPaint, brighter) = (0, 0);
        for (var index = 0; index < 40; index += 8)
        {
            var picture = Render(source, index);
            var mask = new byte[Width * Height];
            source.PaintMask(index, Width, Height, mask);
            double inside = 0, beside = 0;
            int insideCount = 0, besideCount = 0;
            for (var y = Height * 6 / 10; y < Height; y++)
            {
                for (var x = 6; x < Width - 6; x++)
                {
                    if (mask[(y * Width) + x] < 230) continue;
                    inside += picture.Y.Row(y)[x];
                    insideCount++;
                    foreach (var near in (ReadOnlySpan<int>)[x - 6, x + 6])
                    {
                        if (mask[(y * Width) + near] != 0) continue;
                        beside += picture.Y.Row(y)[near];
                        besideCount++;
                    }
                }
            }
            if (insideCount < 20 || besideCount < 20) continue;
            framesWithPaint++;
            if (inside / insideCount > (beside / besideCount) + 20) brighter++;
        }

        Assert.InRange(framesWithPaint, 3, 5);
        Assert.Equal(framesWithPaint, brighter);
    }

    [Fact]
    public void PaintMask_OtherSize_CoversTheSameShareOfThePicture()
    {
        var source = new SceneSource(Options("coast-road"));
        var small = new byte[200 * 66 * 2];
        var large = new byte[800 * 528];
        source.PaintMask(3, 200, 132, small);
        source.PaintMask(3, 800, 528, large);

        var (one, other) = (small.Average(value => value / 255.0), large.Average(value => value / 255.0));
        Assert.InRange(one, 0.005, 0.2);
        Assert.InRange(one / other, 0.93, 1.07);
    }

    [Fact]
    public void PaintMask_WrongLength_Throws() =>
        Assert.Throws<ArgumentException>(() => new SceneSource(Options("highway")).PaintMask(0, 32, 18, new byte[10]));

    [Fact]
    public void Render_WithoutACar_ChangesItsBoxAndLeavesTheRest()
    {
        var source = new SceneSource(Options("highway"));
        var found = new List<SceneObject>();
        source.FindObjects(5, found);
        var car = found.Where(item => item.Kind == SceneObjectKind.Car).MaxBy(item => item.Width * item.Height);
        var whole = Render(source, 5);
        var without = new YuvImage(Width, Height, source.Format.Color);
        source.Render(5, without, car.Id);

        int changedInside = 0, changedAbove = 0;
        for (var y = 0; y < Height; y++)
        {
            for (var x = 0; x < Width; x++)
            {
                if (whole.Y.Row(y)[x] == without.Y.Row(y)[x]) continue;
                var inside = x >= car.Left - 1 && x <= car.Left + car.Width + 1 && y >= car.Top - 1 && y <= car.Top + car.Height + 1;
                if (inside) changedInside++;
                // Only its shadow, on the ground beside and below, may change outside the box.
                else if (y < car.Top - 1 || y > car.Top + (car.Height * 1.6) + 4) changedAbove++;
            }
        }
        Assert.True(changedInside > 0.3 * car.Width * car.Height, $"{changedInside} of {car.Width * car.Height} pixels changed");
        Assert.Equal(0, changedAbove);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void FindObjects_AnyFrame_GivesBoxesInsideThePictureWithIdsOfTheirOwn(string name)
    {
        var source = new SceneSource(Options(name));
        var found = new List<SceneObject>();
        source.FindObjects(0, found);

        Assert.True(found.Count > 10, $"{found.Count} objects");
        Assert.Equal(found.Count, found.Select(item => item.Id).Distinct().Count());
        Assert.All(found, item =>
        {
            Assert.True(item.Left >= 0 && item.Top >= 0 && item.Width > 0 && item.Height > 0);
            Assert.True(item.Left + item.Width <= Width && item.Top + item.Height <= Height);
        });
    }

    [Fact]
    public void TrueAngle_CoastRoad_TurnsBothWaysWithinTwelveSeconds()
    {
        var turning = 0;
        for (var seed = 1; seed <= 20; seed++)
        {
            var source = new SceneSource(new SceneOptions { Width = 64, Height = 36, Seed = seed });
            var angles = Enumerable.Range(0, 300).Select(index => source.TrueAngle(index)).ToArray();
            Assert.InRange(angles.Max(Math.Abs), 0.1, 1.0);
            if (angles.Max() > 0.1 && angles.Min() < -0.1) turning++;
        }
        Assert.InRange(turning, 18, 20);
    }

    [Fact]
    public void Render_OneWorker_AllocatesNothingOnceWarm()
    {
        var source = new SceneSource(Options("coast-road"));
        var picture = new YuvImage(Width, Height, source.Format.Color);
        for (var index = 0; index < 40; index++) source.Render(index, picture);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var index = 0; index < 40; index++) source.Render(index, picture);

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 4096);
    }

    private static SceneOptions Options(string name) => new() { Name = name, Width = Width, Height = Height, FrameCount = 40 };

    private static YuvImage Render(SceneSource source, long index)
    {
        var picture = new YuvImage(source.Format.Width, source.Format.Height, source.Format.Color);
        source.Render(index, picture);
        return picture;
    }
}
