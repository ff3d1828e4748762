using Steerlens.Kernels.Images;
using Steerlens.Pipeline.Compositing;

namespace Steerlens.Pipeline.Tests.Compositing;

public sealed class HudPartsTests
{
    [Theory]
    [InlineData(0.2146755, "+12.3°", "right")]
    [InlineData(-0.0698132, "−4.0°", "left")]
    [InlineData(0.0005, "0.0°", "straight")]
    [InlineData(-0.0005, "0.0°", "straight")]
    [InlineData(double.NaN, "–", "straight")]
    [InlineData(7.85398, "+450.0°", "right")]
    public void Signed_Radians_IsDegreesWithSign(double radians, string text, string direction)
    {
        Span<char> buffer = stackalloc char[16];
        Assert.Equal(text, AngleText.Signed(radians, buffer).ToString());
        Assert.Equal(direction, AngleText.Direction(radians));
    }

    [Fact]
    public void Add_LongDrive_KeepsTheLastSecondsInOrder()
    {
        var history = new AngleHistory(6);
        for (var index = 0; index < 5000; index++) history.Add(index / 25d, index, index % 2 == 0 ? index : null);
        Assert.InRange(history.Count, 150, 152);
        Assert.Equal(4999, history[history.Count - 1].Angle);
        Assert.Null(history[history.Count - 1].Truth);
        for (var index = 1; index < history.Count; index++) Assert.Equal(history[index - 1].Angle + 1, history[index].Angle);
    }

    [Fact]
    public void AngleHistory_SameFrameAgain_ReplacesItsSample()
    {
        var history = new AngleHistory(6);
        history.Add(1, 0.1, null);
        history.Add(2, 0.2, null);
        history.Add(2, 0.3, null);

        Assert.Equal((2, 0.3), (history.Count, history[1].Angle));
    }

    [Fact]
    public void AngleHistory_OfAnother_GoesOn()
    {
        var (before, after) = (new AngleHistory(6), new AngleHistory(6));
        for (var i = 0; i < 2000; i++) before.Add(i / 100.0, i, null);

        after.CopyFrom(before);
        after.Add(20, 7, null);

        Assert.Equal(before[before.Count - 1].Angle, after[after.Count - 2].Angle);
        Assert.Equal(7, after[after.Count - 1].Angle);
    }

    [Fact]
    public void Add_VeryHighRate_StillSpansTheSeconds()
    {
        var history = new AngleHistory(6);
        for (var index = 0; index < 20000; index++) history.Add(index / 1000d, index, null);
        Assert.InRange(history[history.Count - 1].Time - history[0].Time, 5.9, 6.1);
        Assert.Equal(19999, history[history.Count - 1].Angle);
    }

    [Fact]
    public void Add_TimeRunsBackwards_StartsAfresh()
    {
        var history = new AngleHistory(6);
        history.Add(10, 1, null);
        history.Add(11, 2, null);
        history.Add(3, 3, null);
        Assert.Equal(1, history.Count);
        Assert.Equal(3, history[0].Angle);
    }

    [Theory]
    [InlineData(640, 360)]
    [InlineData(640, 480)]
    [InlineData(1280, 720)]
    [InlineData(3840, 2160)]
    [InlineData(720, 1280)]
    public void For_UsualSizes_PlacesThreePanelsApartAndInside(int width, int height)
    {
        var layout = HudLayout.For(width, height, new MapRectangle(0, height * 0.5, width, height * 0.4));
        var (wheel, plot, legend) = (layout.Wheel!.Value, layout.Plot!.Value, layout.Legend!.Value);
        Assert.True(wheel.Left > 0 && wheel.Right < plot.Left && plot.Right < legend.Left && legend.Right < width);
        Assert.True(wheel.Top > 0 && wheel.Bottom < height * 0.5);
        Assert.True(layout.Text >= 10);
    }

    [Fact]
    public void For_MoreRoomBelow_StandsBelow()
    {
        var layout = HudLayout.For(1280, 720, new MapRectangle(0, 50, 1280, 300));
        Assert.True(layout.Wheel!.Value.Top > 350);
    }

    [Theory]
    [InlineData(320, 240, true)]
    [InlineData(200, 150, true)]
    [InlineData(150, 150, false)]
    [InlineData(64, 48, false)]
    public void For_SmallPictures_LeavesOutWhatDoesNotFit(int width, int height, bool hasWheel)
    {
        var layout = HudLayout.For(width, height, new MapRectangle(0, 0, width, height));
        Assert.Null(layout.Plot);
        Assert.Equal(hasWheel, layout.Wheel is not null);
    }
}
