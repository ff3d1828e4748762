using System.Diagnostics;
using System.Text;

namespace Steerlens.Pipeline.Video;

/// <summary>
/// One run of ffmpeg or ffprobe. Arguments never pass through a shell; what it complains of is always read, so that it can't stall, and the
/// last <see cref="KeptComplaints"/> lines are kept. Disposing ends it if it still runs.
/// </summary>
public sealed class FfmpegProcess : IFfmpegRun
{
    /// <summary>How many of the last lines on its standard error are kept.</summary>
    public const int KeptComplaints = 200;

    private readonly Process _process;
    private readonly Queue<string> _complaints = new();
    private readonly Task _drain;

    private FfmpegProcess(Process process)
    {
        _process = process;
        _drain = Task.Run(DrainAsync);
    }

    /// <summary>Its standard input; only where it was started with one.</summary>
    public Stream Input => _process.StandardInput.BaseStream;

    /// <summary>Its standard output; only where it was started with one.</summary>
    public Stream Output => _process.StandardOutput.BaseStream;

    /// <summary>The process id.</summary>
    public int Id => _process.Id;

    /// <summary>How many lines it has complained of so far, kept or not.</summary>
    public int ComplaintCount { get; private set; }

    /// <summary>The last lines of its standard error, oldest first.</summary>
    public IReadOnlyList<string> Complaints
    {
        get
        {
            lock (_complaints) return [.. _complaints];
        }
    }

    /// <summary>Starts a tool.</summary>
    /// <param name="tool">Full path.</param>
    /// <param name="arguments">Passed as they are, each as one argument.</param>
    /// <param name="writes">Whether the caller writes to <see cref="Input"/>; otherwise its input is empty.</param>
    /// <param name="reads">Whether the caller reads <see cref="Output"/>; otherwise it writes to this program's own standard output.</param>
    /// <param name="folder">The folder it runs in; this program's where null.</param>
    /// <exception cref="SteerlensException">The tool can't be started.</exception>
    public static FfmpegProcess Start(string tool, IEnumerable<string> arguments, bool writes, bool reads, string? folder = null)
    {
        ArgumentNullException.ThrowIfNull(arguments);
        var start = new ProcessStartInfo
        {
            UseShellExecute = false,
            CreateNoWindow = true,
            RedirectStandardInput = true,
            RedirectStandardOutput = reads,
            RedirectStandardError = true,
            StandardErrorEncoding = Encoding.UTF8,
            WorkingDirectory = folder ?? "",
        };

        // Some encoders talk beside ffmpeg's own log.
        start.Environment["SVT_LOG"] = "1";

        // Ctrl-C reaches every process of the terminal's foreground group. The films must outlive it: this program decides when they end.
        // setsid becomes ffmpeg itself (no process in between), so the id is ffmpeg's.
        if (OperatingSystem.IsWindows()) start.CreateNewProcessGroup = true;
        if (OwnSession.Value is { } launcher)
        {
            start.FileName = launcher;
            start.ArgumentList.Add(tool);
        }
        else
        {
            start.FileName = tool;
        }

        foreach (var argument in arguments) start.ArgumentList.Add(argument);
        try
        {
            var process = Process.Start(start) ?? throw new InvalidOperationException("no process came up");
            if (!writes) process.StandardInput.Close();
            return new FfmpegProcess(process);
        }
        catch (Exception error) when (error is System.ComponentModel.Win32Exception or InvalidOperationException)
        {
            throw new SteerlensException(ExitCode.BackEndUnavailable, $"'{tool}' can't be started: {error.Message}; {FfmpegTools.HowToInstall}", error);
        }
    }

    /// <summary>Waits until it has ended and all its complaints are read.</summary>
    /// <returns>Its exit code; 128 + n where signal n ended it.</returns>
    public async Task<int> WaitAsync(CancellationToken cancellationToken = default)
    {
        await _process.WaitForExitAsync(cancellationToken).ConfigureAwait(false);
        await _drain.WaitAsync(cancellationToken).ConfigureAwait(false);
        return _process.ExitCode;
    }

    /// <summary>Ends it at once.</summary>
    public void Kill()
    {
        try
        {
            _process.Kill();
        }
        catch (Exception error) when (error is InvalidOperationException or System.ComponentModel.Win32Exception)
        {
            // It has ended by itself.
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        Kill();
        await WaitAsync().ConfigureAwait(false);
        _process.Dispose();
    }

    private static readonly Lazy<string?> OwnSession = new(() =>
        OperatingSystem.IsWindows() ? null : FfmpegTools.Search(Environment.GetEnvironmentVariable("PATH"), "setsid"));

    private async Task DrainAsync()
    {
        var reader = _process.StandardError;
        while (await reader.ReadLineAsync().ConfigureAwait(false) is { } line)
        {
            if (string.IsNullOrWhiteSpace(line) || FfmpegReason.IsBanner(line)) continue;
            lock (_complaints)
            {
                if (_complaints.Count == KeptComplaints) _complaints.Dequeue();
                _complaints.Enqueue(line);
                ComplaintCount++;
            }
        }
    }
}
