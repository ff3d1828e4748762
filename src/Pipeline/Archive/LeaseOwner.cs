using System.Globalization;

namespace Steerlens.Pipeline.Archive;

/// <summary>A process that may hold leases, described so that another one on the same machine can tell whether it still lives.</summary>
/// <param name="Machine">Machine, its start and its space of process numbers: only within these does the number mean anything.</param>
/// <param name="Process">The process's number.</param>
/// <param name="Started">When it started, on a clock that nobody sets.</param>
internal sealed record LeaseOwner(string Machine, int Process, string Started)
{
    /// <summary>This process.</summary>
    public static LeaseOwner Self { get; } = new(Place(), Environment.ProcessId, StartOf(Environment.ProcessId) ?? "");

    /// <summary>Whether it is known to have ended; false where that can't be known from here.</summary>
    public bool IsDead => string.Equals(Machine, Self.Machine, StringComparison.Ordinal) && !string.Equals(StartOf(Process), Started, StringComparison.Ordinal);

    private static string Place()
    {
        if (!OperatingSystem.IsLinux()) return Environment.MachineName;
        return $"{Environment.MachineName} {ReadAll("/proc/sys/kernel/random/boot_id")} {new FileInfo("/proc/self/ns/pid").LinkTarget}";
    }

    /// <summary>When a process started; null where there is none of that number.</summary>
    private static string? StartOf(int process)
    {
        if (OperatingSystem.IsLinux())
        {
            // The 22nd field; the second one may hold blanks, in brackets. A process that has ended and is not yet buried counts as dead.
            var fields = ReadAll(string.Create(CultureInfo.InvariantCulture, $"/proc/{process}/stat")) is { Length: > 0 } text ? text[(text.LastIndexOf(')') + 2)..].Split(' ') : [];
            return fields.Length > 19 && fields[0] is not ("Z" or "X") ? fields[19] : null;
        }

        try
        {
            using var found = System.Diagnostics.Process.GetProcessById(process);
            return found.StartTime.ToUniversalTime().Ticks.ToString(CultureInfo.InvariantCulture);
        }
        catch (Exception exception) when (exception is ArgumentException or InvalidOperationException or System.ComponentModel.Win32Exception)
        {
            return null;
        }
    }

    private static string ReadAll(string path)
    {
        try
        {
            return File.ReadAllText(path).Trim();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }
}
