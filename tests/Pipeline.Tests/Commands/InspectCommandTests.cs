using Steerlens.Kernels.Filters;
using Steerlens.Pipeline.Commands.Options;

namespace Steerlens.Pipeline.Tests.Commands;

public sealed class InspectCommandTests : IDisposable
{
    private readonly CommandRun _run = new();
    private readonly FileTree _files = new("drive.mp4", "road.png");

    public void Dispose()
    {
        _run.Dispose();
        _files.Dispose();
    }

    [Fact]
    public async Task Inspect_Nothing_IsTheTableOfTheDefaultNetwork()
    {
        Assert.Equal(ExitCode.Success, await _run.RunAsync("inspect"));
        Assert.Equal(new InspectOptions(), _run.Inspected);
    }

    [Theory]
    [InlineData("gap-pilotnet")]
    [InlineData("--network", "gap-pilotnet")]
    [InlineData("gap-pilotnet", "--network", "gap-pilotnet")]
    public async Task Inspect_Network_IsNamedEitherWay(params string[] arguments)
    {
        Assert.Equal(ExitCode.Success, await _run.RunAsync(["inspect", "--json", .. arguments]));
        Assert.Equal(("gap-pilotnet", true), (_run.Inspected!.Network.File, _run.Inspected.Json));
    }

    [Fact]
    public async Task Inspect_Activations_ArriveInTheRecord()
    {
        var code = await _run.RunAsync(
            "inspect", "--activations", _files["drive.mp4"], "--layers", "conv1,conv3:pre", "--at", "1:30", "--stride", "5", "--max-frames", "20",
            "-o", _files["out.png"], "--twin", "--weights", _files["weights.jpg"], "--threads", "2");

        Assert.Equal((ExitCode.Success, ""), (code, _run.Error));
        var options = _run.Inspected!;
        Assert.Equal(["conv1", "conv3:pre"], options.Activations!.Layers);
        Assert.Equal((TimeSpan.FromSeconds(90), 5, 20), (options.Activations.At, options.Activations.Stride, options.Activations.MaximumFrames));
        Assert.Equal((_files["out.png"], _files["weights.jpg"], true, 2), (options.Output, options.Weights, options.Twin, options.Threads));
        Assert.Null(options.Filters);
    }

    [Fact]
    public async Task Inspect_Filters_ArriveInTheRecord()
    {
        var code = await _run.RunAsync(
            "inspect", "--filters", "conv2", "--channels", "0,3,7", "--from", _files["road.png"], "--seed", "9", "--iterations", "12", "--step", "0.1",
            "--decay", "0", "--blur", "0.5", "--clip", "0.25", "--octaves", "3", "-o", _files["out.png"], "-y");

        Assert.Equal((ExitCode.Success, ""), (code, _run.Error));
        var filters = _run.Inspected!.Filters!;
        Assert.Equal(("conv2", _files["road.png"], 9), (filters.Layer, filters.From, filters.Seed));
        Assert.Equal([0, 3, 7], filters.Channels);
        Assert.Equal(new FilterOptions { Iterations = 12, Step = 0.1, Decay = 0, Blur = 0.5, Clip = 0.25, Octaves = 3 }, filters.Search);
        Assert.True(_run.Inspected.Overwrite);
    }

    [Theory]
    [InlineData("both name a network", "mine.onnx", "--network", "yours.onnx")]
    [InlineData("--json is for the table", "--json", "--weights", "w.png")]
    [InlineData("--twin stands beside a picture", "--twin")]
    [InlineData("add -o FILE.png", "--filters", "conv1")]
    [InlineData("-o belongs to --activations or --filters", "-o", "a.png")]
    [InlineData("two pictures", "--filters", "conv1", "--activations", "scene:highway", "-o", "a.png")]
    [InlineData("--channels belongs to --filters", "--activations", "scene:highway", "-o", "a.png", "--channels", "1")]
    [InlineData("--at belongs to --activations", "--filters", "conv1", "-o", "a.png", "--at", "1")]
    [InlineData("not whole numbers from 0", "--filters", "conv1", "-o", "a.png", "--channels", "1,x")]
    [InlineData("end it in .png or .jpg", "--weights", "w.gif")]
    [InlineData("end it in .png or .jpg", "--weights", "-")]
    [InlineData("is no picture", "--filters", "conv1", "-o", "a.png", "--from", "scene:highway")]
    [InlineData("the place of another output", "--weights", "a.png", "--filters", "conv1", "-o", "a.png")]
    [InlineData("from 0 to 1", "--filters", "conv1", "-o", "a.png", "--blur", "2")]
    public async Task Inspect_Contradiction_IsRefusedInOneLine(string reason, params string[] arguments)
    {
        Assert.Equal(ExitCode.Usage, await _run.RunAsync(["inspect", .. arguments]));
        Assert.Contains(reason, Assert.Single(_run.ErrorLines), StringComparison.Ordinal);
        Assert.Null(_run.Inspected);
    }

    [Fact]
    public async Task Inspect_TimeOfAPicture_IsRefused()
    {
        Assert.Equal(ExitCode.Usage, await _run.RunAsync("inspect", "--activations", _files["road.png"], "--at", "2", "-o", _files["out.png"]));
        Assert.Contains("--at", Assert.Single(_run.ErrorLines), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Inspect_OutputOverItsSource_IsRefused()
    {
        Assert.Equal(ExitCode.Usage, await _run.RunAsync("inspect", "--activations", _files["road.png"], "-o", _files["road.png"], "-y"));
        Assert.Contains("is the source itself", Assert.Single(_run.ErrorLines), StringComparison.Ordinal);
    }
}
