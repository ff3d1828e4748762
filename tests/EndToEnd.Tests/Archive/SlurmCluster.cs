using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Steerlens.EndToEnd.Tests.Running;

namespace Steerlens.EndToEnd.Tests.Archive;

/// <summary>Slurm on this machine alone, with everything of its own in one folder. Disposed, it is gone.</summary>
internal sealed class SlurmCluster : IAsyncDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly List<Process> _daemons = [];

    private SlurmCluster() => Environment = new(StringComparer.Ordinal) { ["SLURM_CONF"] = _folder["slurm.conf"] };

    /// <summary>Why there is none here; null where there is one.</summary>
    public static string? Missing { get; } =
        System.Environment.UserName is not "root" ? "Slurm's daemons are started by the superuser" :
        Array.Find(["/usr/sbin/munged", "/usr/sbin/slurmctld", "/usr/sbin/slurmd", "/usr/bin/sbatch"], tool => !File.Exists(tool)) is { } tool ? $"{tool} is not installed" : null;

    /// <summary>What leads Slurm's commands to it.</summary>
    public Dictionary<string, string> Environment { get; }

    /// <summary>Starts it.</summary>
    public static async Task<SlurmCluster> StartAsync()
    {
        var cluster = new SlurmCluster();
        try
        {
            await cluster.ConfigureAsync();
            cluster.Run("/usr/sbin/munged", "--foreground", "--force", "--key-file=" + cluster._folder["key"], "--socket=" + cluster._folder["socket"], "--pid-file=" + cluster._folder["munged.pid"], "--log-file=" + cluster._folder["munged.log"], "--seed-file=" + cluster._folder["seed"]);
            await cluster.UntilAsync(() => File.Exists(cluster._folder["socket"]), "munge's socket");
            cluster.Run("/usr/sbin/slurmctld", "-D", "-c", "-f", cluster._folder["slurm.conf"]);
            cluster.Run("/usr/sbin/slurmd", "-D", "-f", cluster._folder["slurm.conf"], "-N", "trial");
            await cluster.UntilAsync(async () => (await cluster.TryAsync("sinfo", "-h", "-o", "%T")).Text.Trim() is "idle", "a node at work");
            return cluster;
        }
        catch
        {
            await cluster.DisposeAsync();
            throw;
        }
    }

    /// <summary>Runs one of Slurm's commands; fails the test where it fails.</summary>
    public async Task<string> CommandAsync(string tool, params string[] arguments)
    {
        var run = await TryAsync(tool, arguments);
        Assert.True(run.ExitCode == 0, $"{tool} {string.Join(' ', arguments)}: {run.Error}");
        return run.Text.Trim();
    }

    /// <summary>Waits until something is so; fails the test after a minute and a half, and says what Slurm has to say.</summary>
    public async Task UntilAsync(Func<Task<bool>> condition, string what)
    {
        var start = Stopwatch.GetTimestamp();
        while (!await condition())
        {
            if (Stopwatch.GetElapsedTime(start) > TimeSpan.FromSeconds(90)) Assert.Fail($"{what} did not come; {(await TryAsync("scontrol", "show", "job")).Text}\n{(await TryAsync("scontrol", "show", "node")).Text}\n{await File.ReadAllTextAsync(_folder["slurmd.log"])}");
            await Task.Delay(100);
        }
    }

    public async ValueTask DisposeAsync()
    {
        _daemons.Reverse();
        foreach (var daemon in _daemons)
        {
            if (!daemon.HasExited) await UnixSignal.SendAsync("TERM", daemon);
            using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(10));
            try
            {
                await daemon.WaitForExitAsync(patience.Token);
            }
            catch (OperationCanceledException)
            {
                daemon.Kill(entireProcessTree: true);
            }

            daemon.Dispose();
        }

        _folder.Dispose();
    }

    private Task UntilAsync(Func<bool> condition, string what) => UntilAsync(() => Task.FromResult(condition()), what);

    private async Task<ToolRun> TryAsync(string tool, params string[] arguments)
    {
        using var process = ToolRun.Start(tool, arguments, Environment, _folder.Path);
        return await ToolRun.EndAsync(process);
    }

    private void Run(string daemon, params string[] arguments)
    {
        var process = ToolRun.Start(daemon, arguments, Environment);
        _daemons.Add(process);

        // Nobody reads what they say; unread, it would stop them.
        _ = process.StandardOutput.BaseStream.CopyToAsync(Stream.Null);
        _ = process.StandardError.BaseStream.CopyToAsync(Stream.Null);
    }

    private async Task ConfigureAsync()
    {
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(_folder.Path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute | UnixFileMode.GroupRead | UnixFileMode.GroupExecute | UnixFileMode.OtherRead | UnixFileMode.OtherExecute);
        var key = new byte[1024];
        Random.Shared.NextBytes(key);
        await File.WriteAllBytesAsync(_folder["key"], key);
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(_folder["key"], UnixFileMode.UserRead);
        foreach (var folder in (string[])["state", "spool"]) Directory.CreateDirectory(_folder[folder]);
        var (control, node) = (FreePort(), FreePort());
        var host = Dns.GetHostName().Split('.')[0];
        await File.WriteAllTextAsync(_folder["slurm.conf"], string.Create(CultureInfo.InvariantCulture, $"""
            ClusterName=trial
            SlurmctldHost={host}(127.0.0.1)
            SlurmUser=root
            SlurmdUser=root
            AuthType=auth/munge
            AuthInfo=socket={_folder["socket"]}
            CredType=cred/munge
            SlurmctldPort={control}
            SlurmdPort={node}
            StateSaveLocation={_folder["state"]}
            SlurmdSpoolDir={_folder["spool"]}
            SlurmctldPidFile={_folder["slurmctld.pid"]}
            SlurmdPidFile={_folder["slurmd.pid"]}
            SlurmctldLogFile={_folder["slurmctld.log"]}
            SlurmdLogFile={_folder["slurmd.log"]}
            ProctrackType=proctrack/linuxproc
            TaskPlugin=task/none
            SwitchType=switch/none
            MpiDefault=none
            JobAcctGatherType=jobacct_gather/none
            AccountingStorageType=accounting_storage/none
            SelectType=select/cons_tres
            SelectTypeParameters=CR_CPU
            SlurmdParameters=config_overrides
            SchedulerParameters=sched_interval=1,sched_min_interval=0,batch_sched_delay=0
            ReturnToService=2
            KillWait=2
            NodeName=trial NodeHostname={host} NodeAddr=127.0.0.1 CPUs=4 State=UNKNOWN
            PartitionName=all Nodes=trial Default=YES MaxTime=INFINITE State=UP

            """));
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}

/// <summary>A test that needs Slurm; skipped, with the reason, where there is none.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class SlurmFactAttribute : FactAttribute
{
    public SlurmFactAttribute() => Skip = SlurmCluster.Missing!;
}
