using Steerlens.Kernels.Maps;

namespace Steerlens.Pipeline.Tests.Commands;

public sealed class ExportCommandTests : IDisposable
{
    private readonly FileTree _files = new();

    public void Dispose() => _files.Dispose();

    [Fact]
    public async Task Export_Options_ReachTheRunner()
    {
        using var run = new CommandRun();
        var code = await run.RunAsync("export", "gap-pilotnet", "-o", _files["out.onnx"], "--map", "gradcam", "--layer", "conv4", "--target", "auto");

        Assert.Equal(ExitCode.Success, code);
        Assert.Equal(("gap-pilotnet", _files["out.onnx"]), (run.Exported!.Network.File, run.Exported.Output));
        Assert.Equal(("gradcam", Target.Auto, "conv4"), (run.Exported.Map.Method.Name, run.Exported.Map.Target, run.Exported.Map.Options.Layer));
    }

    [Fact]
    public async Task Export_HelpOfLayer_NamesItsMapsAlone()
    {
        using var run = new CommandRun();
        Assert.Equal(ExitCode.Success, await run.RunAsync("export", "--help"));

        Assert.Contains("The layer that gradcam looks at", run.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("hirescam", run.Output, StringComparison.Ordinal);
        using var annotate = new CommandRun();
        Assert.Equal(ExitCode.Success, await annotate.RunAsync("annotate", "--help"));
        Assert.Contains("The layer that gradcam, hirescam and layercam look at", annotate.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Export_Failed_LeavesNoNewFolder()
    {
        var network = _files["mine.onnx"];
        await File.WriteAllTextAsync(network, "no network");
        using var run = new CommandRun { OnExport = () => throw new SteerlensException(ExitCode.InputUnreadable, "no") };

        Assert.Equal(ExitCode.InputUnreadable, await run.RunAsync("export", network, "-o", _files["new/deeper/out.onnx"]));
        Assert.NotNull(run.Exported);
        Assert.Equal([network], Directory.GetFileSystemEntries(_files.Folder));
    }

    [Theory]
    [InlineData("is no network's name", "export", "-o", "out.png")]
    [InlineData("--output", "export")]
    [InlineData("'saliency' is not", "export", "-o", "out.onnx", "--map", "saliency")]
    [InlineData("'seed' is not", "export", "-o", "out.onnx", "--target", "seed")]
    [InlineData("'blur' is not", "export", "-o", "out.onnx", "--fill", "blur")]
    [InlineData("choose one of signed, left, right, auto", "export", "-o", "out.onnx", "--map", "gradcam", "--target", "hold")]
    [InlineData("unknown option '--steps'", "export", "-o", "out.onnx", "--steps", "4")]
    [InlineData("unknown option '--smooth'", "export", "-o", "out.onnx", "--smooth", "1")]
    [InlineData("both name a network", "export", "a.onnx", "--network", "b.onnx", "-o", "out.onnx")]
    public async Task Export_Misuse_IsOneLine(string message, params string[] arguments)
    {
        using var run = new CommandRun();
        var code = await run.RunAsync(arguments);

        Assert.Equal(ExitCode.Usage, code);
        Assert.Contains(message, run.Error, StringComparison.Ordinal);
        Assert.Null(run.Exported);
    }
}
