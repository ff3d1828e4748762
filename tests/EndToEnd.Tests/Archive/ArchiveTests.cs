using System.Text.Json;
using Steerlens.EndToEnd.Tests.Films;
using Steerlens.EndToEnd.Tests.Running;
using Steerlens.Pipeline;

namespace Steerlens.EndToEnd.Tests.Archive;

/// <summary>A whole archive, from its sources to its report.</summary>
public sealed class ArchiveTests
{
    [Fact]
    public async Task Annotate_HundredFilmsTwentyBroken_MakesEightyAndSaysWhyNotTwenty()
    {
        using var room = await ArchiveRoom.EmptyAsync();
        for (var number = 0; number < 80; number++) await room.AddShortAsync(FormattableString.Invariant($"{number % 4}/film{number:00}.mp4"));
        var broken = await BrokenFilms.MakeAsync(room.Source("broken"), room.Source("0/film00.mp4"));
        Assert.Equal(20, broken.Count);

        var run = await room.RunAsync("--jobs", "2");

        Assert.True(run.ExitCode == (int)ExitCode.SomeInputsFailed, $"exit code {run.ExitCode}: {run.Error}");
        Assert.Contains("80 of 100 films done, 20 failed", run.Error, StringComparison.Ordinal);
        using var report = JsonDocument.Parse(await File.ReadAllBytesAsync(Path.Combine(room.Output, "report.json")));
        var films = report.RootElement.GetProperty("films").EnumerateArray().ToList();
        Assert.Equal(100, films.Count);
        Assert.Equal(80, films.Count(film => film.TryGetProperty("output", out _)));
        var reasons = films.Where(film => film.TryGetProperty("reason", out _)).ToDictionary(film => film.GetProperty("film").GetString()!, film => film.GetProperty("reason").GetString()!, StringComparer.Ordinal);
        Assert.Equal(broken.Keys.Select(name => "broken/" + name).Order(StringComparer.Ordinal), reasons.Keys.Order(StringComparer.Ordinal), StringComparer.Ordinal);
        foreach (var (name, words) in broken) Assert.Contains(words, reasons["broken/" + name], StringComparison.OrdinalIgnoreCase);
        Assert.All(reasons.Values, reason => Assert.DoesNotContain('\n', reason));
        await room.NothingIsHalfDoneAsync();

        var totals = report.RootElement.GetProperty("totals");
        Assert.Equal(800, totals.GetProperty("frames").GetInt64());
        Assert.Equal(800, totals.GetProperty("histogram").EnumerateArray().Sum(count => count.GetInt64()));
        var page = await File.ReadAllTextAsync(Path.Combine(room.Output, "report.html"));
        Assert.Equal(80, page.Split("class=\"strip\"").Length - 1);
    }

    [Fact]
    public async Task Annotate_SkipExisting_TrustsTheMarkerAndNothingElse()
    {
        using var room = await ArchiveRoom.EmptyAsync();
        await room.AddShortAsync("a.mp4");
        await room.AddShortAsync("b.mp4");
        Assert.Equal(0, (await room.RunAsync("--sidecar", "jsonl")).ExitCode);
        Assert.True(File.Exists(Path.Combine(room.Output, "a.annotated.jsonl")));

        // Nothing has changed.
        await MadeAsync(0);

        // The film is there, and its marker is gone, as after a power loss between the two.
        File.Delete(room.Film("a") + ".done.json");
        await MadeAsync(1);

        // The marker is there, and the film, or its sidecar, is not.
        File.Delete(room.Film("a"));
        await MadeAsync(1);
        File.Delete(Path.Combine(room.Output, "b.annotated.jsonl"));
        await MadeAsync(1);

        // The film was cut off.
        await using (var film = File.OpenWrite(room.Film("b"))) film.SetLength(film.Length - 1);
        await MadeAsync(1);

        // The source is another one.
        await Ffmpeg.MakeAsync(room.Source("a.mp4"), "160x90", "25", 0.2);
        await MadeAsync(1);
        Assert.Equal(5, (await Film.FrameTimesAsync(room.Film("a"))).Count);

        // Other settings, another network.
        await MadeAsync(2, "--opacity", "0.5");
        await MadeAsync(0, "--opacity", "0.5");
        await MadeAsync(2, "--opacity", "0.5", "--network", "gap-pilotnet");

        async Task MadeAsync(int expected, params string[] more)
        {
            var run = await room.GoOnAsync(["--sidecar", "jsonl", .. more]);
            Assert.True(run.ExitCode == 0, run.Error);
            Assert.Equal(expected, run.ErrorLines.Count(line => line.Contains(" frames in ", StringComparison.Ordinal)));
        }
    }

