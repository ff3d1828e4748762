using System.Runtime.InteropServices;

namespace Steerlens.Kernels.Cuda;

/// <summary>
/// The NVIDIA driver's interface, as far as it is used. Every call goes through <see cref="Check"/>, which names the call and the code.
/// </summary>
internal static unsafe class CudaDriver
{
    /// <summary>The least version: 11.4, of 2021, the first that makes graphs as is done here.</summary>
    public const int LeastVersion = 11040;

    private static readonly Lazy<(CudaFunctions? Functions, string? Reason)> Loaded = new(Load);

    /// <summary>Why there is no driver that can be used; null where there is one.</summary>
    public static string? Reason => Loaded.Value.Reason;

    /// <summary>Whether its library is on this machine.</summary>
    public static bool IsPresent => Loaded.Value.Functions is not null || NativeLibrary.TryLoad(LibraryName, out _);

    /// <summary>The driver's functions.</summary>
    /// <exception cref="CudaException">There is no driver that can be used.</exception>
    public static CudaFunctions Functions => Loaded.Value.Functions ?? throw new CudaException(Loaded.Value.Reason!);

    /// <summary>The library's name on this system.</summary>
    public static string LibraryName => OperatingSystem.IsWindows() ? "nvcuda.dll" : "libcuda.so.1";

    /// <summary>A version as people write it.</summary>
    public static string VersionText(int version) => FormattableString.Invariant($"{version / 1000}.{version % 1000 / 10}");

    /// <summary>The one door: throws where a call failed.</summary>
    /// <param name="result">What it returned.</param>
    /// <param name="call">Its name.</param>
    public static void Check(int result, string call)
    {
        if (result != CudaResult.Success) throw Loaded.Value.Functions is { } functions ? Failure(functions, result, call) : new CudaException(call, result, "an error", "");
    }

    private static CudaException Failure(CudaFunctions functions, int result, string call)
    {
        byte* name = null;
        byte* text = null;
        _ = functions.cuGetErrorName(result, &name);
        _ = functions.cuGetErrorString(result, &text);
        return new CudaException(call, result, Marshal.PtrToStringUTF8((nint)name) ?? "an unknown error", Marshal.PtrToStringUTF8((nint)text) ?? "");
    }

    private static (CudaFunctions? Functions, string? Reason) Load()
    {
        if (!NativeLibrary.TryLoad(LibraryName, out var library)) return (null, $"no NVIDIA driver: {LibraryName} is not on this machine");
        var functions = new CudaFunctions(library, out var missing);
        if (missing is not null) return (null, $"the NVIDIA driver is too old: it has no {missing}; install one for CUDA {VersionText(LeastVersion)} or newer");
        int version;
        if (functions.cuDriverGetVersion(&version) is not CudaResult.Success and var code) return (null, Failure(functions, code, "cuDriverGetVersion").Message);
        if (version < LeastVersion)
            return (null, $"the NVIDIA driver is too old: it is for CUDA {VersionText(version)}; install one for CUDA {VersionText(LeastVersion)} or newer");
        return functions.cuInit(0) is not CudaResult.Success and var failure ? (null, Failure(functions, failure, "cuInit").Message) : (functions, null);
    }
}
