namespace Steerlens.Pipeline.Tests.Commands;

public sealed class VerifyCommandTests : IDisposable
{
    private readonly CommandRun _run = new();

    public void Dispose() => _run.Dispose();

    [Fact]
    public async Task Verify_SourceAlone_AllMapsOfTheWholeFilm()
    {
        var code = await _run.RunAsync("verify", "scene:highway");

        Assert.Equal(ExitCode.Success, code);
        Assert.Equal("scene:highway", _run.Verified!.Source);
        Assert.Null(_run.Verified.Maps);
        Assert.Null(_run.Verified.Every);
        Assert.Null(_run.Verified.MapFolder);
        Assert.True(_run.Verified.Range.IsEverything);
        Assert.False(_run.Verified.Json);
    }

    [Fact]
    public async Task Verify_EveryOption_IsRead()
    {
        var code = await _run.RunAsync(
            "verify", "scene:highway", "--map", "occlusion,gradcam,GradCAM", "--every", "7", "--maps-from", "mine", "--start", "2", "--duration", "5", "--max-frames", "9",
            "--json", "--threads", "1", "--network", "gap-pilotnet", "--network-output", "0");

        Assert.Equal(ExitCode.Success, code);
        var options = _run.Verified!;
        Assert.Equal(["occlusion", "gradcam"], options.Maps!.Select(map => map.Name).ToArray());
        Assert.Equal((7, "mine", 9L, true, 1), (options.Every!.Value, options.MapFolder, options.Range.MaximumFrames!.Value, options.Json, options.Threads));
        Assert.Equal((TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(7)), (options.Range.Start, options.Range.End));
        Assert.Equal(("gap-pilotnet", "0"), (options.Network.File, options.Output));
    }

    [Theory]
    [InlineData("there is no map 'lime'", "--map", "lime")]
    [InlineData("--every", "--every", "0")]
    [InlineData("500 frames", "--max-frames", "501")]
    [InlineData("--stride", "--stride", "2")]
    public async Task Verify_OptionThatMakesNoSense_UsageInOneLine(string reason, params string[] options)
    {
        Assert.Equal(ExitCode.Usage, await _run.RunAsync(["verify", "scene:highway", .. options]));
        Assert.Contains(reason, Assert.Single(_run.ErrorLines), StringComparison.OrdinalIgnoreCase);
        Assert.Null(_run.Verified);
    }

    [Theory]
    [InlineData(25)]
    [InlineData(0, "--check-every", "0")]
    [InlineData(5, "--check-every", "5")]
    public async Task Annotate_CheckEvery_SaysHowOftenTheMapIsRanked(int expected, params string[] options)
    {
        Assert.Equal(ExitCode.Success, await _run.RunAsync(["annotate", "scene:highway", .. options]));
        Assert.Equal(expected, Assert.Single(_run.Annotated).Options.Map.CheckEvery);
    }
}
