using System.Runtime.InteropServices;

namespace Steerlens.Kernels.OnnxRuntime;

/// <summary>The libraries that a provider needs beside ONNX Runtime itself, and how people get them.</summary>
/// <param name="Windows">Their names on Windows.</param>
/// <param name="Linux">Their names on Linux.</param>
/// <param name="Advice">What to install.</param>
internal sealed record ProviderFiles(string[] Windows, string[] Linux, string Advice)
{
    /// <summary>None.</summary>
    public static ProviderFiles None { get; } = new([], [], "");

    /// <summary>Those of CUDA 12 with cuDNN 9, which ONNX Runtime 1.19 to 1.26 is built for.</summary>
    public static ProviderFiles Cuda { get; } = new(
        ["nvcuda.dll", "cudart64_12.dll", "cublasLt64_12.dll", "cublas64_12.dll", "cufft64_11.dll", "cudnn64_9.dll"],
        ["libcuda.so.1", "libcudart.so.12", "libcublasLt.so.12", "libcublas.so.12", "libcurand.so.10", "libcufft.so.11", "libcudnn.so.9"],
        "install NVIDIA's driver, CUDA 12 and cuDNN 9 and put their folders on the search path");

    /// <summary>Those of TensorRT 10, and CUDA's.</summary>
    public static ProviderFiles TensorRT { get; } = new(
        [.. Cuda.Windows, "nvinfer_10.dll", "nvinfer_plugin_10.dll", "nvonnxparser_10.dll"],
        [.. Cuda.Linux, "libnvinfer.so.10", "libnvinfer_plugin.so.10", "libnvonnxparser.so.10"],
        "install NVIDIA's driver, CUDA 12, cuDNN 9 and TensorRT 10 and put their folders on the search path");

    /// <summary>DirectML, which is in another package than CUDA.</summary>
    public static ProviderFiles DirectML { get; } = new(["DirectML.dll"], [], "on Windows, build with -p:OnnxRuntimePackage=Microsoft.ML.OnnxRuntime.DirectML");

    /// <summary>The first of them that this machine does not load; null where all of them do.</summary>
    public string? FirstMissing() => Array.Find(OperatingSystem.IsWindows() ? Windows : Linux, name =>
    {
        if (!NativeLibrary.TryLoad(name, out var library)) return true;
        NativeLibrary.Free(library);
        return false;
    });
}
