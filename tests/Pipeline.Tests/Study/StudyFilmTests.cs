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
        var red = await film.DriveAsync(StudyCondition.Factorial.Single(look => string.Equals(look.Setting, "road=red", StringComparison.Ordinal)), progress, CancellationToken.None);

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

    [Fact]
    public void Conditions_EachSetting_IsWhatTheConditionChanges()
    {
        foreach (var condition in StudyCondition.Single.Concat(StudyCondition.Factorial.Skip(1)))
            Assert.Equal(SceneOptions.Parse("scene:coast-road?" + condition.Setting).Factors, condition.Change(new SceneFactors()));
        Assert.Equal(16, StudyCondition.Factorial.Count);
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
