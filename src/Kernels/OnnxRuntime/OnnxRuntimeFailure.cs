using Steerlens.Kernels.Engines;

namespace Steerlens.Kernels.OnnxRuntime;

/// <summary>ONNX Runtime failed while it ran.</summary>
internal sealed class OnnxRuntimeFailure(string provider, Exception exception) : DeviceException(ProviderFault.OneLine(exception.Message), exception)
{
    /// <inheritdoc/>
    public override string Device => $"ONNX Runtime ({provider})";
}
