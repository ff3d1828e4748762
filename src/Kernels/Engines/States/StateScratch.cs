using System.Runtime.InteropServices;

namespace Steerlens.Kernels.Engines.States;

/// <summary>One thread's room for products and tiles.</summary>
internal sealed unsafe class StateScratch : IDisposable
{
    private readonly NativeBuffer _products;

    public StateScratch(long products, int tiles)
    {
        _products = new NativeBuffer(products);
        Tiles = (StateTile*)NativeMemory.AlignedAlloc((nuint)tiles * (nuint)sizeof(StateTile), 64);
        Bytes = (products * sizeof(float)) + ((long)tiles * sizeof(StateTile));
    }

    public float* Products => _products.Pointer;

    public StateTile* Tiles { get; private set; }

    public long Bytes { get; }

    /// <summary>Multiply-adds done since the last reset.</summary>
    public long MultiplyAdds { get; set; }

    public void Dispose()
    {
        _products.Dispose();
        NativeMemory.AlignedFree(Tiles);
        Tiles = null;
    }
}
