using System.Text.Json;
using Steerlens.EndToEnd.Tests.Films;
using Steerlens.EndToEnd.Tests.Running;
using Steerlens.Pipeline;

namespace Steerlens.EndToEnd.Tests;

/// <summary><c>steerlens bench</c> measures every stage and says so to people and to programs.</summary>
public sealed class BenchTests : IDisposable
{
    private const string Road = "scene:coast-road?size=160x90";
    private static readonly string[] Quick = ["--progress", "none", "--warm-up", "3", "--sizes", "30", "--window-stride", "30"];

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Json_Road_CountsFramesWindowsAndStages()
    {
        var run = await SteerlensProgram.RunAsync(["bench", Road, "--frames", "20", "--json", .. Quick]);

        // So small a picture is drawn without most instruments, and so costs less: that is said.
        Assert.Equal(0, run.ExitCode);
        Assert.StartsWith("steerlens: no room for", Assert.Single(run.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries)), StringComparison.Ordinal);
        using var answer = JsonDocument.Parse(run.Text);
        var root = answer.RootElement;
        Assert.Equal(20, root.GetProperty("frames").GetInt32());
        Assert.Equal(160, root.GetProperty("subject").GetProperty("width").GetInt32());
        var (speed, seconds) = (root.GetProperty("frames_per_second").GetDouble(), root.GetProperty("seconds").GetDouble());
        Assert.Equal(20 / seconds, speed, 6);
        Assert.Equal(speed / 25, root.GetProperty("real_time_factor").GetDouble(), 6);
        var windows = root.GetProperty("subject").GetProperty("windows").GetInt32();
        Assert.Equal(windows * speed, root.GetProperty("windows_per_second").GetDouble(), 3);
        var stages = root.GetProperty("stages").EnumerateArray().ToList();
        Assert.Equal("decode resize infer explain composite encode", string.Join(' ', stages.Select(stage => stage.GetProperty("name").GetString())));
        Assert.All(stages, stage =>
        {
            var (median, late, latest) = (stage.GetProperty("p50_ms").GetDouble(), stage.GetProperty("p95_ms").GetDouble(), stage.GetProperty("max_ms").GetDouble());
            Assert.True(median > 0 && median <= late && late <= latest, $"{stage}");
        });
        Assert.Equal(JsonValueKind.Null, root.GetProperty("baseline").ValueKind);
    }

    [Fact]
    public async Task Film_WithOutput_IsWrittenWhole()
    {
        await Ffmpeg.MakeAsync(_folder["from.mp4"], "320x180", "25", 1);

        var run = await SteerlensProgram.RunAsync(["bench", _folder["from.mp4"], "-o", _folder["to.mp4"], "--preset", "ultrafast", .. Quick]);

        Assert.Equal(0, run.ExitCode);
        Assert.Contains("22 frames in", run.Text, StringComparison.Ordinal);
        Assert.Equal(25, (await Film.FrameTimesAsync(_folder["to.mp4"])).Count);
        await Film.PlaysAsync(_folder["to.mp4"]);
    }

    [Fact]
    public async Task Baseline_AnotherMap_PrintsRatiosAndTheDifference()
    {
        var before = await SteerlensProgram.RunAsync(["bench", Road, "--frames", "10", "--json", .. Quick]);
        await File.WriteAllTextAsync(_folder["before.json"], before.Text);

        var run = await SteerlensProgram.RunAsync(
            "bench", Road, "--frames", "10", "--progress", "none", "--warm-up", "3", "--map", "gradcam", "--baseline", _folder["before.json"]);

        Assert.Equal(0, run.ExitCode);
        Assert.Contains("p50 x", run.Text, StringComparison.Ordinal);
        Assert.Contains("not measured alike: map: gradcam instead of occlusion", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Film_EndsInTheWarmUp_SaysWhatToDo()
    {
        await Ffmpeg.MakeAsync(_folder["short.mp4"], "320x180", "25", 0.4);

        var run = await SteerlensProgram.RunAsync("bench", _folder["short.mp4"], "--progress", "none", "--map", "gradcam");

        Assert.Equal((int)ExitCode.InputUnreadable, run.ExitCode);
        Assert.Contains("--warm-up", run.ErrorLines[^1], StringComparison.Ordinal);
        Assert.Empty(run.Text);
    }
}
