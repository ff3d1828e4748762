using System.Text.Json;
using Steerlens.EndToEnd.Tests.Running;
using Steerlens.Pipeline;

namespace Steerlens.EndToEnd.Tests;

/// <summary>The single file that is handed out does what the build does: nothing that it needs was trimmed away.</summary>
public sealed class PackageTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [PackageFact]
    public async Task SingleFile_EachKindOfCommand_DoesAsTheBuildDoes()
    {
        var program = await UnpackAsync();

        Assert.Equal((await SteerlensProgram.RunAsync("--version")).Text, (await RunAsync(program, "--version")).Text);
        Assert.Equal((await SteerlensProgram.RunAsync("annotate", "--help")).Text, (await RunAsync(program, "annotate", "--help")).Text);
        Assert.Equal(Layers(await SteerlensProgram.RunAsync("inspect", "--json")), Layers(await RunAsync(program, "inspect", "--json")));

        string[] annotate = ["annotate", "scene:coast-road?size=320x180&duration=1", "--preset", "ultrafast", "--progress", "none", "--maps"];
        Assert.Equal(0, (await SteerlensProgram.RunAsync([.. annotate, _folder["a"], "-o", _folder["a.mp4"], "--sidecar", _folder["a.jsonl"]])).ExitCode);
        await RunAsync(program, [.. annotate, _folder["b"], "-o", _folder["b.mp4"], "--sidecar", _folder["b.jsonl"]]);
        var (expected, actual) = (await File.ReadAllLinesAsync(_folder["a.jsonl"]), await File.ReadAllLinesAsync(_folder["b.jsonl"]));
        Assert.Equal(expected.Length, actual.Length);
        foreach (var file in Directory.GetFiles(_folder["a"])) Assert.Equal(await File.ReadAllBytesAsync(file), await File.ReadAllBytesAsync(Path.Combine(_folder["b"], Path.GetFileName(file))));

        await RunAsync(program, "export", "-o", _folder["explained.onnx"], "--map", "gradcam");
        await RunAsync(program, "render", "scene:highway?size=320x180&duration=1", "-o", _folder["road.mp4"], "--truth", _folder["road.csv"]);
        JsonDocument.Parse((await RunAsync(program, "probe", _folder["road.mp4"], "--json")).Text).Dispose();
        JsonDocument.Parse((await RunAsync(program, "doctor", "--json")).Text).Dispose();
        await RunAsync(program, "compare", _folder["road.mp4"], "--maps", "gradcam,saliency", "--max-frames", "5", "-o", _folder["grid.mp4"]);
        await RunAsync(program, "verify", _folder["road.mp4"], "--maps", "gradcam", "--every", "20", "--json");
        await RunAsync(program, "manual");
        var refused = await ToolRun.OfAsync(program, ["probe", _folder["road.csv"]]);
        Assert.Equal((int)ExitCode.InputUnreadable, refused.ExitCode);
    }

    private async Task<string> UnpackAsync()
    {
        Assert.Equal(0, (await ToolRun.OfAsync("tar", ["-C", _folder.Path, "-xzf", PackageFactAttribute.Archive!])).ExitCode);
        var folder = Assert.Single(Directory.GetDirectories(_folder.Path, "steerlens-*-linux-x64"));
        Assert.Equal("LICENSE completion steerlens steerlens.1", string.Join(' ', Directory.GetFileSystemEntries(folder).Select(Path.GetFileName).Order(StringComparer.Ordinal)));
        return Path.Combine(folder, "steerlens");
    }

    private static string Layers(ToolRun inspected)
    {
        using var answer = JsonDocument.Parse(inspected.Text);
        return answer.RootElement.GetProperty("layers").GetRawText();
    }

    private static async Task<ToolRun> RunAsync(string program, params string[] arguments)
    {
        var run = await ToolRun.OfAsync(program, arguments);
        Assert.True(run.ExitCode == 0, $"{string.Join(' ', arguments)}: exit code {run.ExitCode}: {run.Error}");
        return run;
    }
}

/// <summary>A test of what <c>deploy/package</c> made, skipped where it has not run.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class PackageFactAttribute : FactAttribute
{
    public PackageFactAttribute()
    {
        if (Archive is null) Skip = "there is no package: run deploy/package linux-x64 first";
    }

    /// <summary>The newest archive for this machine's platform; null for none.</summary>
    public static string? Archive { get; } = Find();

    private static string? Find()
    {
        var folder = new DirectoryInfo(Path.Combine(Repository.Root, "artifacts", "packages"));
        return OperatingSystem.IsLinux() && folder.Exists ? folder.GetFiles("steerlens-*-linux-x64.tar.gz").MaxBy(file => file.LastWriteTimeUtc)?.FullName : null;
    }
}
