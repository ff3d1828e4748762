using System.Diagnostics;

namespace Steerlens.Bench.Comparing;

/// <summary>A program that is run to its end.</summary>
/// <param name="Output">Its standard output.</param>
/// <param name="Error">Its standard error.</param>
/// <param name="Seconds">Wall-clock seconds from start to end.</param>
internal sealed record ToolProcess(string Output, string Error, double Seconds)
{
    /// <summary>Runs a program.</summary>
    /// <exception cref="PeerException">It is not there or failed; with its last words.</exception>
    public static async Task<ToolProcess> RunAsync(string program, params IEnumerable<string> arguments)
    {
        var start = Stopwatch.GetTimestamp();
        using var process = Start(program, arguments);
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        var seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        var result = new ToolProcess(await output, await error, seconds);
        return process.ExitCode == 0 ? result : throw new PeerException($"{program} ended with code {process.ExitCode}: {result.Error.Trim().Split('\n')[^1]}");
    }

    private static Process Start(string program, IEnumerable<string> arguments)
    {
        try
        {
            var start = new ProcessStartInfo(program, arguments) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false };
            var process = Process.Start(start)!;
            process.StandardInput.Close();
            return process;
        }
        catch (System.ComponentModel.Win32Exception exception)
        {
            throw new PeerException($"{program} does not start: {exception.Message}");
        }
    }
}
