using System.Runtime.InteropServices;
using System.Text;
using Steerlens.Kernels.Cuda;

namespace Steerlens.Kernels.Tests.Cuda.Emulator;

/// <summary>
/// A device that runs the kernels' sources on the processor. It does at once what is put into a stream, in order, and throws where a kernel
/// or a copy touches what is not its own; see <c>Emulator.cpp</c>.
/// </summary>
internal sealed unsafe class EmulatedCudaDevice : ICudaDevice
{
    private readonly delegate* unmanaged<nint, uint, uint, int, int, void*, int, byte*, int, int> _launch;
    private readonly delegate* unmanaged<nint, long, int> _holds;
    private readonly Dictionary<nint, (string Name, int Threads, int Bytes)> _kernels = [];
    private readonly HashSet<nint> _host = [];

    /// <summary>Makes a device.</summary>
    /// <param name="isRising">Whether the threads of a block run in rising order.</param>
    public EmulatedCudaDevice(bool isRising = true)
    {
        IsRising = isRising;
        _launch = (delegate* unmanaged<nint, uint, uint, int, int, void*, int, byte*, int, int>)EmulatorLibrary.Function("emulator_launch");
        _holds = (delegate* unmanaged<nint, long, int>)EmulatorLibrary.Function("emulator_holds");
    }

    /// <summary>Whether the threads of a block run in rising order.</summary>
    public bool IsRising { get; }

    /// <inheritdoc/>
    public string Name => "emulated";

    /// <inheritdoc/>
    public long FreeBytes => MostBytes - Bytes;

    /// <summary>What the device pretends to have.</summary>
    public long MostBytes { get; set; } = 4L << 30;

    /// <summary>Memory that was taken and not given back, the host's apart.</summary>
    public long Bytes => Held.Values.Sum();

    /// <summary>Pieces of memory that were taken and not given back, the host's too.</summary>
    public int Pieces => Held.Count + _host.Count;

    /// <summary>From now on every call fails, as on a device that was lost.</summary>
    public bool IsLost { get; set; }

    /// <summary>Launches so far.</summary>
    public int Launches { get; private set; }

    private Dictionary<ulong, long> Held { get; } = [];

    /// <inheritdoc/>
    public ulong Allocate(long bytes)
    {
        Require();
        if (bytes > FreeBytes) throw new CudaException("cuMemAlloc", CudaResult.OutOfMemory, "CUDA_ERROR_OUT_OF_MEMORY", "out of memory");
        var allocate = (delegate* unmanaged<long, nint>)EmulatorLibrary.Function("emulator_allocate");
        var address = (ulong)allocate(bytes);
        lock (Held) Held.Add(address, bytes);
        return address;
    }

    /// <inheritdoc/>
    public void Free(ulong address)
    {
        lock (Held) Assert.True(Held.Remove(address), "memory is given back that was not taken");
        var free = (delegate* unmanaged<nint, int>)EmulatorLibrary.Function("emulator_free");
        Assert.Equal(0, free((nint)address));
    }

    /// <inheritdoc/>
    public nint AllocateHost(long bytes)
    {
        Require();
        var memory = (nint)NativeMemory.AlignedAlloc((nuint)bytes, 64);
        lock (_host) _host.Add(memory);
        return memory;
    }

    /// <inheritdoc/>
    public void FreeHost(nint memory)
    {
        lock (_host) Assert.True(_host.Remove(memory), "memory of the host is given back that was not taken");
        NativeMemory.AlignedFree((void*)memory);
    }

    /// <inheritdoc/>
    public nint KernelOf(string name)
    {
        if (!EmulatorLibrary.Has(name)) throw new CudaException($"the module has no kernel '{name}'");
        var kernel = EmulatorLibrary.Function(name);
        var threads = ((delegate* unmanaged<int>)EmulatorLibrary.Function(name + "_threads"))();
        var bytes = ((delegate* unmanaged<int>)EmulatorLibrary.Function(name + "_argument_bytes"))();
        lock (_kernels) _kernels[kernel] = (name, threads, bytes);
        return kernel;
    }

