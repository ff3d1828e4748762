using Steerlens.EndToEnd.Tests.Running;
using Steerlens.Pipeline;

namespace Steerlens.EndToEnd.Tests;

/// <summary>Every command that takes <c>--device</c>, on an emulated one and on one that can't be used.</summary>
public sealed class CudaCommandTests : IDisposable
{
    private const string Road = "scene:highway?duration=1&rate=2&size=320x180&car=15";

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    public static TheoryData<string> Commands() => ["compare", "study", "mask", "inspect-activations", "inspect-filters"];

    [EmulatedDriverTheory]
    [MemberData(nameof(Commands))]
    public async Task Command_AutoWithADevice_RunsThereWhichALineSaysOnce(string command)
    {
        var run = await RunAsync(command, "");

        Assert.True(run.ExitCode == 0, run.Error);
        Assert.Single(run.ErrorLines, line => line.Contains("runs on cuda, Emulated device", StringComparison.Ordinal));
        Assert.Contains(Directory.GetFiles(_folder.Path, "*", SearchOption.AllDirectories), file => Path.GetExtension(file) is ".png" or ".mp4");
    }

    [EmulatedDriverTheory]
    [MemberData(nameof(Commands))]
    public async Task Command_CudaThatCannotBe_FailsWithTheReason(string command)
    {
        var run = await RunAsync(command, "weak", "--device", "cuda");

        Assert.Equal((int)ExitCode.BackEndUnavailable, run.ExitCode);
        Assert.Contains("--device cuda: ", Assert.Single(run.ErrorLines), StringComparison.Ordinal);
        Assert.Empty(Directory.GetFiles(_folder.Path, "*", SearchOption.AllDirectories));
    }

    [EmulatedDriverFact]
    public async Task Mask_DeviceOrProcessor_AnswerAlike()
    {
        var device = await RunAsync("mask", "", "--device", "cuda", "--table", _folder["cuda.csv"]);
        var processor = await RunAsync("mask", "", "--device", "cpu", "--table", _folder["cpu.csv"], "-y");

        Assert.True(device.ExitCode == 0 && processor.ExitCode == 0, device.Error + processor.Error);
        var (actual, expected) = (await AnglesAsync("cuda.csv"), await AnglesAsync("cpu.csv"));
        Assert.Equal(expected.Length, actual.Length);
        for (var angle = 0; angle < expected.Length; angle++) Assert.Equal(expected[angle], actual[angle], 1e-3);
    }

    [Fact]
    public async Task Inspect_DeviceForATable_IsRefused()
    {
        var run = await SteerlensProgram.RunAsync("inspect", "--device", "cuda");

        Assert.Equal((int)ExitCode.Usage, run.ExitCode);
        Assert.Contains("--activations and --filters", Assert.Single(run.ErrorLines), StringComparison.Ordinal);
    }

    private Task<ToolRun> RunAsync(string command, string fault, params string[] more)
    {
        string[] words = command switch
        {
            "compare" => ["compare", Road, "--at", "0", "--networks", "pilotnet,untrained:pilotnet", "--maps", "gradcam", "-o", _folder["grid.png"]],
            "study" => ["study", "scene:highway", "--duration", "1", "--rate", "1", "--size", "160x90", "--maps", "gradcam", "--progress", "none", "-o", _folder["out"]],
            "mask" => ["mask", Road, "--object", "car", "--progress", "none", "-o", _folder["plot.png"]],
            "inspect-activations" => ["inspect", "--activations", Road, "--layers", "conv3", "-o", _folder["layers.png"]],
            _ => ["inspect", "--filters", "conv1", "--channels", "0", "--iterations", "2", "-o", _folder["filters.png"]],
        };
        return SteerlensProgram.RunInAsync(_folder.Path, EmulatedDriver.Environment(fault), [.. words, .. more]);
    }

    private async Task<double[]> AnglesAsync(string file) =>
        [.. (await File.ReadAllLinesAsync(_folder[file])).Skip(1).SelectMany(line => line.Split(',')[2..4]).Select(text => double.Parse(text, System.Globalization.CultureInfo.InvariantCulture))];
}
