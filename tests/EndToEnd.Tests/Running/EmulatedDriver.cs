using Steerlens.Tests;

namespace Steerlens.EndToEnd.Tests.Running;

/// <summary>An NVIDIA driver that runs the kernels on the processor, for machines without a device; it can be asked to fail.</summary>
internal static class EmulatedDriver
{
    private static readonly Lazy<(string Folder, string? Reason)> Library = new(Build);

    /// <summary>Why there is none; null where there is one.</summary>
    public static string? Reason => Library.Value.Reason;

    /// <summary>The environment of a program that shall find it.</summary>
    /// <param name="fault">See <c>EmulatedDriver.cpp</c>; empty for none.</param>
    public static Dictionary<string, string> Environment(string fault = "") => new(StringComparer.Ordinal)
    {
        ["LD_LIBRARY_PATH"] = Library.Value.Folder,
        ["EMULATED_CUDA"] = fault,
    };

    private static (string Folder, string? Reason) Build()
    {
        var folder = Directory.CreateTempSubdirectory("steerlens-driver-").FullName;
        AppDomain.CurrentDomain.ProcessExit += (_, _) => Directory.Delete(folder, recursive: true);
        return (folder, KernelCompiler.Build("EmulatedDriver.cpp", Path.Combine(folder, "libcuda.so.1")));
    }
}

/// <summary>A test that needs the emulated driver; skipped, with the reason, where it can't be built.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class EmulatedDriverFactAttribute : FactAttribute
{
    public EmulatedDriverFactAttribute() => Skip = EmulatedDriver.Reason!;
}

/// <summary>The same for tests with data.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class EmulatedDriverTheoryAttribute : TheoryAttribute
{
    public EmulatedDriverTheoryAttribute() => Skip = EmulatedDriver.Reason!;
}
