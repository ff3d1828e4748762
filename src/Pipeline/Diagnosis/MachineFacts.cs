using System.Reflection;
using System.Runtime.InteropServices;
using Steerlens.Kernels.Engines;

namespace Steerlens.Pipeline.Diagnosis;

/// <summary>What the program and its machine are.</summary>
internal static class MachineFacts
{
    /// <summary>The program's version, with the commit that it was built from where that is known.</summary>
    public static string ProgramVersion =>
        typeof(MachineFacts).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "unknown";

    /// <summary>Adds program and machine to a report.</summary>
    public static void AddTo(Report report)
    {
        report.Section("program", "Program")
            .Add("version", "version", ProgramVersion)
            .Add("runtime", "runtime", RuntimeInformation.FrameworkDescription)
            .Add("folder", "folder", AppContext.BaseDirectory);

        var memory = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes;
        var forced = Environment.GetEnvironmentVariable(InstructionSets.Variable) is { Length: > 0 } value ? value : null;
        var sets = InstructionSets.Available.Select(set => set.ToString()).ToArray();
        report.Section("machine", "Machine")
            .Add("os", "system", $"{RuntimeInformation.OSDescription} ({RuntimeInformation.RuntimeIdentifier})")
            .Add("cpu", "processor", ProcessorName())
            .Add("cores", "cores", Environment.ProcessorCount)
            .Add("memory_bytes", "memory", memory, FormattableString.Invariant($"{memory / 1e9:0.0} GB"))
            .Add("vectors", "vectors", sets, string.Join(", ", sets))
            .Add("vectors_forced", "forced to", forced, forced is null ? $"nothing ({InstructionSets.Variable} is not set)" : $"{forced} ({InstructionSets.Variable})");
    }

    /// <summary>The processor, for people; null where the system does not say.</summary>
    public static string? ProcessorName()
    {
        const string linux = "/proc/cpuinfo";
        if (OperatingSystem.IsWindows()) return Environment.GetEnvironmentVariable("PROCESSOR_IDENTIFIER");
        if (!File.Exists(linux)) return RuntimeInformation.ProcessArchitecture.ToString();
        try
        {
            var line = File.ReadLines(linux).FirstOrDefault(text => text.StartsWith("model name", StringComparison.Ordinal));
            return line is null ? RuntimeInformation.ProcessArchitecture.ToString() : line[(line.IndexOf(':', StringComparison.Ordinal) + 1)..].Trim();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return RuntimeInformation.ProcessArchitecture.ToString();
        }
    }
}
