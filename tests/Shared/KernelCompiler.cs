using System.ComponentModel;
using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Steerlens.Tests;

/// <summary>Compiles the CUDA kernels' sources for the processor, with the compiler that also makes their PTX.</summary>
internal static class KernelCompiler
{
    private const string Compiler = "clang++-16";

    /// <summary>The kernels' folder.</summary>
    public static string Kernels { get; } = Path.GetFullPath(Path.Combine(Here(), "..", "..", "src", "Kernels", "Cuda"));

    private static string Emulator => Path.GetFullPath(Path.Combine(Here(), "..", "Kernels.Tests", "Cuda", "Emulator"));

    /// <summary>Compiles a library.</summary>
    /// <param name="source">A file of the emulator.</param>
    /// <param name="library">The file to write; its name is also the name that it goes by.</param>
    /// <returns>Why that can't be done here; null where it was done.</returns>
    public static string? Build(string source, string library)
    {
        if (!OperatingSystem.IsLinux() || RuntimeInformation.ProcessArchitecture != Architecture.X64) return "the emulator needs Linux on x86-64";
        const string Checks = "array-bounds,alignment";
        string[] arguments =
        [
            "-x", "c++", "-std=c++17", "-O2", "-march=x86-64-v3", "-ffp-contract=off", "-fno-strict-aliasing", "-fPIC", "-shared", "-fsanitize=" + Checks, "-fsanitize-trap=" + Checks,
            "-Wall", "-Wextra", "-Werror", "-Wl,-soname," + Path.GetFileName(library), "-I", Emulator, "-I", Path.Combine(Kernels, "Sources"), Path.Combine(Emulator, source), "-o", library,
        ];
        if (Execute(Compiler, arguments) is not { } result) return $"{Compiler} is not installed";
        return result.Code == 0 ? null : throw new InvalidOperationException(result.Errors);
    }

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
        catch (Win32Exception)
        {
            return null;
        }
    }

    private static string Here([CallerFilePath] string path = "") => Path.GetDirectoryName(path)!;
}
