using System.Runtime.InteropServices;

namespace Steerlens.Kernels.Engines;

/// <summary>Float32 memory outside the managed heap, zeroed, on a cache line's boundary.</summary>
internal sealed unsafe class NativeBuffer : IDisposable
{
    private const int CacheLine = 64;

    public NativeBuffer(long length)
    {
        Length = length;
        Pointer = (float*)NativeMemory.AlignedAlloc((nuint)(Math.Max(1, length) * sizeof(float)), CacheLine);
        NativeMemory.Clear(Pointer, (nuint)(length * sizeof(float)));
    }

    public float* Pointer { get; private set; }

    public long Length { get; }

    public void Dispose()
    {
        NativeMemory.AlignedFree(Pointer);
        Pointer = null;
    }
}
