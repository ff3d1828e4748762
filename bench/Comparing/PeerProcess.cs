using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text.Json;

namespace Steerlens.Bench.Comparing;

/// <summary>A peer as a process that stays warm: one JSON object in, one out. See <c>bench/peers/onnxruntime.mjs</c>.</summary>
internal sealed partial class PeerProcess : IDisposable
{
    // The numbers of Linux; elsewhere a peer is not halted.
    private const int ContinueSignal = 18;
    private const int StopSignal = 19;

    private readonly Process _process;
    private readonly Lock _gate = new();
    private string _lastComplaint = "no reason given";

    public PeerProcess(string program, params string[] arguments)
    {
        _process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false })
            ?? throw new PeerException($"{program} does not start");
        _process.ErrorDataReceived += (_, line) =>
        {
            if (string.IsNullOrWhiteSpace(line.Data)) return;

            // The line that names the error comes before others, such as where it happened.
            lock (_gate)
            {
                if (!_lastComplaint.Contains("Error", StringComparison.Ordinal)) _lastComplaint = line.Data.Trim();
            }
        };
        _process.BeginErrorReadLine();
    }

    /// <summary>
    /// Whether the process is stopped from each answer to the next question: threads of a runtime look for work for a while after a call, which is time
    /// of the side that is measured next.
    /// </summary>
    public bool IsHalted { get; init; }

    /// <summary>Asks and waits for the answer.</summary>
    /// <exception cref="PeerException">The peer ended or could not do it; with its own words.</exception>
    public async Task<JsonElement> AskAsync(object request)
    {
        Halt(ContinueSignal);
        await _process.StandardInput.WriteLineAsync(JsonSerializer.Serialize(request));
        await _process.StandardInput.FlushAsync();
        if (await _process.StandardOutput.ReadLineAsync() is not { } line)
        {
            await _process.WaitForExitAsync();
            lock (_gate) throw new PeerException($"{_process.StartInfo.FileName} ended: {_lastComplaint}");
        }

        Halt(StopSignal);
        using var answer = JsonDocument.Parse(line);
        if (answer.RootElement.TryGetProperty("error", out var error)) throw new PeerException($"{_process.StartInfo.FileName}: {error.GetString()}");
        return answer.RootElement.Clone();
    }

    public void Dispose()
    {
        Halt(ContinueSignal);
        try
        {
            _process.StandardInput.Close();
        }
        catch (IOException)
        {
            // A peer that ended has closed it.
        }

        if (!_process.WaitForExit(5000)) _process.Kill(entireProcessTree: true);
        _process.Dispose();
    }

    private void Halt(int signal)
    {
        if (IsHalted && OperatingSystem.IsLinux() && !_process.HasExited) _ = Signal(_process.Id, signal);
    }

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int Signal(int process, int signal);
}

/// <summary>A peer could not do its work. The message is one line for people.</summary>
internal sealed class PeerException(string message) : Exception(message);
