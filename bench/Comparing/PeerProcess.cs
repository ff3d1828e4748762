using System.Diagnostics;
using System.Text.Json;

namespace Steerlens.Bench.Comparing;

/// <summary>A peer as a process that stays warm: one JSON object in, one out. See <c>bench/peers/onnxruntime.mjs</c>.</summary>
internal sealed class PeerProcess : IDisposable
{
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
            lock (_gate) _lastComplaint = line.Data;
        };
        _process.BeginErrorReadLine();
    }

    /// <summary>Asks and waits for the answer.</summary>
    /// <exception cref="PeerException">The peer ended or could not do it; with its own words.</exception>
    public async Task<JsonElement> AskAsync(object request)
    {
        await _process.StandardInput.WriteLineAsync(JsonSerializer.Serialize(request));
        await _process.StandardInput.FlushAsync();
        if (await _process.StandardOutput.ReadLineAsync() is not { } line)
        {
            await _process.WaitForExitAsync();
            lock (_gate) throw new PeerException($"{_process.StartInfo.FileName} ended: {_lastComplaint}");
        }

        using var answer = JsonDocument.Parse(line);
        if (answer.RootElement.TryGetProperty("error", out var error)) throw new PeerException($"{_process.StartInfo.FileName}: {error.GetString()}");
        return answer.RootElement.Clone();
    }

    public void Dispose()
    {
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
}

/// <summary>A peer could not do its work. The message is one line for people.</summary>
internal sealed class PeerException(string message) : Exception(message);
