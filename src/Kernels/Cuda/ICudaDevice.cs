namespace Steerlens.Kernels.Cuda;

/// <summary>
/// A device that runs the kernels: its memory and its streams. Addresses are the device's own; 0 is none. All calls may come from any
/// thread; those of one stream from one thread at a time.
/// </summary>
internal interface ICudaDevice : IDisposable
{
    /// <summary>The device for people.</summary>
    string Name { get; }

    /// <summary>Bytes of memory that are free.</summary>
    long FreeBytes { get; }

    /// <summary>Takes memory, on a multiple of 16 bytes; what it holds is undefined.</summary>
    /// <exception cref="CudaException">There is not so much.</exception>
    ulong Allocate(long bytes);

    /// <summary>Gives memory back.</summary>
    void Free(ulong address);

    /// <summary>Takes memory of the host that copies read and write without a detour.</summary>
    nint AllocateHost(long bytes);

    /// <summary>Gives memory of the host back.</summary>
    void FreeHost(nint memory);

    /// <summary>The handle of a kernel.</summary>
    /// <exception cref="CudaException">The module has none of that name.</exception>
    nint KernelOf(string name);

    /// <summary>A new stream: what is put into it is done in order, beside other streams.</summary>
    ICudaStream NewStream();
}

/// <summary>Work for a device, done in the order in which it was put in.</summary>
internal unsafe interface ICudaStream : IDisposable
{
    /// <summary>Copies from the host's memory, which must stay as it is until the copy is done.</summary>
    void Upload(ulong target, nint source, long bytes);

    /// <summary>Copies to the host's memory.</summary>
    void Download(nint target, ulong source, long bytes);

    /// <summary>Copies within the device's memory.</summary>
    void Copy(ulong target, ulong source, long bytes);

    /// <summary>Sets bytes to 0.</summary>
    void Clear(ulong target, long bytes);

    /// <summary>Runs a kernel.</summary>
    /// <param name="kernel">From <see cref="ICudaDevice.KernelOf"/>.</param>
    /// <param name="grid">Blocks of threads along two axes.</param>
    /// <param name="threads">Threads of a block.</param>
    /// <param name="arguments">The kernel's structure; it is copied.</param>
    /// <param name="bytes">Its bytes.</param>
    void Launch(nint kernel, (int Columns, int Rows) grid, int threads, void* arguments, int bytes);

    /// <summary>Notes down what is put into the stream instead of doing it.</summary>
    ICudaGraph Capture(Action record);

    /// <summary>Does what was noted down.</summary>
    void Run(ICudaGraph graph);

    /// <summary>Waits until all is done.</summary>
    /// <exception cref="CudaException">Something of it failed.</exception>
    void Synchronize();
}

/// <summary>Work that was noted down, to be done many times at the cost of one call.</summary>
internal interface ICudaGraph : IDisposable;
