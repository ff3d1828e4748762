using Steerlens.Kernels.Images;
using Steerlens.Kernels.Tracking;

namespace Steerlens.Kernels.Tests.Tracking;

public sealed class BoxTrackerTests
{
    private const int Width = 320;
    private const int Height = 180;

    [Theory]
    [InlineData(7, 5)]
    [InlineData(32, 32)]
    [InlineData(19, 11)]
    public void Run_AnyTemplate_EqualsTheScalarSpecification(int templateWidth, int templateHeight)
    {
        var (regionWidth, regionHeight) = (45, 40);
        var region = RandomNetwork.Values(3, regionWidth * regionHeight);
        for (var index = 0; index < region.Length; index++) region[index] = 128 + (40 * region[index]);
        var template = RandomNetwork.Values(4, templateWidth * templateHeight);
        for (var index = 0; index < template.Length; index++) template[index] *= 30;
        Assert.True(CorrelationSearch.Normalize(template));
        var (expected, actual) = (new float[(regionHeight - templateHeight + 1) * (regionWidth - templateWidth + 1)], new float[(regionHeight - templateHeight + 1) * (regionWidth - templateWidth + 1)]);

        CorrelationSearch.RunScalar(region, regionWidth, template, templateWidth, expected);
        CorrelationSearch.Run(region, regionWidth, template, templateWidth, actual);

        for (var index = 0; index < expected.Length; index++) Assert.Equal(expected[index], actual[index], 1e-4f);
        Assert.All(actual, score => Assert.InRange(score, -1.001f, 1.001f));
    }

    [Fact]
    public void Run_TemplateUnderOtherLight_ScoresOneAtItsPlace()
    {
        var region = RandomNetwork.Values(9, 20 * 20);
        for (var index = 0; index < region.Length; index++) region[index] = 128 + (40 * region[index]);
        var template = new float[6 * 6];
        for (var index = 0; index < template.Length; index++) template[index] = 12 + (0.4f * region[((5 + (index / 6)) * 20) + 9 + (index % 6)]);
        CorrelationSearch.Normalize(template);
        var scores = new float[15 * 15];

        CorrelationSearch.Run(region, 20, template, 6, scores);

        Assert.Equal(1, scores[(5 * 15) + 9], 1e-4f);
        Assert.Equal((5 * 15) + 9, Array.IndexOf(scores, scores.Max()));
    }

    [Fact]
    public void Follow_ThingThatMovesAndGrows_StaysOnIt()
    {
        var tracker = new BoxTracker(Picture(100, 60, 40), new MapRectangle(100, 60, 40, 40));
        for (var step = 1; step <= 30; step++)
        {
            var (left, top, size) = (100 + (3.2 * step), 60 - (0.8 * step), 40 * Math.Pow(1.015, step));

            tracker.Follow(Picture(left, top, size));

            Assert.False(tracker.IsLost);
            Assert.InRange(tracker.Box.Left + (tracker.Box.Width / 2) - left - (size / 2), -4, 4);
            Assert.InRange(tracker.Box.Top + (tracker.Box.Height / 2) - top - (size / 2), -4, 4);
            Assert.InRange(tracker.Box.Width / size, 0.85, 1.15);
        }
    }

    [Fact]
    public void Follow_ThingGone_IsLostAndFoundAgain()
    {
        var tracker = new BoxTracker(Picture(100, 60, 40), new MapRectangle(100, 60, 40, 40));

        tracker.Follow(Picture(double.NaN, 0, 40));
        var lost = tracker.IsLost;
        tracker.Follow(Picture(104, 61, 40));

        Assert.True(lost);
        Assert.False(tracker.IsLost);
        Assert.InRange(tracker.Box.Left, 102, 106);
    }

    [Fact]
    public void Follow_ThingLeavesThePicture_IsLost()
    {
        var tracker = new BoxTracker(Picture(250, 60, 40), new MapRectangle(250, 60, 40, 40));
        for (var step = 1; step <= 12; step++) tracker.Follow(Picture(250 + (6 * step), 60, 40));

        Assert.True(tracker.IsLost);
    }

    [Theory]
    [InlineData(-1, 0, 40, 40)]
    [InlineData(300, 0, 40, 40)]
    [InlineData(0, 0, 2, 2)]
    public void Construct_BoxOutside_IsRefused(double left, double top, double width, double height) =>
        Assert.Throws<ArgumentException>(() => new BoxTracker(Picture(100, 60, 40), new MapRectangle(left, top, width, height)));

    [Fact]
    public void Construct_EvenPatch_IsRefused() =>
        Assert.Throws<ArgumentException>(() => new BoxTracker(new Plane(new byte[Width * Height], Width, Height, Width), new MapRectangle(10, 10, 40, 40)));

    [Theory]
    [InlineData(BoxFill.Mean)]
    [InlineData(BoxFill.Blur)]
    public void Mask_Box_HidesItAndLeavesTheRest(BoxFill fill)
    {
        var picture = new YuvImage(Width, Height, default);
        Picture(100, 60, 40).Span.CopyTo(picture.Y.Span);
        picture.U.Span.Fill(90);
        picture.V.Span.Fill(170);
        var before = picture.Bytes.ToArray();
        var box = new MapRectangle(100, 60, 40, 40);

        new BoxMask(Width, Height, fill, box).Apply(picture, box);

        var (inside, outside) = (new List<int>(), 0);
        for (var y = 0; y < Height; y++)
        {
            for (var x = 0; x < Width; x++)
            {
                if (x is >= 100 and < 140 && y is >= 60 and < 100) inside.Add(picture.Y.Row(y)[x]);
                else if (x is < 92 or > 148 || y is < 52 or > 108) outside += picture.Y.Row(y)[x] != before[(y * Width) + x] ? 1 : 0;
            }
        }

        Assert.Equal(0, outside);
        Assert.InRange(inside.Max() - inside.Min(), 0, fill == BoxFill.Mean ? 0 : 60);
        Assert.All(picture.U.Span.ToArray(), value => Assert.Equal(90, value));
    }

    /// <summary>A checked thing on a background of slow waves.</summary>
    private static Plane Picture(double left, double top, double size)
    {
        var plane = new Plane(new byte[Width * Height], Width, Height, Width);
        for (var y = 0; y < Height; y++)
        {
            for (var x = 0; x < Width; x++)
            {
                var (u, v) = ((x + 0.5 - left) / size, (y + 0.5 - top) / size);
                var thing = u is >= 0 and < 1 && v is >= 0 and < 1;
                plane.Row(y)[x] = thing
                    ? (byte)(128 + (100 * Math.Sin(u * 9) * Math.Cos((v * 13) + (u * 4))))
                    : (byte)(110 + (12 * Math.Sin(x * 0.05)) + (10 * Math.Cos(y * 0.07)));
            }
        }

        return plane;
    }
}
