using System.Diagnostics;
using System.Runtime.InteropServices;
using Steerlens.Pipeline;

namespace Steerlens.EndToEnd.Tests.Running;

/// <summary>The built program, run as a process of its own.</summary>
internal static class SteerlensProgram
{
    // Another build than the one beside the tests: a packaged one, for example.
    private static readonly string Program = Environment.GetEnvironmentVariable("STEERLENS_PROGRAM") is { Length: > 0 } named
        ? named
        : System.IO.Path.Combine(AppContext.BaseDirectory, OperatingSystem.IsWindows() ? "steerlens.exe" : "steerlens");

    /// <summary>Where it lies.</summary>
    public static string Path => Program;

    /// <summary>Where the runtime lies that it starts with.</summary>
    public static string Root => Environment.GetEnvironmentVariable("DOTNET_ROOT")!;

    static SteerlensProgram()
    {
        // The program starts with the runtime that the tests run on, wherever that lies.
        var shared = System.IO.Path.TrimEndingDirectorySeparator(RuntimeEnvironment.GetRuntimeDirectory());
        Environment.SetEnvironmentVariable("DOTNET_ROOT", System.IO.Path.GetFullPath(System.IO.Path.Combine(shared, "..", "..", "..")));
    }

    /// <summary>Runs it to its end.</summary>
    public static Task<ToolRun> RunAsync(params string[] arguments) => ToolRun.OfAsync(Program, arguments);

    /// <summary>Runs it to its end in a folder, with environment variables of its own.</summary>
    public static async Task<ToolRun> RunInAsync(string folder, Dictionary<string, string> environment, params string[] arguments)
    {
        using var process = ToolRun.Start(Program, arguments, environment, folder);
        return await ToolRun.EndAsync(process);
    }

    /// <summary>Runs it to its end in a folder, through a shell that redirects its streams: <c>2>/dev/full</c>.</summary>
    public static async Task<ToolRun> RunRedirectedAsync(string folder, string redirection, params string[] arguments)
    {
        using var process = ToolRun.Start("/bin/sh", ["-c", $"exec \"$0\" \"$@\" {redirection}", Program, .. arguments], folder: folder);
        return await ToolRun.EndAsync(process);
    }

    /// <summary>Runs <c>annotate</c> with the quickest map and encoder; fails the test where it fails.</summary>
    public static async Task<ToolRun> AnnotateAsync(string source, string output, params string[] more)
    {
        string[] map = more.Contains("--map", StringComparer.Ordinal) || more.Contains("--sizes", StringComparer.Ordinal) ? [] : ["--map", "gradcam"];
        var run = await RunAsync(["annotate", source, "-o", output, "--preset", "ultrafast", "--progress", "none", .. map, .. more]);
        Assert.True(run.ExitCode == (int)ExitCode.Success, $"exit code {run.ExitCode}: {run.Error}");
        return run;
    }

    /// <summary>Starts it in a process group of its own where the system has such.</summary>
    public static Process Start(params string[] arguments) => Start([], arguments);

    /// <summary>Starts it by another program, which becomes it: <c>setpriv</c> with its options.</summary>
    public static Process StartBy(string[] launcher, params string[] arguments) => ToolRun.Start(launcher[0], [.. launcher[1..], Program, .. arguments]);

    /// <summary>As above, with environment variables of its own.</summary>
    public static Process Start(Dictionary<string, string> environment, params string[] arguments) =>
        OperatingSystem.IsLinux() ? ToolRun.Start("setsid", [Program, .. arguments], environment) : ToolRun.Start(Program, arguments, environment);
}
