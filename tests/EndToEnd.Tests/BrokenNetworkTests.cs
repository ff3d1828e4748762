using System.Diagnostics;
using System.Globalization;
using Google.Protobuf;
using Steerlens.EndToEnd.Tests.Running;
using Steerlens.Pipeline;
using Xunit.Abstractions;

namespace Steerlens.EndToEnd.Tests;

/// <summary>Each broken network is refused in one line that names the place and the reason, in a process that stays small.</summary>
public sealed class BrokenNetworkTests(ITestOutputHelper output) : IDisposable
{
    private const long MostMemory = 200L << 20;

    private readonly string _folder = Directory.CreateTempSubdirectory("steerlens-test-").FullName;

    public static TheoryData<string> Names => [.. BrokenNetworks.All.Select(network => network.Name)];

    public void Dispose()
    {
        Directory.Delete(_folder, recursive: true);
        if (Directory.Exists(_folder + "-outside")) Directory.Delete(_folder + "-outside", recursive: true);
    }

    [Fact]
    public async Task Inspect_TheNetworkWithoutAFault_IsRead()
    {
        // Without this every test below could pass for a reason of its own.
        var path = Path.Combine(_folder, "network.onnx");
        await File.WriteAllBytesAsync(path, BrokenNetworks.Whole().ToByteArray());

        var run = await SteerlensProgram.RunAsync("inspect", path);

        Assert.True(run.ExitCode == 0, run.Error);
        Assert.Contains("conv 4x4", run.Text, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Inspect_BrokenNetwork_RefusedInOneLineAndLittleMemory(string name)
    {
        var (_, make, named) = BrokenNetworks.All.Single(network => string.Equals(network.Name, name, StringComparison.Ordinal));
        var path = make(_folder);
        var clock = Stopwatch.StartNew();

        using var process = SteerlensProgram.Start("inspect", path);
        var watching = Task.Run(() => PeakOf(process));
        var run = await ToolRun.EndAsync(process);

        var peak = await watching;
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{clock.Elapsed.TotalSeconds:0.00} s, {peak / 1048576.0:0} MiB: {run.Error.Trim()}"));
        Assert.Equal((int)ExitCode.InputUnreadable, run.ExitCode);
        var line = Assert.Single(run.ErrorLines);
        Assert.StartsWith("steerlens: ", line, StringComparison.Ordinal);
        Assert.All(named, part => Assert.Contains(part, line, StringComparison.Ordinal));
        Assert.DoesNotContain("unexpected failure", line, StringComparison.Ordinal);
        Assert.Empty(run.Output);
        Assert.InRange(peak, 0, MostMemory);
    }

    /// <summary>The most memory that a process had resident, in bytes, as Linux counts it; 0 elsewhere.</summary>
    private static long PeakOf(Process process)
    {
        var peak = 0L;
        var status = $"/proc/{process.Id}/status";
        while (OperatingSystem.IsLinux() && !process.HasExited)
        {
            try
            {
                var line = File.ReadLines(status).FirstOrDefault(line => line.StartsWith("VmHWM:", StringComparison.Ordinal));
                if (line is not null) peak = Math.Max(peak, long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) << 10);
            }
            catch (IOException)
            {
                // It has just ended.
            }

            Thread.Sleep(2);
        }

        return peak;
    }
}
