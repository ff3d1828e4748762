using Emgu.CV;
using Emgu.CV.Cuda;

namespace Steerlens.Pipeline.EmguCv;

/// <summary>Emgu.CV's native part, which is in a package of its own for each system.</summary>
internal static class EmguCvLibrary
{
    private const string Advice =
        "on Windows it comes with the package Emgu.CV.runtime.windows.cuda and needs CUDA's own libraries; see docs/windows-cuda.md";

    /// <summary>Why it can't be used, in one line; null where it can.</summary>
    public static string? Problem { get; } = Look();

    /// <summary>Whether there is a device that it can compute on.</summary>
    public static bool HasDevice => Problem is null && CudaInvoke.HasCuda;

    /// <summary>Refuses to go on without it.</summary>
    /// <param name="what">Who needs it, for people.</param>
    /// <param name="needsDevice">Whether a CUDA device is needed, too.</param>
    /// <exception cref="SteerlensException">It is missing; the message says what to install.</exception>
    public static void Require(string what, bool needsDevice)
    {
        if (Problem is { } problem) throw new SteerlensException(ExitCode.BackEndUnavailable, $"{what}: {problem}");
        if (needsDevice && !HasDevice) throw new SteerlensException(ExitCode.BackEndUnavailable, $"{what}: Emgu.CV finds no CUDA device, or was built without CUDA: {Advice}");
    }

    private static string? Look()
    {
        try
        {
            using var probe = new Mat();
            return null;
        }
        catch (Exception exception) when (exception is TypeInitializationException or DllNotFoundException or EntryPointNotFoundException or BadImageFormatException)
        {
            var cause = exception;
            while (cause.InnerException is { } inner) cause = inner;
            return cause is DllNotFoundException
                ? $"Emgu.CV's native library {(OperatingSystem.IsWindows() ? "cvextern.dll" : "libcvextern.so")} does not load: {Advice}"
                : $"Emgu.CV's native library does not fit its managed part ({cause.Message.ReplaceLineEndings(" ")}): {Advice}";
        }
    }
}
