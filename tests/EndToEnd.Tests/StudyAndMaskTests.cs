using Steerlens.EndToEnd.Tests.Films;
using Steerlens.EndToEnd.Tests.Running;

namespace Steerlens.EndToEnd.Tests;

/// <summary>Questions to a network: one road in many looks, and one thing taken away.</summary>
public sealed class StudyAndMaskTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Study_Road_WritesSheetAndTable()
    {
        var run = await SteerlensProgram.RunAsync("study", "--duration", "2", "--rate", "1", "--size", "320x180", "--maps", "gradcam", "-o", _folder["out"]);

        Assert.True(run.ExitCode == 0, run.Error);
        Assert.Contains("wrong lane marks", run.Text, StringComparison.Ordinal);
        var lines = await File.ReadAllLinesAsync(Path.Combine(_folder["out"], "study.csv"));
        Assert.Equal(1 + 1 + 8 + 14, lines.Length);
        Assert.StartsWith("\"plain road\",,2,0,,,0,", lines[1], StringComparison.Ordinal);
        var (width, height) = await Film.SizeAsync(Path.Combine(_folder["out"], "study.png"));
        Assert.InRange(width, 1200, 2000);
        Assert.InRange(height, 2000, 4000);
        Assert.Equal(5, (await SteerlensProgram.RunAsync("study", "-o", _folder["out"])).ExitCode);
    }

    [Fact]
    public async Task Mask_SceneObject_WritesPlotTableAndFilm()
    {
        var run = await SteerlensProgram.RunAsync(
            "mask", "scene:highway?duration=1&rate=10&size=320x180&car=15", "--object", "car", "-o", _folder["plot.png"], "--table", _folder["table.csv"], "--film", _folder["film.mp4"]);

        Assert.True(run.ExitCode == 0, run.Error);
        Assert.StartsWith("without car:1 the angle changes by ", run.Text, StringComparison.Ordinal);
        Assert.Equal(11, (await File.ReadAllLinesAsync(_folder["table.csv"])).Length);
        Assert.Equal((1280, 640), await Film.SizeAsync(_folder["plot.png"]));
        Assert.Equal(10, (await Film.FrameTimesAsync(_folder["film.mp4"])).Count);
    }

    [Fact]
    public async Task Mask_BoxOfAFilm_IsFollowed()
    {
        // A square with a pattern in it, moving right by 40 pixels a second.
        await Ffmpeg.RunAsync(
            "-f", "lavfi", "-i", "color=0x607080:s=320x180:r=10:d=1.5", "-f", "lavfi", "-i", "testsrc=s=60x60:r=10:d=1.5",
            "-filter_complex", "[0][1]overlay=x=80+40*t:y=60", "-c:v", "libx264", "-crf", "10", _folder["square.mp4"]);

        var run = await SteerlensProgram.RunAsync("mask", _folder["square.mp4"], "--box", "80,60,60,60", "--table", _folder["table.csv"]);

        Assert.True(run.ExitCode == 0, run.Error);
        var last = (await File.ReadAllLinesAsync(_folder["table.csv"]))[^1].Split(',');
        Assert.Equal("true", last[6]);
        Assert.InRange(double.Parse(last[8], System.Globalization.CultureInfo.InvariantCulture), 130, 142);
        Assert.Equal((1280, 640), await Film.SizeAsync(_folder["square.masked.png"]));
    }

    [Fact]
    public async Task Mask_BoxOutsideThePicture_IsRefused()
    {
        await Ffmpeg.MakeAsync(_folder["drive.mp4"], "320x180", "5", 1);

        var run = await SteerlensProgram.RunAsync("mask", _folder["drive.mp4"], "--box", "300,100,80,60");

        Assert.Equal(2, run.ExitCode);
        Assert.Contains("--box 300,100,80,60 on 320x180", run.Error, StringComparison.Ordinal);
    }
}
