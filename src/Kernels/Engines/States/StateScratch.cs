using System.Runtime.InteropServices;

namespace Steerlens.Kernels.Engines.States;

/// <summary>One thread's room for a strip: products, tiles, and lists of the inputs that are not zero.</summary>
internal sealed unsafe class StateScratch : IDisposable
{
    private readonly NativeBuffer _products;
    private readonly NativeBuffer _lists;

    public StateScratch(StateRoom room)
    {
        _products = new NativeBuffer(room.Products);
        _lists = new NativeBuffer((2 * room.Entries) + room.Channels + room.Columns);
        Tiles = (StateTile*)NativeMemory.AlignedAlloc((nuint)room.Tiles * (nuint)sizeof(StateTile), 64);
        Inputs = (int*)_lists.Pointer;
        Weights = Inputs + room.Entries;
        LiveChannels = Weights + room.Entries;
        LiveCounts = LiveChannels + room.Channels;
        Bytes = ((_products.Length + _lists.Length) * sizeof(float)) + ((long)room.Tiles * sizeof(StateTile));
    }

    /// <summary>Kernel rows x row classes x columns x channels.</summary>
    public float* Products => _products.Pointer;

    /// <summary>The tiles of some row classes.</summary>
    public StateTile* Tiles { get; private set; }

    /// <summary>The tiles' <see cref="StateTile.Inputs"/>.</summary>
    public int* Inputs { get; }

    /// <summary>The tiles' <see cref="StateTile.Weights"/>.</summary>
    public int* Weights { get; }

    /// <summary>For each column class below the channels that are not zero.</summary>
    public int* LiveChannels { get; }

    /// <summary>For each column class below how many these are.</summary>
    public int* LiveCounts { get; }

    /// <summary>Bytes held.</summary>
    public long Bytes { get; }

    /// <summary>Multiply-adds done since the last reset.</summary>
    public long MultiplyAdds { get; set; }

    public void Dispose()
    {
        _products.Dispose();
        _lists.Dispose();
        NativeMemory.AlignedFree(Tiles);
        Tiles = null;
    }
}

/// <summary>What a thread needs room for.</summary>
/// <param name="Products">Values of products.</param>
/// <param name="Tiles">Tiles.</param>
/// <param name="Entries">Entries of all tiles.</param>
/// <param name="Channels">Channels of all column classes below.</param>
/// <param name="Columns">Column classes below.</param>
internal readonly record struct StateRoom(long Products, int Tiles, long Entries, long Channels, int Columns)
{
    /// <summary>Room for either.</summary>
    public StateRoom Or(StateRoom other) => new(
        Math.Max(Products, other.Products), Math.Max(Tiles, other.Tiles), Math.Max(Entries, other.Entries), Math.Max(Channels, other.Channels), Math.Max(Columns, other.Columns));
}
