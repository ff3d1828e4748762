using Steerlens.Pipeline.Commands.Options;
using Steerlens.Pipeline.Comparison;
using Steerlens.Pipeline.Outputs;
using Steerlens.Pipeline.Scenes;
using Steerlens.Pipeline.Study;
using Steerlens.Pipeline.Tests.Commands;

namespace Steerlens.Pipeline.Tests.Study;

public sealed class StudyFilmTests : IDisposable
{
    private readonly CommandRun _run = new();

    public void Dispose() => _run.Dispose();

    [Fact]
    public async Task Drive_PlainAndChanged_AreHeldAgainstThePlainRoad()
    {
        var scene = SceneOptions.Parse("scene:coast-road?size=320x180&duration=9&rate=2");
        using var views = await ComparedViews.LoadAsync(
            new CompareOptions(["scene:coast-road"], "study.png") { Maps = [MapRequest.Default("gradcam"), MapRequest.Default("visualbackprop")], Drawing = new DrawingOptions { Hud = false } }, [], CancellationToken.None);
        using var film = new StudyFilm(scene, views, doubt: null);
        var progress = new ProgressReporter(_run.Context.Console, ProgressStyle.None, "scene:coast-road", null);

        var plain = await film.DriveAsync(StudyCondition.Plain, progress, CancellationToken.None);
        var red = await film.DriveAsync(new StudyPlan(scene.Factors).Factorial.Single(look => string.Equals(look.Setting, "road=red", StringComparison.Ordinal)), progress, CancellationToken.None);

        Assert.Equal((0, 0, 0), (plain.Change.Mean, plain.Change.Low, plain.Size));
        Assert.All(plain.Correlations, value => Assert.Equal(1, value, 6));
        Assert.Equal((18, 3), (plain.Angles.Length, plain.Tiles.Count));
        Assert.InRange(red.Size, 0.2, 60);
        Assert.InRange(red.Change.Mean, red.Change.Low, red.Change.High);
        Assert.All(red.Correlations, value => Assert.InRange(value, -1, 0.99));
        Assert.NotEqual(plain.Tiles[0].Bytes, red.Tiles[0].Bytes);
        Assert.Equal(Math.Sqrt(red.Angles.Select((angle, index) => Math.Pow(angle - double.RadiansToDegrees(new SceneSource(scene).TrueAngle(index)), 2)).Average()), red.Error, 9);
        var lines = StudyTable.ToCsv(["gradcam", "visualbackprop"], [plain, red]).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(3, lines.Length);
        Assert.StartsWith("\"red asphalt, own light\",road=red,18,", lines[2], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("light=low")]
    [InlineData("light=noon&road=earth&car=30")]
    public void Plan_AnyAddress_EachSettingAddedToItIsWhatTheLookChanges(string settings)
    {
        var given = SceneOptions.Parse("scene:coast-road?" + settings).Factors;
        var plan = new StudyPlan(given);

        foreach (var condition in plan.All)
            Assert.Equal(SceneOptions.Parse($"scene:coast-road?{settings}&{condition.Setting}").Factors, condition.Change(given));
        Assert.Equal(16, plan.Factorial.Count);
        Assert.Equal(plan.All.Count, plan.All.Select(look => look.Change(given)).Distinct().Count());
        Assert.Equal(given, plan.Factorial[0].Change(given));
    }

    [Fact]
    public void Plan_LowSunInTheAddress_IsTheBaseAndNoChange()
    {
        var plan = new StudyPlan(SceneOptions.Parse("scene:coast-road?light=low").Factors);

        Assert.Equal("as in the address", plan.Base.Name);
        Assert.DoesNotContain(plan.Single, look => string.Equals(look.Name, "low sun", StringComparison.Ordinal));
        Assert.Equal([SceneLight.Low, SceneLight.Own, SceneLight.Overcast, SceneLight.Dusk], plan.Lights);
        var dark = plan.Factorial.Single(look => string.Equals(look.Name, "dark asphalt, low sun", StringComparison.Ordinal));
        Assert.Equal(("road=dark", SceneLight.Low), (dark.Setting, dark.Change(new SceneFactors { Light = SceneLight.Low }).Light));
        Assert.Contains(plan.Factorial, look => string.Equals(look.Setting, "light=own", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("scene:coast-road?duration=2&size=320x180", "", 4, 320)]
    [InlineData("scene:coast-road?duration=2&rate=5", "", 10, 640)]
    [InlineData("scene:coast-road?duration=2&rate=5&size=320x180", "--duration 3 --rate 1 --size 160x90", 3, 160)]
    public async Task Study_Address_SaysWhatOptionsDoNot(string address, string options, long frames, int width)
    {
        using var files = new FileTree();

        Assert.Equal((ExitCode.Success, ""), (await _run.RunAsync(["study", address, "-o", files["out"], .. options.Split(' ', StringSplitOptions.RemoveEmptyEntries)]), _run.Error));

        Assert.Equal((address, frames, width), (_run.Studied!.Address, _run.Studied.Scene.FrameCount, _run.Studied.Scene.Width));
    }

    [Fact]
    public async Task Study_Defaults_ArriveInTheRecord()
    {
        using var files = new FileTree();

        Assert.Equal((ExitCode.Success, ""), (await _run.RunAsync("study", "-o", files["out"]), _run.Error));

        var options = _run.Studied!;
        Assert.Equal(("coast-road", 120L, 640, 360), (options.Scene.Name, options.Scene.FrameCount, options.Scene.Width, options.Scene.Height));
        Assert.Equal("occlusion gradcam visualbackprop", string.Join(' ', options.Maps.Select(map => map.Method.Name)));
        Assert.Equal(ExitCode.Usage, await _run.RunAsync("study", "drive.mp4", "-o", files["out"]));
        Assert.Contains("scene:NAME", _run.Error, StringComparison.Ordinal);
    }
}
