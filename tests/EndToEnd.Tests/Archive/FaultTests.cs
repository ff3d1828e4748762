using Steerlens.EndToEnd.Tests.Running;
using Xunit.Abstractions;

namespace Steerlens.EndToEnd.Tests.Archive;

/// <summary>
/// Each fault, made to happen: the promised exit code and words, nothing half done under a final name, no process left, and a second run that completes
/// what is missing, byte for byte as if nothing had happened. <c>docs/faults.md</c> says the same as these tests.
/// </summary>
public sealed class FaultTests(ITestOutputHelper output)
{
    public static TheoryData<string> Names => [.. Faults.All.Select(fault => fault.Name)];

    [LinuxTheory]
    [MemberData(nameof(Names))]
    public async Task Archive_Fault_LosesNothing(string name)
    {
        var fault = Faults.All.Single(known => string.Equals(known.Name, name, StringComparison.Ordinal));
        if (fault.Impossible() is { } reason)
        {
            output.WriteLine($"not tried: {reason}");
            return;
        }

        var result = await FaultTrial.RunAsync(fault);

        output.WriteLine(result.Said);
        output.WriteLine($"recovered in {result.Recovery.TotalSeconds:0.0} s");
    }

    [Fact]
    public async Task Document_ItsTable_IsWhatIsTried()
    {
        var rows = (await File.ReadAllLinesAsync(FaultTable.Document)).Where(line => line.StartsWith("| ", StringComparison.Ordinal)).Skip(1).Select(FaultTable.WithoutTime).ToList();

        Assert.Equal(Faults.All.Select(fault => FaultTable.WithoutTime(FaultTable.RowOf(fault, TimeSpan.Zero))), rows, StringComparer.Ordinal);
    }
}
