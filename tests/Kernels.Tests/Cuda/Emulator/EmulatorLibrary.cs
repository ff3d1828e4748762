using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Steerlens.Kernels.Tests.Cuda.Emulator;

/// <summary>
/// Compiles the kernels' sources together with the emulator, once for a run of the tests. Where the compiler is missing,
/// <see cref="Reason"/> says so and the tests that need it are skipped.
/// </summary>
internal static class EmulatorLibrary
{
    /// <summary>The compiler that also makes the PTX.</summary>
    public const string Compiler = "clang++-16";

    private static readonly Lazy<(nint Handle, string? Reason)> Library = new(Build);

    /// <summary>The kernels' sources.</summary>
    public static string Sources { get; } = Path.GetFullPath(Path.Combine(Here(), "..", "..", "..", "..", "src", "Kernels", "Cuda", "Sources"));

    /// <summary>Why there is none; null where there is one.</summary>
    public static string? Reason => Library.Value.Reason;

    /// <summary>The address of a function.</summary>
    public static nint Function(string name) => NativeLibrary.GetExport(Library.Value.Handle, name);

    /// <summary>Whether it has a function of this name.</summary>
    public static bool Has(string name) => NativeLibrary.TryGetExport(Library.Value.Handle, name, out _);

    /// <summary>Runs a command to its end; null where there is no such program.</summary>
    public static (int Code, string Errors)? Execute(string program, params string[] arguments)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true, UseShellExecute = false })!;
            var errors = process.StandardError.ReadToEnd();
            process.WaitForExit();
            return (process.ExitCode, errors);
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return null;
        }
    }

    private static (nint Handle, string? Reason) Build()
    {
        if (!OperatingSystem.IsLinux() || RuntimeInformation.ProcessArchitecture != Architecture.X64) return (0, "the emulator needs Linux on x86-64");
        var folder = Path.Combine(Path.GetTempPath(), $"steerlens-emulator-{Environment.ProcessId}");
        Directory.CreateDirectory(folder);
        var library = Path.Combine(folder, "emulator.so");
        string[] arguments =
        [
            "-x", "c++", "-std=c++17", "-O2", "-march=x86-64-v3", "-ffp-contract=off", "-fno-strict-aliasing", "-fPIC", "-shared", "-fsanitize=array-bounds,alignment", "-fsanitize-trap=array-bounds,alignment",
            "-Wall", "-Wextra", "-Werror", "-I", Here(), "-I", Sources, Path.Combine(Here(), "Emulator.cpp"), "-o", library,
        ];
        var result = Execute(Compiler, arguments);
        if (result is null) return (0, $"{Compiler} is not installed");
        if (result.Value.Code != 0) throw new InvalidOperationException(result.Value.Errors);
        var handle = NativeLibrary.Load(library);
        Directory.Delete(folder, recursive: true);
        return (handle, null);
    }

    private static string Here([CallerFilePath] string path = "") => Path.GetDirectoryName(path)!;
}
