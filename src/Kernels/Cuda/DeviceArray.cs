namespace Steerlens.Kernels.Cuda;

/// <summary>Memory of a device that belongs to one owner.</summary>
internal sealed class DeviceArray : IDisposable
{
    private readonly ICudaDevice _device;
    private bool _isDisposed;

    /// <summary>Takes memory; what it holds is undefined.</summary>
    public DeviceArray(ICudaDevice device, long bytes)
    {
        (_device, Bytes) = (device, Math.Max(16, bytes));
        Address = device.Allocate(Bytes);
    }

    /// <summary>Where it begins.</summary>
    public ulong Address { get; }

    /// <summary>How long it is.</summary>
    public long Bytes { get; }

    /// <summary>Zeros.</summary>
    public static DeviceArray Zeros(ICudaDevice device, ICudaStream stream, long bytes)
    {
        var array = new DeviceArray(device, bytes);
        stream.Clear(array.Address, array.Bytes);
        stream.Synchronize();
        return array;
    }

    /// <summary>A copy of values.</summary>
    public static unsafe DeviceArray Of<T>(ICudaDevice device, ICudaStream stream, ReadOnlySpan<T> values)
        where T : unmanaged
    {
        var array = new DeviceArray(device, (long)values.Length * sizeof(T));
        fixed (T* source = values)
        {
            if (values.Length > 0) stream.Upload(array.Address, (nint)source, (long)values.Length * sizeof(T));
            stream.Synchronize();
        }

        return array;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_isDisposed) return;
        _isDisposed = true;
        _device.Free(Address);
    }
}

/// <summary>Float32 memory of the host that a device copies to and from.</summary>
internal sealed class HostArray : IDisposable
{
    private readonly ICudaDevice _device;
    private readonly int _length;
    private bool _isDisposed;

    /// <summary>Takes memory.</summary>
    /// <param name="device">The device.</param>
    /// <param name="length">Values.</param>
    public HostArray(ICudaDevice device, int length)
    {
        (_device, _length) = (device, length);
        Memory = device.AllocateHost(Math.Max(1, length) * (long)sizeof(float));
        Values.Clear();
    }

    /// <summary>Where it begins.</summary>
    public nint Memory { get; }

    /// <summary>Its bytes.</summary>
    public long Bytes => _length * (long)sizeof(float);

    /// <summary>Its values.</summary>
    public unsafe Span<float> Values => new((void*)Memory, _length);

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_isDisposed) return;
        _isDisposed = true;
        _device.FreeHost(Memory);
    }
}

/// <summary>Bytes of the host that a device copies to and from.</summary>
internal sealed unsafe class HostBytes(ICudaDevice device, int length) : IDisposable
{
    private bool _isDisposed;

    /// <summary>Where they begin.</summary>
    public nint Memory { get; } = device.AllocateHost(length);

    /// <summary>Their number.</summary>
    public int Length => length;

    /// <summary>The bytes.</summary>
    public Span<byte> Values => new((void*)Memory, length);

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_isDisposed) return;
        _isDisposed = true;
        device.FreeHost(Memory);
    }
}
