using System.Diagnostics;
using System.Globalization;

namespace Steerlens.EndToEnd.Tests.Running;

/// <summary>Sends signals, and finds what they left running.</summary>
internal static class UnixSignal
{
    /// <summary>Sends a signal to one process.</summary>
    public static Task SendAsync(string signal, Process process) => KillAsync(signal, process.Id.ToString(CultureInfo.InvariantCulture));

    /// <summary>Sends a signal to a process and all others of its group, as a terminal does on Ctrl-C.</summary>
    public static Task SendToGroupAsync(string signal, Process process) => KillAsync(signal, (-process.Id).ToString(CultureInfo.InvariantCulture));

    /// <summary>The command lines of all processes that name a folder.</summary>
    public static IReadOnlyList<string> ProcessesNaming(string folder)
    {
        var found = new List<string>();
        foreach (var place in Directory.EnumerateDirectories("/proc"))
        {
            if (!int.TryParse(Path.GetFileName(place), NumberStyles.None, CultureInfo.InvariantCulture, out _)) continue;
            try
            {
                var line = File.ReadAllText(Path.Combine(place, "cmdline")).Replace('\0', ' ');
                if (line.Contains(folder, StringComparison.Ordinal)) found.Add(line);
            }
            catch (Exception error) when (error is IOException or UnauthorizedAccessException)
            {
                // It ended while we looked.
            }
        }

        return found;
    }

    /// <summary>Asserts that within a few seconds no process names a folder any more.</summary>
    public static async Task NothingStillNamesAsync(string folder)
    {
        for (var trial = 0; trial < 200 && ProcessesNaming(folder).Count > 0; trial++) await Task.Delay(50);
        Assert.Empty(ProcessesNaming(folder));
    }

    private static async Task KillAsync(string signal, string target)
    {
        var run = await ToolRun.OfAsync("kill", ["-s", signal, "--", target]);
        Assert.True(run.ExitCode == 0, run.Error);
    }
}
