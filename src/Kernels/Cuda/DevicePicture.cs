using Steerlens.Kernels.Images;

namespace Steerlens.Kernels.Cuda;

/// <summary>One frame's picture in a device's memory, planes as in <see cref="YuvImage"/>. Made by <see cref="DevicePictures"/>.</summary>
public sealed class DevicePicture : IDisposable
{
    private readonly DeviceArray _memory;

    internal DevicePicture(ICudaDevice device, int width, int height)
    {
        (Width, Height) = (width, height);
        _memory = new DeviceArray(device, YuvImage.ByteCount(width, height));
    }

    /// <summary>Luma samples in a row.</summary>
    internal int Width { get; }

    /// <summary>Luma rows.</summary>
    internal int Height { get; }

    /// <summary>Whether a picture has come up whole.</summary>
    internal bool IsFilled { get; set; }

    /// <summary>Bytes of all planes.</summary>
    internal long Bytes => YuvImage.ByteCount(Width, Height);

    internal ulong Y => _memory.Address;

    internal ulong U => Y + (ulong)(Width * Height);

    internal ulong V => U + (ulong)(Width * Height / 4);

    /// <inheritdoc/>
    public void Dispose() => _memory.Dispose();
}
