using Microsoft.ML.OnnxRuntime;
using Steerlens.Kernels.Engines;

namespace Steerlens.Kernels.OnnxRuntime;

/// <summary>What computes in ONNX Runtime.</summary>
internal sealed class ExecutionProvider
{
    private readonly Action<SessionOptions> _append;

    private ExecutionProvider(string word, string title, string key, bool isDevice, ProviderFiles files, Action<SessionOptions> append) =>
        (Word, Title, Key, IsDevice, Files, _append) = (word, title, key, isDevice, files, append);

    /// <summary>All of them, the best first.</summary>
    public static IReadOnlyList<ExecutionProvider> All { get; } =
    [
        new("tensorrt", "TensorRT", "TensorrtExecutionProvider", isDevice: true, ProviderFiles.TensorRT, AppendTensorRT),
        new("cuda", "CUDA", "CUDAExecutionProvider", isDevice: true, ProviderFiles.Cuda, AppendCuda),
        new("directml", "DirectML", "DmlExecutionProvider", isDevice: true, ProviderFiles.DirectML, AppendDirectML),
        new("cpu", "the processor", "CPUExecutionProvider", isDevice: false, ProviderFiles.None, _ => { }),
    ];

    /// <summary>Its word for <c>--device onnxruntime:WORD</c>.</summary>
    public string Word { get; }

    /// <summary>Its name, for people.</summary>
    public string Title { get; }

    /// <summary>What ONNX Runtime calls it.</summary>
    public string Key { get; }

    /// <summary>Whether it computes on a device of its own, to which inputs are copied.</summary>
    public bool IsDevice { get; }

    /// <summary>The files that it needs.</summary>
    public ProviderFiles Files { get; }

    /// <summary>The provider of a word; null where there is none.</summary>
    public static ExecutionProvider? Of(string word) => All.FirstOrDefault(provider => string.Equals(provider.Word, word, StringComparison.Ordinal));

    /// <summary>Makes a session.</summary>
    /// <param name="model">The bytes of an ONNX file.</param>
    /// <param name="threads">Threads on the processor; 0 for one on each core.</param>
    /// <exception cref="DeviceException">The provider does not load or does not take the model; the message says what is missing.</exception>
    public InferenceSession Open(byte[] model, int threads)
    {
        try
        {
            using var options = new SessionOptions { LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL, ExecutionMode = ExecutionMode.ORT_SEQUENTIAL };
            if (threads > 0) options.IntraOpNumThreads = threads;
            _append(options);
            return new InferenceSession(model, options);
        }
        catch (Exception exception) when (exception is OnnxRuntimeException or DllNotFoundException or EntryPointNotFoundException or TypeInitializationException)
        {
            throw new DeviceException(ProviderFault.Explain(this, exception), exception);
        }
    }

    // Sums of TF32 have three digits: not what our numbers are compared with.
    private static void AppendCuda(SessionOptions options)
    {
        using var cuda = new OrtCUDAProviderOptions();
        cuda.UpdateOptions(new Dictionary<string, string>(StringComparer.Ordinal) { ["use_tf32"] = "0", ["cudnn_conv_algo_search"] = "HEURISTIC" });
        options.AppendExecutionProvider_CUDA(cuda);
    }

    // What TensorRT leaves over runs on CUDA. Building its engines takes minutes: they are kept beside each other's sessions.
    private static void AppendTensorRT(SessionOptions options)
    {
        using var tensorRT = new OrtTensorRTProviderOptions();
        var cache = Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.Create), "steerlens", "tensorrt");
        tensorRT.UpdateOptions(new Dictionary<string, string>(StringComparer.Ordinal) { ["trt_engine_cache_enable"] = "1", ["trt_engine_cache_path"] = cache });
        options.AppendExecutionProvider_Tensorrt(tensorRT);
        AppendCuda(options);
    }

    // DirectML takes neither memory patterns nor several threads in a session.
    private static void AppendDirectML(SessionOptions options)
    {
        options.EnableMemoryPattern = false;
        options.AppendExecutionProvider_DML(0);
    }
}
