using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Steerlens.EndToEnd.Tests;

/// <summary>What a run of the built program left behind.</summary>
/// <param name="ExitCode">What it exited with.</param>
/// <param name="Output">Its standard output.</param>
/// <param name="Error">Its standard error.</param>
internal sealed record ProgramRun(int ExitCode, string Output, string Error)
{
    public string[] ErrorLines => Error.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
}

/// <summary>Runs the built program as a process of its own.</summary>
internal static class SteerlensProcess
{
    // Far beyond what any run here takes, even on a busy machine: it turns a hang into a failure.
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(4);

    /// <summary>The dotnet that runs these tests.</summary>
    public static string Dotnet { get; } =
        Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") is { Length: > 0 } host && File.Exists(host)
            ? host
            : Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", "..", OperatingSystem.IsWindows() ? "dotnet.exe" : "dotnet"));

    /// <summary>Runs <c>steerlens</c> with its working directory in <paramref name="folder"/>.</summary>
    /// <param name="folder">The working directory.</param>
    /// <param name="environment">Variables to set; null as a value takes one away.</param>
    /// <param name="arguments">What follows <c>steerlens</c>.</param>
    public static async Task<ProgramRun> RunAsync(string folder, IReadOnlyDictionary<string, string?> environment, params string[] arguments)
    {
        var start = new ProcessStartInfo(Dotnet)
        {
            WorkingDirectory = folder,
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var variable in start.Environment.Keys.Where(name => name.StartsWith("STEERLENS_", StringComparison.Ordinal)).ToArray())
            start.Environment.Remove(variable);
        foreach (var (name, value) in environment) start.Environment[name] = value;
        start.ArgumentList.Add(Path.Combine(AppContext.BaseDirectory, "steerlens.dll"));
        foreach (var argument in arguments) start.ArgumentList.Add(argument);

        using var process = Process.Start(start)!;
        process.StandardInput.Close();
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        using var timeout = new CancellationTokenSource(Patience);
        try
        {
            await process.WaitForExitAsync(timeout.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw new TimeoutException($"steerlens {string.Join(' ', arguments)} did not end within {Patience}: {await error}");
        }

        return new ProgramRun(process.ExitCode, await output, await error);
    }
}
