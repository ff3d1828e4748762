using Steerlens.Kernels.Images;
using Steerlens.Pipeline.Scenes;

namespace Steerlens.Pipeline.Tests.Scenes;

public sealed class SceneFactorsTests
{
    private const string Road = "scene:coast-road?size=320x180&duration=4&rate=5";

    [Fact]
    public void Parse_EveryFactor_IsRead()
    {
        var factors = SceneOptions.Parse("scene:highway?light=low&road=red&shadow=1&fade=0.8&match=0.5&wet=0.7&glare=0.6&stray=0.3&car=18").Factors;

        Assert.Equal(
            new SceneFactors { Light = SceneLight.Low, Road = RoadColor.Red, Shadow = 1, Fade = 0.8, Match = 0.5, Wet = 0.7, Glare = 0.6, Stray = 0.3, Car = 18 },
            factors);
    }

    [Theory]
    [InlineData("light=moon")]
    [InlineData("light=1")]
    [InlineData("light")]
    [InlineData("road=blue")]
    [InlineData("shadow=2")]
    [InlineData("fade=-1")]
    [InlineData("car=1")]
    public void Parse_Nonsense_ShowsHowToWriteIt(string setting)
    {
        var error = Assert.Throws<SteerlensException>(() => SceneOptions.Parse("scene:highway?" + setting));

        Assert.Equal(ExitCode.Usage, error.ExitCode);
        Assert.Contains("light=low", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("light=noon")]
    [InlineData("light=low")]
    [InlineData("light=overcast")]
    [InlineData("light=dusk")]
    [InlineData("road=dark")]
    [InlineData("road=light")]
    [InlineData("road=red")]
    [InlineData("road=earth")]
    [InlineData("shadow=1")]
    [InlineData("fade=0.5")]
    [InlineData("match=1")]
    [InlineData("wet=1")]
    [InlineData("glare=0.5")]
    [InlineData("stray=1")]
    [InlineData("car=18")]
    public void Render_OneFactor_ChangesTheLookAndNotTheTruth(string setting)
    {
        var (plain, changed) = (new SceneSource(SceneOptions.Parse(Road)), new SceneSource(SceneOptions.Parse($"{Road}&{setting}")));

        Assert.Equal(plain.TrueAngle(12), changed.TrueAngle(12));
        Assert.InRange(LumaDifference(Render(plain, 12), Render(changed, 12)), 0.05, 150);
    }

    [Fact]
    public void Render_CarAheadLeftOut_IsThePlainRoad()
    {
        var plain = Render(new SceneSource(SceneOptions.Parse(Road)), 3);
        var source = new SceneSource(SceneOptions.Parse(Road + "&car=18"));
        var found = new List<SceneObject>();
        source.FindObjects(3, found);
        var car = found.MinBy(thing => Math.Abs(thing.Distance - 18));

        var without = Render(new SceneSource(source.Options with { Without = car.Id }), 3);

        Assert.Equal(SceneObjectKind.Car, car.Kind);
        Assert.InRange(car.Distance, 15, 20);
        Assert.Equal(plain.Bytes, without.Bytes);
    }

    [Fact]
    public void PaintMask_FadedAway_IsEmptyButForWrongMarks()
    {
        var (faded, stray) = (new byte[320 * 180], new byte[320 * 180]);

        new SceneSource(SceneOptions.Parse(Road + "&fade=1")).PaintMask(2, 320, 180, faded);
        new SceneSource(SceneOptions.Parse(Road + "&fade=1&stray=1")).PaintMask(2, 320, 180, stray);

        Assert.True(Array.TrueForAll(faded, share => share == 0));
        Assert.InRange(stray.Count(share => share > 127), 20, 3000);
    }

    private static YuvImage Render(SceneSource source, long index)
    {
        var picture = new YuvImage(source.Options.Width, source.Options.Height, source.Format.Color);
        source.Render(index, picture, source.Options.Without);
        return picture;
    }

    private static double LumaDifference(YuvImage one, YuvImage other)
    {
        var sum = 0L;
        for (var index = 0; index < one.Y.Span.Length; index++) sum += Math.Abs(one.Y.Span[index] - other.Y.Span[index]);
        return (double)sum / one.Y.Span.Length;
    }
}
