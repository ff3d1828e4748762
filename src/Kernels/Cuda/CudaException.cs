using Steerlens.Kernels.Engines;

namespace Steerlens.Kernels.Cuda;

/// <summary>A call to the device's driver failed, or there is no device that can be used. The message is one line for people.</summary>
public sealed class CudaException : DeviceException
{
    /// <summary>Names a reason.</summary>
    public CudaException(string message)
        : base(message)
    {
    }

    /// <summary>Names the call that failed and its code.</summary>
    internal CudaException(string call, int code, string name, string description)
        : base(Explain(call, code, name, description)) => Code = code;

    /// <inheritdoc/>
    public override string Device => "the CUDA device";

    /// <summary>The driver's code; 0 where no call failed.</summary>
    public int Code { get; }

    private static string Explain(string call, int code, string name, string description) => code switch
    {
        CudaResult.OutOfMemory => $"the device is out of memory ({call}): choose a larger stride, a smaller network or --device cpu",
        CudaResult.NoDevice => "the driver finds no NVIDIA device",
        _ => FormattableString.Invariant($"{call} failed with {name} ({code}): {description}"),
    };
}

/// <summary>The driver's codes that are told apart.</summary>
internal static class CudaResult
{
    public const int Success = 0;
    public const int OutOfMemory = 2;
    public const int NoDevice = 100;
}
