using System.Diagnostics;

namespace Steerlens.EndToEnd.Tests.Archive;

/// <summary>What a fault did.</summary>
/// <param name="Said">The program's last words.</param>
/// <param name="Recovery">How long the second run took.</param>
internal sealed record FaultResult(string Said, TimeSpan Recovery);

/// <summary>Lets a fault happen and recovers from it.</summary>
internal static class FaultTrial
{
    /// <summary>Runs a fault; fails the test where a promise is broken.</summary>
    public static async Task<FaultResult> RunAsync(Fault fault)
    {
        using var room = await ArchiveRoom.WithThreeFilmsAsync();
        try
        {
            var run = await fault.Happen(room);
            Assert.True(run.ExitCode == fault.ExitCode, $"exit code {run.ExitCode}: {run.Error}");
            Assert.Contains(fault.Words, run.Error, StringComparison.Ordinal);
            Assert.DoesNotContain("   at ", run.Error, StringComparison.Ordinal);
            await room.NothingIsHalfDoneAsync();

            if (fault.Remedy is { } remedy) await remedy(room);
            var start = Stopwatch.GetTimestamp();
            var again = await room.GoOnAsync();
            var recovery = Stopwatch.GetElapsedTime(start);
            Assert.True(again.ExitCode == 0, $"the second run: exit code {again.ExitCode}: {again.Error}");
            await room.EverythingIsThereAsync();
            return new FaultResult(run.ErrorLines.LastOrDefault() ?? "", recovery);
        }
        finally
        {
            if (fault.After is { } after) await after(room);
        }
    }
}
