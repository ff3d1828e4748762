using Steerlens.Kernels.Maps;
using Steerlens.Pipeline.Compositing;
using Steerlens.Pipeline.Tests.Commands;

namespace Steerlens.Pipeline.Tests.Measuring;

public sealed class BenchCommandTests : IDisposable
{
    private readonly CommandRun _run = new();
    private readonly FileTree _files = new("drive.mp4", "out.mp4");

    public void Dispose()
    {
        _run.Dispose();
        _files.Dispose();
    }

    [Fact]
    public async Task Bench_Alone_MeasuresARoadAndThrowsPicturesAway()
    {
        Assert.Equal(ExitCode.Success, await _run.RunAsync("bench"));

        var options = _run.Measured!;
        Assert.Equal(("scene:coast-road", null, 300, 12, 0), (options.Source, options.Output, options.Frames, options.WarmUp, options.Threads));
        Assert.Equal(("occlusion", 4, Layout.Blend), (options.Map.Method.Name, options.Map.Options.Stride, options.Drawing.Layout));
        Assert.False(options.Json);
        Assert.Null(options.Baseline);
    }

    [Fact]
    public async Task Bench_Options_ComeThrough()
    {
        await File.WriteAllTextAsync(_files["before.json"], "{}");
        var code = await _run.RunAsync(
            "bench", _files["drive.mp4"], "-o", _files["new.mp4"], "--frames", "50", "--warm-up", "3", "--threads", "1", "--map", "occlusion", "--sizes", "20",
            "--window-stride", "2", "--layout", "focus", "--preset", "ultrafast", "--json", "--baseline", _files["before.json"]);

        Assert.Equal((ExitCode.Success, ""), (code, _run.Error));
        var options = _run.Measured!;
        Assert.Equal((_files["new.mp4"], 50, 3, 1), (options.Output, options.Frames, options.WarmUp, options.Threads));
        Assert.Equal((2, Layout.Focus, "ultrafast", true, _files["before.json"]), (options.Map.Options.Stride, options.Drawing.Layout, options.Encoding.Preset, options.Json, options.Baseline));
        Assert.Equal([20], options.Map.Options.Sizes);
        Assert.Equal(Target.Signed, options.Map.Target);
    }

    [Theory]
    [InlineData(ExitCode.InputUnreadable, "none.mp4")]
    [InlineData(ExitCode.InputUnreadable, "drive.mp4", "--baseline", "none.json")]
    [InlineData(ExitCode.Usage, "drive.mp4", "--frames", "0")]
    [InlineData(ExitCode.Usage, "drive.mp4", "-o", "-")]
    [InlineData(ExitCode.Usage, "drive.mp4", "-o", "drive.mp4")]
    [InlineData(ExitCode.OutputUnwritable, "drive.mp4", "-o", "out.mp4")]
    public async Task Bench_Wrong_IsRefusedInOneLine(ExitCode expected, params string[] arguments)
    {
        string[] words = ["bench", .. arguments.Select(word => word.EndsWith(".mp4", StringComparison.Ordinal) ? _files[word] : word)];

        Assert.Equal(expected, await _run.RunAsync(words));

        Assert.Single(_run.ErrorLines);
        Assert.Null(_run.Measured);
    }
}
