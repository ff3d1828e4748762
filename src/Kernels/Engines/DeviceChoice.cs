namespace Steerlens.Kernels.Engines;

/// <summary>What may run a network.</summary>
public enum DeviceKind
{
    /// <summary>An NVIDIA device where there is one that can, else the processor.</summary>
    Auto,

    /// <summary>The processor.</summary>
    Cpu,

    /// <summary>An NVIDIA device.</summary>
    Cuda,

    /// <summary>One of <see cref="BackEnds"/>.</summary>
    BackEnd,
}

/// <summary>What an NVIDIA device reads of the numbers that it multiplies for windows. All else, and every sum, is float32.</summary>
public enum DevicePrecision
{
    /// <summary>Float32, as on the processor.</summary>
    Fp32,

    /// <summary>Eleven significant bits with float32's range, on the tensor cores of Ampere devices (2020) and newer ones.</summary>
    Tf32,

    /// <summary>Half precision: eleven significant bits, up to 65504, on tensor cores.</summary>
    Fp16,
}

/// <summary>What shall run a network.</summary>
/// <param name="Kind">The kind of device.</param>
/// <param name="Index">Which NVIDIA device, from 0.</param>
/// <param name="IsAsked">Whether a person asked for it; an automatic choice then says why it fell as it did.</param>
/// <param name="BackEnd">The back end and its choice, as <see cref="BackEnds.Of"/> reads it; null for the other kinds.</param>
public readonly record struct DeviceChoice(DeviceKind Kind, int Index = 0, bool IsAsked = false, string? BackEnd = null)
{
    /// <summary>What an NVIDIA device multiplies.</summary>
    public DevicePrecision Precision { get; init; }
}