    [Fact]
    public async Task Annotate_ArchiveIsThereAlready_RefusedUntilToldHow()
    {
        using var room = await ArchiveRoom.EmptyAsync();
        await room.AddShortAsync("a.mp4");
        Assert.Equal(0, (await room.RunAsync()).ExitCode);

        var refused = await room.RunAsync();
        Assert.Equal((int)ExitCode.OutputUnwritable, refused.ExitCode);
        Assert.Contains("--skip-existing", refused.Error, StringComparison.Ordinal);
        var anew = await room.RunAsync("-y");
        Assert.Equal(0, anew.ExitCode);
        Assert.Contains("1/1 a.mp4: 10 frames", anew.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Annotate_Shards_GiveWhatOneRunGives()
    {
        using var room = await ArchiveRoom.EmptyAsync();
        for (var number = 0; number < 7; number++) await room.AddShortAsync($"film{number}.mp4");
        await File.WriteAllTextAsync(room.Source("broken.mp4"), "no film");
        Assert.Equal(3, (await room.RunAsync()).ExitCode);
        var whole = await ArchiveResult.OfAsync(room.Output);
        Directory.Delete(room.Output, recursive: true);

        for (var number = 1; number <= 3; number++)
        {
            Assert.False(File.Exists(Path.Combine(room.Output, "report.json")), "the last shard makes the report");
            var run = await room.GoOnAsync("--shard", $"{number}/3");
            Assert.True(run.ExitCode is 0 or 3, run.Error);
        }

        Assert.Equal(whole, await ArchiveResult.OfAsync(room.Output));
        File.Delete(Path.Combine(room.Output, "report.json"));
        Assert.Equal(3, (await room.RunAsync("--report")).ExitCode);
        Assert.Equal(whole, await ArchiveResult.OfAsync(room.Output));
    }

    [Theory]
    [InlineData(ExitCode.BackEndUnavailable, "has no encoder 'nope'", "--encoder", "nope")]
    [InlineData(ExitCode.Usage, "no such preset as 'nope'", "--preset", "nope")]
    [InlineData(ExitCode.BackEndUnavailable, "has no encoder 'nope'", "--encoder", "nope", "--preset", "ultrafast")]
    [InlineData(ExitCode.Usage, "nope", "--map", "gradcam", "--layer", "nope")]
    [InlineData(ExitCode.Usage, "7", "--network-output", "7")]
    [InlineData(ExitCode.Usage, "'pilotnet' has no", "--map", "cam")]
    [InlineData(ExitCode.Usage, "500", "--sizes", "500")]
    [InlineData(ExitCode.InputUnreadable, "nope.onnx", "--ensemble", "nope.onnx")]
    [InlineData(ExitCode.BackEndUnavailable, "--device cuda", "--device", "cuda:99")]
    public async Task Annotate_WhatNoFilmCouldHave_IsRefusedOnceBeforeTheFirst(ExitCode code, string expected, params string[] more)
    {
        using var room = await ArchiveRoom.EmptyAsync();
        await room.AddShortAsync("a.mp4");
        await room.AddShortAsync("b.mp4");

        var run = await SteerlensProgram.RunAsync(["annotate", room.Archive, "--output-dir", room.Output, .. more]);

        Assert.Equal((int)code, run.ExitCode);
        Assert.Contains(expected, Assert.Single(run.ErrorLines), StringComparison.Ordinal);
        Assert.False(Directory.Exists(room.Output));
    }

    [Fact]
    public async Task Report_WithOtherSettingsOrSources_LeavesTheReportThatIsThere()
    {
        using var room = await ArchiveRoom.EmptyAsync();
        await room.AddShortAsync("a.mp4");
        Assert.Equal(0, (await room.RunAsync()).ExitCode);
        var report = await ArchiveResult.OfAsync(room.Output);
        await room.AddShortAsync("other/a.mp4");

        foreach (var run in (ToolRun[])[await room.RunAsync("--report", "--opacity", "0.5"), await SteerlensProgram.RunAsync("annotate", room.Source("other"), "--output-dir", room.Output + "/", "--report")])
        {
            Assert.Equal((int)ExitCode.Usage, run.ExitCode);
            Assert.Contains("made with", Assert.Single(run.ErrorLines), StringComparison.Ordinal);
            Assert.Equal(report, await ArchiveResult.OfAsync(room.Output));
        }

        // A touched source is the same, one of another content is not.
        File.SetLastWriteTimeUtc(room.Source("a.mp4"), DateTime.UtcNow.AddHours(1));
        Assert.Contains("1 of 2 films done, 0 failed, 1 open", (await room.RunAsync("--report")).Error, StringComparison.Ordinal);
        await room.AddShortAsync("b.mp4");
        Assert.Equal(0, (await room.GoOnAsync()).ExitCode);
        await File.WriteAllTextAsync(room.Source("b.mp4"), "");
        var half = await room.RunAsync("--report");
        Assert.Equal((int)ExitCode.SomeInputsFailed, half.ExitCode);
        Assert.Contains("2 of 3 films done, 0 failed, 1 open", half.Error, StringComparison.Ordinal);
    }
}
