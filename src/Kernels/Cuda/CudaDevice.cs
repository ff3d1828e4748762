using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;

namespace Steerlens.Kernels.Cuda;

/// <summary>An NVIDIA device through its driver.</summary>
internal sealed unsafe class CudaDevice : ICudaDevice
{
    private const int MajorCapability = 75;
    private const int MinorCapability = 76;
    private const int JitErrorLog = 5;
    private const int JitErrorLogBytes = 6;

    private readonly int _device;
    private readonly nint _context;
    private readonly Lock _modules = new();
    private nint _module;
    private nint _tf32Module;
    private bool _isDisposed;

    /// <summary>Opens a device and loads the kernels.</summary>
    /// <param name="index">Which one, from 0.</param>
    /// <exception cref="CudaException">There is no driver, no such device, or it can't run the kernels; the message says why.</exception>
    public CudaDevice(int index)
    {
        Functions = CudaDriver.Functions;
        var count = Count();
        if (count == 0) throw new CudaException("the driver finds no NVIDIA device");
        if (index >= count) throw new CudaException($"there is no CUDA device {index}: the driver finds {count}, numbered from 0");
        int device;
        Check(Functions.cuDeviceGet(&device, index));
        (_device, Name) = (device, NameOf(index, device));
        RequireCapability(CudaModule.LeastCapability, "Turing, 2018");
        nint context;
        Check(Functions.cuDevicePrimaryCtxRetain(&context, _device));
        _context = context;
        try
        {
            MakeCurrent();
            _module = Load(CudaModule.Ptx());
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>The driver's functions.</summary>
    public CudaFunctions Functions { get; }

    /// <inheritdoc/>
    public string Name { get; }

    /// <inheritdoc/>
    public long FreeBytes
    {
        get
        {
            nuint free, total;
            MakeCurrent();
            Check(Functions.cuMemGetInfo(&free, &total));
            return (long)free;
        }
    }

    /// <summary>The devices that the driver finds.</summary>
    public static int Count()
    {
        int count;
        var result = CudaDriver.Functions.cuDeviceGetCount(&count);
        if (result == CudaResult.NoDevice) return 0;
        CudaDriver.Check(result, "cuDeviceGetCount");
        return count;
    }

    /// <inheritdoc/>
    public ulong Allocate(long bytes)
    {
        ulong address;
        MakeCurrent();
        Check(Functions.cuMemAlloc(&address, (nuint)bytes));
        return address;
    }

    /// <summary>Gives memory back; on a lost device there is nothing left to give.</summary>
    public void Free(ulong address)
    {
        if (TryMakeCurrent()) _ = Functions.cuMemFree(address);
    }

    /// <inheritdoc/>
    public nint AllocateHost(long bytes)
    {
        void* memory;
        MakeCurrent();
        Check(Functions.cuMemHostAlloc(&memory, (nuint)bytes, 0));
        return (nint)memory;
    }

    /// <inheritdoc/>
    public void FreeHost(nint memory)
    {
        if (TryMakeCurrent()) _ = Functions.cuMemFreeHost((void*)memory);
    }

    /// <inheritdoc/>
    public nint KernelOf(string name)
    {
        nint kernel;
        MakeCurrent();
        var module = name.StartsWith(CudaModule.Tf32Prefix, StringComparison.Ordinal) ? Tf32Module() : _module;
        fixed (byte* text = Encoding.ASCII.GetBytes(name + '\0')) Check(Functions.cuModuleGetFunction(&kernel, module, text));
        return kernel;
    }

    /// <inheritdoc/>
    public ICudaStream NewStream() => new CudaStream(this);

    /// <summary>Makes the device the calling thread's; each thread says so before it calls.</summary>
    public void MakeCurrent() => Check(Functions.cuCtxSetCurrent(_context));

    /// <summary>As <see cref="MakeCurrent"/>, without an exception.</summary>
    public bool TryMakeCurrent() => !_isDisposed && Functions.cuCtxSetCurrent(_context) == CudaResult.Success;

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_isDisposed) return;
        foreach (var module in (ReadOnlySpan<nint>)[_module, _tf32Module])
        {
            if (module != 0 && TryMakeCurrent()) _ = Functions.cuModuleUnload(module);
        }

        _isDisposed = true;
        _ = Functions.cuDevicePrimaryCtxRelease(_device);
    }

    private static void Check(int result, [CallerArgumentExpression(nameof(result))] string call = "") => CudaCall.Check(result, call);

    private string NameOf(int index, int device)
    {
        var name = stackalloc byte[256];
        Check(Functions.cuDeviceGetName(name, 256, device));
        nuint bytes;
        int version;
        Check(Functions.cuDeviceTotalMem(&bytes, device));
        Check(Functions.cuDriverGetVersion(&version));
        var text = Encoding.UTF8.GetString(MemoryMarshal.CreateReadOnlySpanFromNullTerminated(name));
        return FormattableString.Invariant($"{text} (device {index}, {bytes / 1073741824.0:F0} GiB, driver for CUDA {CudaDriver.VersionText(version)})");
    }

    private void RequireCapability((int Major, int Minor) least, string family)
    {
        int major, minor;
        Check(Functions.cuDeviceGetAttribute(&major, MajorCapability, _device));
        Check(Functions.cuDeviceGetAttribute(&minor, MinorCapability, _device));
        if ((major, minor).CompareTo(least) < 0)
            throw new CudaException($"{Name} is too old: it has compute capability {major}.{minor}, and {least.Major}.{least.Minor} ({family}) is needed");
    }

    private nint Tf32Module()
    {
        lock (_modules)
        {
            if (_tf32Module != 0) return _tf32Module;
            RequireCapability(CudaModule.Tf32Capability, "Ampere, 2020, for tf32");
            return _tf32Module = Load(CudaModule.Tf32Ptx());
        }
    }

    private nint Load(byte[] ptx)
    {
        const int LogBytes = 4096;
        var log = stackalloc byte[LogBytes];
        log[0] = 0;
        var options = stackalloc int[] { JitErrorLog, JitErrorLogBytes };
        var values = stackalloc void*[] { log, (void*)LogBytes };
        nint module;
        int result;
        fixed (byte* text = ptx) result = Functions.cuModuleLoadDataEx(&module, text, 2, options, values);
        if (result != CudaResult.Success && log[0] != 0)
        {
            var said = Encoding.UTF8.GetString(MemoryMarshal.CreateReadOnlySpanFromNullTerminated(log)).ReplaceLineEndings(" ").Trim();
            throw new CudaException($"the driver can't finish the kernels for {Name}: {said}");
        }

        Check(result);
        return module;
    }
}