    /// <inheritdoc/>
    public ICudaStream NewStream() => new Stream(this);

    /// <inheritdoc/>
    public void Dispose()
    {
        // Memory is checked by the tests.
    }

    private void Require()
    {
        if (IsLost) throw new CudaException("cuLaunchKernel", 719, "CUDA_ERROR_LAUNCH_FAILED", "unspecified launch failure");
    }

    private void RequireHeld(ulong address, long bytes)
    {
        if (_holds((nint)address, bytes) == 0) throw new InvalidOperationException($"A copy of {bytes} bytes reaches beyond the device's memory.");
    }

    private void Launch(nint kernel, (int Columns, int Rows) grid, int threads, void* arguments, int bytes)
    {
        Require();
        var (name, most, expected) = _kernels[kernel];
        if (bytes != expected) throw new InvalidOperationException($"{name} takes {expected} bytes of arguments, not {bytes}.");
        if (grid.Columns < 1 || grid.Rows is < 1 or > 65535) throw new InvalidOperationException($"{name} was launched with {grid.Columns} x {grid.Rows} blocks.");
        Launches++;
        var message = stackalloc byte[512];
        if (_launch(kernel, (uint)grid.Columns, (uint)grid.Rows, threads, most, arguments, IsRising ? 1 : 0, message, 512) == 0) return;
        throw new InvalidOperationException($"{name}: {Encoding.UTF8.GetString(MemoryMarshal.CreateReadOnlySpanFromNullTerminated(message))}");
    }

    private sealed class Graph(Action[] steps) : ICudaGraph
    {
        public Action[] Steps { get; } = steps;

        public void Dispose()
        {
            // Nothing but managed memory is held.
        }
    }

    private sealed class Stream(EmulatedCudaDevice device) : ICudaStream
    {
        private List<Action>? _captured;

        public void Upload(ulong target, nint source, long bytes) => Do(() =>
        {
            device.RequireHeld(target, bytes);
            Buffer.MemoryCopy((void*)source, (void*)target, bytes, bytes);
        });

        public void Download(nint target, ulong source, long bytes) => Do(() =>
        {
            device.RequireHeld(source, bytes);
            Buffer.MemoryCopy((void*)source, (void*)target, bytes, bytes);
        });

        public void Copy(ulong target, ulong source, long bytes) => Do(() =>
        {
            device.RequireHeld(target, bytes);
            device.RequireHeld(source, bytes);
            Buffer.MemoryCopy((void*)source, (void*)target, bytes, bytes);
        });

        public void Clear(ulong target, long bytes) => Do(() =>
        {
            device.RequireHeld(target, bytes);
            NativeMemory.Clear((void*)target, (nuint)bytes);
        });

        public void Launch(nint kernel, (int Columns, int Rows) grid, int threads, void* arguments, int bytes)
        {
            var copy = new ReadOnlySpan<byte>(arguments, bytes).ToArray();
            Do(() =>
            {
                fixed (byte* pointer = copy) device.Launch(kernel, grid, threads, pointer, bytes);
            });
        }

        public ICudaGraph Capture(Action record)
        {
            _captured = [];
            record();
            var graph = new Graph([.. _captured]);
            _captured = null;
            return graph;
        }

        public void Run(ICudaGraph graph)
        {
            foreach (var step in ((Graph)graph).Steps) step();
        }

        public void Synchronize()
        {
            if (_captured is not null) throw new InvalidOperationException("A stream that notes down can't be waited for.");
        }

        public void Dispose()
        {
            // Nothing is held.
        }

        private void Do(Action step)
        {
            device.Require();
            if (_captured is { } captured) captured.Add(step);
            else step();
        }
    }
}
