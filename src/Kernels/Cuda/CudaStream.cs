using System.Runtime.CompilerServices;

namespace Steerlens.Kernels.Cuda;

/// <summary>A stream of an NVIDIA device.</summary>
internal sealed unsafe class CudaStream : ICudaStream
{
    // Does not wait for the stream that every thread has by default.
    private const uint NonBlocking = 1;

    // While this thread notes down, other threads may do as they like.
    private const int OfThisThread = 1;

    private readonly CudaDevice _device;
    private readonly nint _stream;

    public CudaStream(CudaDevice device)
    {
        _device = device;
        nint stream;
        device.MakeCurrent();
        Check(device.Functions.cuStreamCreate(&stream, NonBlocking));
        _stream = stream;
    }

    /// <inheritdoc/>
    public void Upload(ulong target, nint source, long bytes)
    {
        _device.MakeCurrent();
        Check(_device.Functions.cuMemcpyHtoDAsync(target, (void*)source, (nuint)bytes, _stream));
    }

    /// <inheritdoc/>
    public void Download(nint target, ulong source, long bytes)
    {
        _device.MakeCurrent();
        Check(_device.Functions.cuMemcpyDtoHAsync((void*)target, source, (nuint)bytes, _stream));
    }

    /// <inheritdoc/>
    public void Copy(ulong target, ulong source, long bytes)
    {
        _device.MakeCurrent();
        Check(_device.Functions.cuMemcpyDtoDAsync(target, source, (nuint)bytes, _stream));
    }

    /// <inheritdoc/>
    public void Clear(ulong target, long bytes)
    {
        _device.MakeCurrent();
        Check(_device.Functions.cuMemsetD8Async(target, 0, (nuint)bytes, _stream));
    }

    /// <inheritdoc/>
    public void Launch(nint kernel, (int Columns, int Rows) grid, int threads, void* arguments, int bytes)
    {
        _device.MakeCurrent();
        Check(_device.Functions.cuLaunchKernel(kernel, (uint)grid.Columns, (uint)grid.Rows, 1, (uint)threads, 1, 1, 0, _stream, &arguments, null));
    }

    /// <inheritdoc/>
    public ICudaGraph Capture(Action record)
    {
        _device.MakeCurrent();
        Check(_device.Functions.cuStreamBeginCapture(_stream, OfThisThread));
        nint graph = 0;
        try
        {
            record();
        }
        catch
        {
            if (_device.Functions.cuStreamEndCapture(_stream, &graph) == CudaResult.Success) _ = _device.Functions.cuGraphDestroy(graph);
            throw;
        }

        Check(_device.Functions.cuStreamEndCapture(_stream, &graph));
        nint executable;
        var result = _device.Functions.cuGraphInstantiateWithFlags(&executable, graph, 0);
        _ = _device.Functions.cuGraphDestroy(graph);
        CudaDriver.Check(result, "cuGraphInstantiateWithFlags");
        return new Graph(_device, executable);
    }

    /// <inheritdoc/>
    public void Run(ICudaGraph graph)
    {
        _device.MakeCurrent();
        Check(_device.Functions.cuGraphLaunch(((Graph)graph).Executable, _stream));
    }

    /// <inheritdoc/>
    public void Synchronize()
    {
        _device.MakeCurrent();
        Check(_device.Functions.cuStreamSynchronize(_stream));
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_device.TryMakeCurrent()) _ = _device.Functions.cuStreamDestroy(_stream);
    }

    private static void Check(int result, [CallerArgumentExpression(nameof(result))] string call = "") => CudaCall.Check(result, call);

    private sealed class Graph(CudaDevice device, nint executable) : ICudaGraph
    {
        public nint Executable { get; } = executable;

        public void Dispose()
        {
            if (device.TryMakeCurrent()) _ = device.Functions.cuGraphExecDestroy(Executable);
        }
    }
}
