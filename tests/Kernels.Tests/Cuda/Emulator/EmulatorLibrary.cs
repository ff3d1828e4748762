using System.Runtime.InteropServices;
using Steerlens.Tests;

namespace Steerlens.Kernels.Tests.Cuda.Emulator;

/// <summary>
/// The kernels' sources together with the emulator, compiled once for a run of the tests. Where the compiler is missing,
/// <see cref="Reason"/> says so and the tests that need it are skipped.
/// </summary>
internal static class EmulatorLibrary
{
    private static readonly Lazy<(nint Handle, string? Reason)> Library = new(Build);

    /// <summary>Why there is none; null where there is one.</summary>
    public static string? Reason => Library.Value.Reason;

    /// <summary>The address of a function.</summary>
    public static nint Function(string name) => NativeLibrary.GetExport(Library.Value.Handle, name);

    /// <summary>Whether it has a function of this name.</summary>
    public static bool Has(string name) => NativeLibrary.TryGetExport(Library.Value.Handle, name, out _);

    private static (nint Handle, string? Reason) Build()
    {
        var folder = Directory.CreateTempSubdirectory("steerlens-emulator-").FullName;
        try
        {
            var library = Path.Combine(folder, "libsteerlens-emulator.so");
            return KernelCompiler.Build("Emulator.cpp", library) is { } reason ? (0, reason) : (NativeLibrary.Load(library), null);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
