using Steerlens.Pipeline.Scenes;

namespace Steerlens.Pipeline.Tests.Scenes;

public sealed class DriveTests
{
    [Fact]
    public void At_ConstantCurvature_FollowsACircle()
    {
        const double curvature = 0.01;
        var road = new RoadPath(400, _ => curvature, _ => 0);

        foreach (var distance in (double[])[0.5, 10, 77.25, 156])
        {
            var point = road.At(distance, 0);
            Assert.Equal((1 - Math.Cos(distance * curvature)) / curvature, point.X, 0.002);
            Assert.Equal(Math.Sin(distance * curvature) / curvature, point.Y, 0.002);
            Assert.Equal(distance * curvature, point.Heading, 9);
        }
    }

    [Fact]
    public void At_OffsetToTheRight_LiesInsideARightBend()
    {
        var road = new RoadPath(400, _ => 0.01, _ => 0);
        var (one, other) = (road.At(50, 4), road.At(51, 4));

        Assert.Equal(0.96, Math.Sqrt(Math.Pow(other.X - one.X, 2) + Math.Pow(other.Y - one.Y, 2)), 3);
    }

    [Theory]
    [InlineData(0.012)]
    [InlineData(-0.012)]
    public void TrueAngle_ConstantCurvatureInTheMiddle_IsTheBicycleModels(double curvature)
    {
        var drive = DriveOn(curvature);
        var state = new DriveState(0, 60, 0, 0, 1.3, 0, 1);
        // The lane's middle lies 1.7 m right of the reference line and bends a little more or less than it.
        var lane = curvature / (1 - (curvature * 1.7));

        Assert.Equal(15 * Math.Atan(2.8 * lane), drive.TrueAngle(state), 4);
    }

    [Theory]
    [InlineData(0.5, 0)]
    [InlineData(0, 0.05)]
    public void TrueAngle_RightOfTheLaneOrPointingRight_SteersLeft(double offset, double headingError)
    {
        var drive = DriveOn(0);

        Assert.True(drive.TrueAngle(new DriveState(0, 60, offset, headingError, 1.3, 0, 1)) < -0.05);
        Assert.True(drive.TrueAngle(new DriveState(0, 60, -offset, -headingError, 1.3, 0, 1)) > 0.05);
    }

    [Fact]
    public void At_NoVariation_HeadingErrorIsTheSlopeOfTheOffset()
    {
        var options = new SceneOptions();
        var drive = new Drive(options, SceneCatalog.Style(options));
        for (var index = 1; index < 200; index += 13)
        {
            var slope = (drive.At(index + 1).Offset - drive.At(index - 1).Offset) / (2 * drive.Step);
            Assert.Equal(Math.Atan(slope), drive.At(index).HeadingError, 3);
        }
    }

    [Fact]
    public void At_FullVariation_ScattersOffsetAndHeading()
    {
        var options = new SceneOptions { Variation = 1, FrameCount = 500 };
        var drive = new Drive(options, SceneCatalog.Style(options));
        var states = Enumerable.Range(0, 500).Select(index => drive.At(index)).ToArray();

        Assert.InRange(states.Max(state => Math.Abs(state.Offset)), 0.9, 1.4);
        Assert.InRange(states.Max(state => Math.Abs(state.HeadingError)), 0.08, 0.13);
    }

    [Fact]
    public void Camera_LevelRoad_PutsTheHorizonAt45Percent()
    {
        var camera = DriveOn(0).Camera(new DriveState(0, 60, 0, 0, 1.3, 0, 1));
        var seen = camera.Turn(new System.Numerics.Vector3(0, 1000, 0));
        var row = (0.5 * 720) - (SceneCamera.FocalLength(1280) * seen.Y / seen.Z);

        Assert.InRange(row / 720, 0.449, 0.451);
    }

    [Fact]
    public void Land_InsideTightBends_NeverFolds()
    {
        for (var seed = 1; seed <= 10; seed++)
        {
            var road = RoadPath.Winding(1000, new BendRange(0.0045, 0.0175, 48, 78, 0.25), 1, new SceneRandom(seed, "road"));
            foreach (var offset in (double[])[-140, -60, -30, 30, 60, 140])
            {
                for (var distance = 0.0; distance < 900; distance += 8)
                {
                    var (one, other) = (road.Land(distance, offset), road.Land(distance + 8, offset));
                    var along = road.At(distance, 0).Heading;
                    // The road's own heading stays within 1.6 rad of north, and so must the land's steps go on, roughly.
                    var step = ((other.X - one.X) * Math.Sin(along * 0.3)) + ((other.Y - one.Y) * Math.Cos(along * 0.3));
                    Assert.True(step > -1.5, $"seed {seed}, {distance} m, {offset} m: {step}");
                }
            }
        }
    }

    private static Drive DriveOn(double curvature)
    {
        var options = new SceneOptions();
        return new Drive(options, SceneCatalog.Style(options), new RoadPath(400, _ => curvature, _ => 0));
    }
}
