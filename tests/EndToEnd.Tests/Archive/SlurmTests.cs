using System.Diagnostics;
using System.Globalization;
using Steerlens.EndToEnd.Tests.Running;
using Xunit.Abstractions;

namespace Steerlens.EndToEnd.Tests.Archive;

/// <summary>An archive by an array of real Slurm tasks.</summary>
public sealed class SlurmTests(ITestOutputHelper output)
{
    private const int Clips = 24;
    private const int Victim = 2;

    [SlurmFact]
    public async Task Array_OneTaskKilledAndRequeued_GivesWhatOneRunGivesAndDoesNothingTwice()
    {
        using var room = await ArchiveRoom.EmptyAsync();
        for (var number = 0; number < Clips; number++) await room.AddShortAsync(FormattableString.Invariant($"film{number:00}.mp4"));
        Assert.Equal(0, (await room.RunAsync("--jobs", "2")).ExitCode);
        var whole = await ArchiveResult.OfAsync(room.Output);
        Directory.Delete(room.Output, recursive: true);

        await using var cluster = await SlurmCluster.StartAsync();
        var script = Path.Combine(DeployTests.Folder, "slurm", "annotate.sbatch");
        var log = Path.Combine(room.Folder, "task-%a.log");
        var job = await cluster.CommandAsync(
            "sbatch", "--parsable", "--array=1-4", "--cpus-per-task=1", "--output=" + log, "--export=ALL,STEERLENS=" + SteerlensProgram.Path + ",DOTNET_ROOT=" + SteerlensProgram.Root,
            script, Path.Combine(room.Archive, "*.mp4"), room.Output, "--map", "gradcam", "--spread", "off", "--preset", "ultrafast", "--threads", "1");
        await cluster.UntilAsync(async () => File.Exists(LogOf(Victim)) && MadeIn(await File.ReadAllTextAsync(LogOf(Victim))).Count >= 2, "the task's second film");
        KillTask(Victim);
        var id = string.Create(CultureInfo.InvariantCulture, $"{job}_{Victim}");
        await cluster.UntilAsync(async () => (await StateAsync(id)) is "FAILED", "the killed task's end");

        // Started again within the same second or the next, a task counts for Slurm's daemon as the one that was killed.
        await Task.Delay(TimeSpan.FromSeconds(3));
        await cluster.CommandAsync("scontrol", "requeue", id);
        string logs;
        try
        {
            await cluster.UntilAsync(async () => await AllEndedAsync(), "the array's end");
        }
        finally
        {
            logs = string.Concat(Enumerable.Range(1, 4).Select(LogOf).Where(File.Exists).Select(File.ReadAllText));
            output.WriteLine(logs);
        }

        Assert.Equal(whole, await ArchiveResult.OfAsync(room.Output));
        await room.EverythingIsThereAsync();
        var made = MadeIn(logs);
        Assert.Equal(made.Count, made.Distinct(StringComparer.Ordinal).Count());

        // Killed between a film's marker and the line that tells of it, a film has no line.
        Assert.InRange(made.Count, Clips - 1, Clips);
        Assert.Equal(5, logs.Split("steerlens: shard ").Length - 1);
        Assert.Contains(" of them before)", await File.ReadAllTextAsync(LogOf(Victim)), StringComparison.Ordinal);

        string LogOf(int number) => log.Replace("%a", number.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal);

        async Task<string> StateAsync(string one) => Field(await cluster.CommandAsync("scontrol", "show", "job", one), "JobState=");

        async Task<bool> AllEndedAsync()
        {
            // Slurm itself would wait for two minutes before it starts a requeued task.
            if (await StateAsync(id) is "PENDING") await cluster.CommandAsync("scontrol", "update", "JobId=" + id, "StartTime=now");
            var states = (await cluster.CommandAsync("scontrol", "show", "job", job)).Split('\n').Where(line => line.Contains("JobState=", StringComparison.Ordinal)).Select(line => Field(line, "JobState=")).ToList();
            return states.Count == 4 && states.TrueForAll(state => state is "COMPLETED");
        }
    }

    private static List<string> MadeIn(string log) =>
        [.. log.Split('\n').Where(line => line.Contains(" frames in ", StringComparison.Ordinal)).Select(line => line.Split(' ')[1])];

    /// <summary>Kills the program of an array's task, so that nothing can be done against it.</summary>
    private static void KillTask(int number)
    {
        var wanted = string.Create(CultureInfo.InvariantCulture, $"SLURM_ARRAY_TASK_ID={number}");
        foreach (var place in Directory.EnumerateDirectories("/proc"))
        {
            if (!int.TryParse(Path.GetFileName(place), NumberStyles.None, CultureInfo.InvariantCulture, out var id)) continue;
            try
            {
                if (!File.ReadAllText(Path.Combine(place, "cmdline")).StartsWith(SteerlensProgram.Path + "\0annotate", StringComparison.Ordinal)) continue;
                if (!File.ReadAllText(Path.Combine(place, "environ")).Split('\0').Contains(wanted, StringComparer.Ordinal)) continue;
                using var process = Process.GetProcessById(id);
                process.Kill();
                return;
            }
            catch (Exception error) when (error is IOException or UnauthorizedAccessException)
            {
                // It ended while we looked.
            }
        }

        Assert.Fail("the task's program is not at work");
    }

    private static string Field(string text, string name)
    {
        var start = text.IndexOf(name, StringComparison.Ordinal);
        return start < 0 ? "" : text[(start + name.Length)..].Split(' ', '\n')[0];
    }
}
