using System.Text.Json;
using Steerlens.EndToEnd.Tests.Films;
using Steerlens.EndToEnd.Tests.Running;

namespace Steerlens.EndToEnd.Tests;

/// <summary>What a network is made of, as a table and as pictures.</summary>
public sealed class InspectTests : IDisposable
{
    private const string Small = "scale=100:100,format=yuv420p";

    private readonly TemporaryFolder _folder = new();

    private string To => _folder["sheet.png"];

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Inspect_DefaultNetwork_ListsItsLayers()
    {
        var run = await RunAsync();

        var rows = run.Text.Split('\n').Select(line => line.Split("  ", StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)).ToArray();
        Assert.Contains(rows, row => row is ["conv1", "conv 5x5 / 2", "31x98x24", "1,824", "5,468,400", "5x5", "2x2", "relu"]);
        Assert.Contains(rows, row => row is ["conv5", "conv 3x3", "1x18x64", "36,928", "663,552", "61x61", "8x8", "relu"]);
        Assert.Contains(rows, row => row is ["dense4", "dense", "1", "11", "10", "all"]);
        Assert.Contains(rows, row => row is ["total", "252,219", "26,876,342"]);
        Assert.Contains(rows, row => row is ["occlusion", _]);
    }

    [Fact]
    public async Task Inspect_Json_HoldsTheSameFacts()
    {
        using var answer = JsonDocument.Parse((await RunAsync("gap-pilotnet", "--json", "--crop", "0,0.5,1,0.5")).Output);

        var root = answer.RootElement;
        Assert.Equal("gap-pilotnet", root.GetProperty("name").GetString());
        Assert.Equal("0,0.5,1,0.5", root.GetProperty("contract").GetProperty("crop").GetString());
        var layers = root.GetProperty("layers").EnumerateArray().ToArray();
        Assert.Equal(root.GetProperty("parameters").GetInt64(), layers.Sum(layer => layer.GetProperty("parameters").GetInt64()));
        Assert.Contains(layers, layer => layer.GetProperty("kind").GetString()!.StartsWith("mean ", StringComparison.Ordinal));
        Assert.Equal(5, layers[0].GetProperty("receptive_field").GetProperty("height").GetInt32());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Inspect_Weights_DrawsTheTilesOfEachNetwork(bool twin)
    {
        await RunAsync(twin ? ["--weights", To, "--twin"] : ["--weights", To]);

        var (width, height) = await Film.SizeAsync(To);
        Assert.InRange(width, 600, 1400);
        Assert.InRange(height, twin ? 500 : 200, 900);
        Assert.Equal(["sheet.png"], _folder.Names);
    }

    [Fact]
    public async Task Inspect_ActivationsOfAFilm_CountsChannelsThatAreDeadInAllFrames()
    {
        var one = await RunAsync("--activations", "scene:coast-road?size=320x180", "--layers", "conv2,dense1", "--at", "1", "--max-frames", "1", "-o", To);
        var more = await RunAsync("--activations", "scene:coast-road?size=320x180", "--layers", "conv2", "--at", "1", "--max-frames", "8", "--stride", "10", "-o", To, "-y");

        Assert.Contains("dense1 after relu", one.Error, StringComparison.Ordinal);
        Assert.Contains("dead in 8 frames", more.Error, StringComparison.Ordinal);
        Assert.InRange(Dead(more), 0, Dead(one));

        static int Dead(ToolRun run) => int.Parse(run.ErrorLines.First(line => line.StartsWith("conv2", StringComparison.Ordinal)).Split(' ')[3], System.Globalization.CultureInfo.InvariantCulture);
    }

    [Fact]
    public async Task Inspect_ActivationsOfAPicture_DrawsAllConvolutions()
    {
        await MakePictureAsync();

        var run = await RunAsync("--activations", _folder["road.png"], "--twin", "-o", To);

        Assert.Equal(5, run.ErrorLines.Count(line => line.StartsWith("conv", StringComparison.Ordinal) && line.Contains("untrained pilotnet", StringComparison.Ordinal)));
        Assert.InRange((await Film.SizeAsync(To)).Height, 1000, 6000);
    }

    [Fact]
    public async Task Inspect_Filters_RaiseEveryMeanAndLeaveOneFile()
    {
        var run = await RunAsync("--filters", "conv1", "--channels", "3,5", "--iterations", "5", "--twin", "-o", To);

        Assert.Contains("4 channels, the mean rose for 4", run.Error, StringComparison.Ordinal);
        Assert.Equal(["sheet.png"], _folder.Names);
    }

    [Fact]
    public async Task Inspect_FiltersFromAPicture_StartThere()
    {
        await MakePictureAsync();

        await RunAsync("--filters", "conv2", "--channels", "1", "--iterations", "1", "--step", "0.0001", "--octaves", "2", "--from", _folder["road.png"], "-o", To);
        await RunAsync("--filters", "conv2", "--channels", "1", "--iterations", "1", "--step", "0.0001", "-o", _folder["noise.png"]);

        var (picture, noise) = (await Luma.OfAsync(To, 100, 100, Small), await Luma.OfAsync(_folder["noise.png"], 100, 100, Small));
        Assert.True(picture.LargestDifference(noise) > 3);
    }

    [Theory]
    [InlineData("has no layer 'conv9': it has conv1", "--filters", "conv9")]
    [InlineData("has 24 channels, 0 to 23", "--filters", "conv1", "--channels", "24")]
    [InlineData("has no layer 'x'", "--activations", "scene:highway", "--layers", "x")]
    [InlineData("lasts 1 s", "--activations", "scene:highway?duration=1", "--at", "40")]
    public async Task Inspect_WhatTheNetworkLacks_NamesWhatItHas(string reason, params string[] arguments)
    {
        var run = await SteerlensProgram.RunAsync(["inspect", .. arguments, "-o", To]);

        Assert.InRange(run.ExitCode, 2, 4);
        Assert.Contains(reason, Assert.Single(run.ErrorLines), StringComparison.Ordinal);
        Assert.Empty(_folder.Names);
    }

    [LinuxFact]
    public async Task Inspect_FiltersStoppedInTheMiddle_GrowInSightAndKeepWhatWasFound()
    {
        using var process = SteerlensProgram.Start("inspect", "--filters", "conv3", "--iterations", "1000", "-o", To);
        var partial = _folder["sheet.partial.png"];
        for (var trial = 0; trial < 1200 && !File.Exists(partial) && !process.HasExited; trial++) await Task.Delay(50);
        Assert.True(File.Exists(partial));
        var early = await Film.SizeAsync(partial);

        await UnixSignal.SendAsync("INT", process);
        var run = await ToolRun.EndAsync(process);

        Assert.Equal(130, run.ExitCode);
        Assert.Contains("of 48, stopped", run.Error, StringComparison.Ordinal);
        Assert.Equal(["sheet.png"], _folder.Names);
        Assert.Equal(early, await Film.SizeAsync(To));
    }

    [Fact]
    public async Task Explain_OutputsThatAreAGrid_AreDrawnAndSaid()
    {
        await MakePictureAsync();
        await File.WriteAllBytesAsync(_folder["many.onnx"], BadInputNetworks.Make(outputs: 6));
        string[] arguments = ["explain", _folder["road.png"], "--network", _folder["many.onnx"], "--sizes", "2", "--network-output", "all", "-o", To, "-y"];

        var run = await SteerlensProgram.RunAsync([.. arguments, "--output-grid", "2x3"]);
        var wrong = await SteerlensProgram.RunAsync([.. arguments, "--output-grid", "2x4"]);
        var nonsense = await SteerlensProgram.RunAsync([.. arguments, "--output-grid", "six"]);

        Assert.True(run.ExitCode == 0, run.Error);
        Assert.Contains("2x3 outputs, ", run.Error, StringComparison.Ordinal);
        Assert.DoesNotContain(" deg", run.ErrorLines[^1], StringComparison.Ordinal);
        Assert.Equal((2, 2), (wrong.ExitCode, nonsense.ExitCode));
        Assert.Contains("has 8 cells", Assert.Single(wrong.ErrorLines), StringComparison.Ordinal);
        Assert.Contains("rows x columns, like 5x65", Assert.Single(nonsense.ErrorLines), StringComparison.Ordinal);
    }

    private static async Task<ToolRun> RunAsync(params string[] arguments)
    {
        var run = await SteerlensProgram.RunAsync(["inspect", .. arguments]);
        Assert.True(run.ExitCode == 0, $"exit code {run.ExitCode}: {run.Error}");
        return run;
    }

    private Task MakePictureAsync() => Ffmpeg.RunAsync("-f", "lavfi", "-i", "testsrc2=s=320x180", "-frames:v", "1", _folder["road.png"]);
}
