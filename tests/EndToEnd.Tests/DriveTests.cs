using System.Globalization;
using System.Text.Json;
using Steerlens.EndToEnd.Tests.Films;
using Steerlens.EndToEnd.Tests.Running;

namespace Steerlens.EndToEnd.Tests;

/// <summary>Labelled drives, from the labels to the film and the figures.</summary>
public sealed class DriveTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Annotate_LabelledDrive_HasTheTrueAngles()
    {
        await MakeAsync(8);

        await SteerlensProgram.AnnotateAsync(_folder["drive"], _folder["to.mp4"], "--sidecar", _folder["to.jsonl"], "--stride", "2");

        var truths = (await File.ReadAllLinesAsync(_folder["to.jsonl"])).Select(line => JsonDocument.Parse(line).RootElement.GetProperty("true_angle_rad").GetDouble());
        Assert.Equal([0, 0.02, 0.04, 0.06], truths);
        await Film.PlaysAsync(_folder["to.mp4"]);
    }

    [Fact]
    public async Task Evaluate_LabelledDrive_WritesPlotTableAndWorstFrames()
    {
        await MakeAsync(12);

        var run = await SteerlensProgram.RunAsync("evaluate", _folder["drive"], "--every", "3", "--map", "gradcam", "-o", _folder["out"]);

        Assert.True(run.ExitCode == 0, run.Error);
        Assert.Contains("4 of 12 labelled frames", run.Text, StringComparison.Ordinal);
        Assert.Equal("evaluation.csv evaluation.png evaluation.svg worst.png", string.Join(' ', Directory.EnumerateFiles(_folder["out"]).Select(Path.GetFileName).Order(StringComparer.Ordinal)));
        var rows = (await File.ReadAllLinesAsync(Path.Combine(_folder["out"], "evaluation.csv"))).Skip(1).Select(line => line.Split(',')).ToList();
        Assert.Equal("0 3 6 9", string.Join(' ', rows.Select(row => row[0])));
        Assert.Equal("0 0.03 0.06 0.09", string.Join(' ', rows.Select(row => row[2])));
        Assert.Equal((1280, 640), await Film.SizeAsync(Path.Combine(_folder["out"], "evaluation.png")));
    }

    [Fact]
    public async Task Inspect_AgainstDrive_TellsTheContracts()
    {
        await MakeAsync(12);

        var run = await SteerlensProgram.RunAsync("inspect", "--against", _folder["drive"], "--json");

        Assert.True(run.ExitCode == 0, run.Error);
        using var result = JsonDocument.Parse(run.Text);
        Assert.Equal(12, result.RootElement.GetProperty("frames").GetInt32());
        Assert.True(result.RootElement.GetProperty("contracts").GetArrayLength() >= 10);
        Assert.Single(result.RootElement.GetProperty("contracts").EnumerateArray(), row => row.GetProperty("is_own").GetBoolean());
    }

    [Fact]
    public async Task Evaluate_BrokenLabels_NamesTheLine()
    {
        await MakeAsync(3);
        await File.AppendAllTextAsync(Path.Combine(_folder["drive"], "labels.csv"), "4.jpg,straight\n");

        var run = await SteerlensProgram.RunAsync("evaluate", _folder["drive"]);

        Assert.Equal(4, run.ExitCode);
        Assert.Contains("line 5: 'straight' is no angle", Assert.Single(run.ErrorLines), StringComparison.Ordinal);
    }

    private async Task MakeAsync(int frames)
    {
        Directory.CreateDirectory(Path.Combine(_folder["drive"], "IMG"));
        await Ffmpeg.RunAsync("-f", "lavfi", "-i", "testsrc2=s=160x96:r=10", "-frames:v", frames.ToString(CultureInfo.InvariantCulture), Path.Combine(_folder["drive"], "IMG", "%d.jpg"));
        var lines = Enumerable.Range(0, frames).Select(index => string.Create(CultureInfo.InvariantCulture, $"{index + 1}.jpg,{index / 100d}"));
        await File.WriteAllLinesAsync(Path.Combine(_folder["drive"], "labels.csv"), lines.Prepend("file,angle_rad"));
    }
}
