using System.Diagnostics;
using System.Text;

namespace Steerlens.EndToEnd.Tests.Running;

/// <summary>What a program that has ended left behind.</summary>
/// <param name="ExitCode">Its exit code; 128 + n where signal n ended it.</param>
/// <param name="Output">Its standard output, byte for byte.</param>
/// <param name="Error">Its standard error.</param>
internal sealed record ToolRun(int ExitCode, byte[] Output, string Error)
{
    // Above any honest duration, below the patience of whoever waits for the suite.
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    /// <summary>Its standard output as text.</summary>
    public string Text => Encoding.UTF8.GetString(Output);

    /// <summary>The lines of its standard error.</summary>
    public string[] ErrorLines => Error.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    /// <summary>Runs a program to its end; kills it and fails where it never ends.</summary>
    public static async Task<ToolRun> OfAsync(string program, IEnumerable<string> arguments, byte[]? input = null)
    {
        using var process = Start(program, arguments, writes: input is not null);
        return await EndAsync(process, input);
    }

    /// <summary>Starts a program with its standard streams in our hands.</summary>
    /// <param name="program">Its name or path.</param>
    /// <param name="arguments">What follows it.</param>
    /// <param name="environment">Variables to set.</param>
    /// <param name="folder">The working directory; null for ours.</param>
    /// <param name="writes">Whether the caller writes to its standard input, which is closed otherwise.</param>
    public static Process Start(
        string program, IEnumerable<string> arguments, Dictionary<string, string>? environment = null, string? folder = null, bool writes = false)
    {
        var start = new ProcessStartInfo(program)
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = folder ?? "",
        };
        foreach (var (name, value) in environment ?? []) start.Environment[name] = value;
        foreach (var argument in arguments) start.ArgumentList.Add(argument);
        var process = Process.Start(start)!;
        if (!writes) process.StandardInput.Close();
        return process;
    }

    /// <summary>Collects what is left of a program's output and waits for its end.</summary>
    public static async Task<ToolRun> EndAsync(Process process, byte[]? input = null)
    {
        using var patience = new CancellationTokenSource(Patience);
        using var output = new MemoryStream();
        var error = process.StandardError.ReadToEndAsync(patience.Token);
        var copy = process.StandardOutput.BaseStream.CopyToAsync(output, patience.Token);
        try
        {
            if (input is not null)
            {
                await process.StandardInput.BaseStream.WriteAsync(input, patience.Token);
                process.StandardInput.Close();
            }

            await Task.WhenAll(error, copy);
            await process.WaitForExitAsync(patience.Token);
        }
        catch (OperationCanceledException exception)
        {
            process.Kill(entireProcessTree: true);
            throw new TimeoutException($"{process.StartInfo.FileName} {string.Join(' ', process.StartInfo.ArgumentList)} did not end within {Patience}.", exception);
        }

        return new ToolRun(process.ExitCode, output.ToArray(), await error);
    }
}
