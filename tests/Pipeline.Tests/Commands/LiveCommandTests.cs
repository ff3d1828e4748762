using Steerlens.Kernels.Maps;
using Steerlens.Pipeline.Compositing;

namespace Steerlens.Pipeline.Tests.Commands;

public sealed class LiveCommandTests : IDisposable
{
    private readonly CommandRun _run = new();

    public void Dispose() => _run.Dispose();

    [Fact]
    public async Task Live_WithASourceAlone_HasDefaults()
    {
        var code = await _run.RunAsync("live", "scene:coast-road");

        Assert.Equal(ExitCode.Success, code);
        Assert.Equal(("scene:coast-road", 8420, null, false, false), (_run.Shown!.Source, _run.Shown.Port, _run.Shown.Listen, _run.Shown.Open, _run.Shown.Loop));
        Assert.Equal("pilotnet", Assert.Single(_run.Shown.Networks).File);
        Assert.Equal(0, _run.Shown.Map.CheckEvery);
    }

    [Fact]
    public async Task Live_WithEverything_PassesItOn()
    {
        var code = await _run.RunAsync(
            "live", "0", "--port", "0", "--listen", "192.168.1.20", "--open", "--pictures", "p", "--record-dir", "r", "--loop", "--map", "gradcam", "--target", "auto",
            "--layout", "focus", "--network", "pilotnet,untrained:pilotnet", "--threads", "2", "--check-every", "50");

        Assert.Equal(ExitCode.Success, code);
        var options = _run.Shown!;
        Assert.Equal(("0", 0, "192.168.1.20", true, "p", "r", true), (options.Source, options.Port, options.Listen, options.Open, options.Pictures, options.RecordFolder, options.Loop));
        Assert.Equal(("gradcam", Target.Auto, Layout.Focus, 2, 50), (options.Map.Method.Name, options.Map.Target, options.Drawing.Layout, options.Threads, options.Map.CheckEvery));
        Assert.Equal("pilotnet untrained:pilotnet", string.Join(' ', options.Networks.Select(network => network.File)));
    }

    [Theory]
    [InlineData("--layout", "overlay")]
    [InlineData("--port", "70000")]
    [InlineData("--port", "-1")]
    [InlineData("--record-dir", "http://example.org/drives")]
    public async Task Live_WithWhatMakesNoSense_IsRefusedInOneLine(params string[] arguments)
    {
        var code = await _run.RunAsync(["live", "scene:coast-road", .. arguments]);

        Assert.Equal(ExitCode.Usage, code);
        Assert.Single(_run.ErrorLines);
        Assert.Null(_run.Shown);
    }
}
