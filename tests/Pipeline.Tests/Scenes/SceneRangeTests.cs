using Steerlens.Pipeline.Frames;
using Steerlens.Pipeline.Scenes;

namespace Steerlens.Pipeline.Tests.Scenes;

public sealed class SceneRangeTests
{
    private static readonly SceneOptions Road = new() { Width = 64, Height = 36, FrameCount = 100, Rate = new Rational(30000, 1001) };

    [Theory]
    [InlineData(null, null, 1, null, 0, 100)]
    [InlineData(1.0, null, 1, null, 30, 70)]
    [InlineData(1.001, 2.002, 1, null, 30, 30)]
    [InlineData(null, 1.0, 4, null, 0, 8)]
    [InlineData(null, 99.0, 3, 5, 0, 5)]
    public void Of_Part_HasTheFramesWhoseTimeLiesInIt(double? start, double? end, int stride, int? most, long first, long count)
    {
        var range = SceneRange.Of(Road, start is { } s ? TimeSpan.FromSeconds(s) : null, end is { } e ? TimeSpan.FromSeconds(e) : null, stride, most);
        Assert.Equal(new SceneRange(first, count, stride), range);
    }

    [Fact]
    public void Of_PartBehindTheEnd_Refused() =>
        Assert.Equal(ExitCode.Usage, Assert.Throws<SteerlensException>(() => SceneRange.Of(Road, TimeSpan.FromMinutes(1), null, 1, null)).ExitCode);

    [Fact]
    public async Task Read_Part_IsThatPartOfTheWholeRoad()
    {
        await using var whole = new SceneSource(Road);
        await using var part = new SceneSource(Road, new SceneRange(4, 2, 3));
        var (expected, frame) = (new Frame(whole.Format), new Frame(part.Format));
        var found = new List<(long Index, long Pts)>();

        while (await part.ReadAsync(frame, default))
        {
            whole.Render(frame.Index, expected.Picture);
            Assert.Equal(whole.TrueAngle(frame.Index), frame.TrueAngle);
            Assert.Equal(expected.Picture.Bytes, frame.Picture.Bytes);
            found.Add((frame.Index, frame.Pts));
        }

        Assert.Equal([(4, 0), (7, 3)], found);
        Assert.Equal(2, part.Format.FrameCount);
    }
}
