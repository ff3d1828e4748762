using System.Text.Json;
using Steerlens.EndToEnd.Tests.Films;
using Steerlens.EndToEnd.Tests.Running;

namespace Steerlens.EndToEnd.Tests;

/// <summary>One picture to one picture.</summary>
public sealed class ExplainTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private string From => _folder["road.png"];

    private string To => _folder["seen.png"];

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Explain_Picture_WritesBesideItUnderTheDefaultName()
    {
        await MakeAsync();

        await RunAsync(From);

        Assert.Equal(["road.explained.png", "road.png"], _folder.Names);
        Assert.Equal((320, 180), await Film.SizeAsync(_folder["road.explained.png"]));
    }

    [Theory]
    [InlineData("blend", 320)]
    [InlineData("focus", 320)]
    [InlineData("side-by-side", 640)]
    [InlineData("pip", 320)]
    [InlineData("overlay", 320)]
    public async Task Explain_EachLayout_HasItsSize(string layout, int width)
    {
        await MakeAsync();

        await RunAsync(From, "-o", To, "--layout", layout);

        Assert.Equal((width, 180), await Film.SizeAsync(To));
        Assert.Equal(layout is "overlay" ? "rgba" : "rgb24", await Film.FactAsync(To, "V:0", "stream=pix_fmt"));
    }

    [Fact]
    public async Task Explain_NothingDrawn_IsThePicture()
    {
        await MakeAsync();

        await RunAsync(From, "-o", To, "--no-hud", "--opacity", "0");

        // There and back between RGB and 4:2:0: chroma loses detail, luma a level.
        const string planes = "scale=out_range=full:out_color_matrix=bt709,format=yuv420p";
        var (before, after) = (await Luma.OfAsync(From, 320, 180, planes), await Luma.OfAsync(To, 320, 180, planes));
        Assert.InRange(before.LargestDifference(after), 0, 1.5);
    }

    [Fact]
    public async Task Explain_Dash_WritesTheSamePictureToStandardOutput()
    {
        await MakeAsync();
        await RunAsync(From, "-o", To);

        var run = await RunAsync(From, "-o", "-");

        Assert.Equal(await File.ReadAllBytesAsync(To), run.Output);
    }

    [Theory]
    [InlineData("occlusion")]
    [InlineData("gradcam")]
    public async Task Explain_FrameOfAFilm_HasTheMapThatAnnotateWrites(string map)
    {
        var film = _folder["drive.mp4"];
        await Ffmpeg.MakeAsync(film, "320x180", "5", 1);
        await SteerlensProgram.AnnotateAsync(film, _folder["out.mp4"], "--maps", _folder["maps"], "--map", map, "--max-frames", "1");

        await RunAsync(film, "-o", To, "--map-file", _folder["map.npy"], "--map", map);

        Assert.Equal(await File.ReadAllBytesAsync(Path.Combine(_folder["maps"], "000000.npy")), await File.ReadAllBytesAsync(_folder["map.npy"]));
    }

    [Fact]
    public async Task Explain_RegionFile_IsTheBoxThatTheSidecarNames()
    {
        var film = _folder["drive.mp4"];
        await Ffmpeg.MakeAsync(film, "320x180", "5", 1);
        await SteerlensProgram.AnnotateAsync(film, _folder["out.mp4"], "--sidecar", _folder["out.jsonl"], "--map", "gradcam", "--region", "0.4", "--max-frames", "1");

        await RunAsync(film, "-o", To, "--map", "gradcam", "--region", "0.4", "--region-file", _folder["crop.png"]);

        using var line = JsonDocument.Parse((await File.ReadAllLinesAsync(_folder["out.jsonl"]))[0]);
        var region = line.RootElement.GetProperty("map").GetProperty("region").EnumerateArray().Select(value => value.GetInt32()).ToArray();
        var (left, top, right, bottom) = (region[0] & ~1, region[1] & ~1, (region[0] + region[2] + 1) & ~1, (region[1] + region[3] + 1) & ~1);
        Assert.Equal((right - left, bottom - top), await Film.SizeAsync(_folder["crop.png"]));
        Assert.InRange(region[2] * region[3], 1, (320 * 180) - 1);
        var whole = await Luma.OfAsync(_folder["crop.png"], right - left, bottom - top, "scale=out_range=full:out_color_matrix=bt709,format=yuv420p");
        Assert.Contains(whole.Frames[0], value => value == 0);
        Assert.Contains(whole.Frames[0], value => value > 40);
    }

    [Theory]
    [InlineData("from 0 to 1", "--region", "1.5")]
    [InlineData("from 0 to 1", "--region", "-0.1")]
    [InlineData("end it in .png or .jpg", "--region-file", "crop.npy")]
    public async Task Explain_RegionThatMakesNoSense_IsRefused(string reason, string option, string value)
    {
        await MakeAsync();

        var run = await SteerlensProgram.RunAsync("explain", From, "-o", To, option, value);

        Assert.Equal(2, run.ExitCode);
        Assert.Contains(reason, Assert.Single(run.ErrorLines), StringComparison.Ordinal);
        Assert.Equal(["road.png"], _folder.Names);
    }

    [Fact]
    public async Task Explain_OutputExists_RefusedUnlessAllowed()
    {
        await MakeAsync();
        await File.WriteAllTextAsync(To, "kept");

        var refused = await SteerlensProgram.RunAsync("explain", From, "-o", To);

        Assert.Equal(5, refused.ExitCode);
        Assert.Equal("kept", await File.ReadAllTextAsync(To));
        await RunAsync(From, "-o", To, "-y");
        Assert.Equal((320, 180), await Film.SizeAsync(To));
    }

    private static async Task<ToolRun> RunAsync(params string[] arguments)
    {
        var run = await SteerlensProgram.RunAsync(["explain", .. arguments]);
        Assert.True(run.ExitCode == 0, $"exit code {run.ExitCode}: {run.Error}");
        return run;
    }

    private Task MakeAsync() => Ffmpeg.RunAsync("-f", "lavfi", "-i", "testsrc2=s=320x180", "-frames:v", "1", From);
}
