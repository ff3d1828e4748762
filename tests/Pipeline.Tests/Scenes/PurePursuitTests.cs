using Steerlens.Pipeline.Scenes;

namespace Steerlens.Pipeline.Tests.Scenes;

public sealed class PurePursuitTests
{
    [Theory]
    [InlineData(0.01)]
    [InlineData(-0.018)]
    [InlineData(0.0005)]
    public void WheelAngle_PointOnACircle_TurnsWithTheCircle(double curvature)
    {
        var arc = 14 * curvature;
        var right = (1 - Math.Cos(arc)) / curvature;
        var ahead = Math.Sin(arc) / curvature;

        Assert.Equal(15 * Math.Atan(2.8 * curvature), PurePursuit.WheelAngle(right, ahead), 9);
    }

    [Fact]
    public void WheelAngle_StraightAhead_IsZero() => Assert.Equal(0, PurePursuit.WheelAngle(0, 12));

    [Fact]
    public void WheelAngle_MirroredPoint_ChangesSign() => Assert.Equal(-PurePursuit.WheelAngle(1.5, 12), PurePursuit.WheelAngle(-1.5, 12), 12);
}
