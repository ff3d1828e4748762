using System.Runtime.InteropServices;

namespace Steerlens.Kernels.Engines.States;

/// <summary>
/// One thread's room: the deltas of two blocks in turn, and for a strip the products, the tiles, and lists of the inputs that are not zero.
/// </summary>
internal sealed unsafe class StateScratch : IDisposable
{
    /// <summary>Float32 values in a word of mask.</summary>
    private const int MaskValues = sizeof(ulong) / sizeof(float);

    private readonly NativeBuffer _products;
    private readonly NativeBuffer _lists;
    private readonly NativeBuffer[] _deltas;
    private readonly NativeBuffer[] _masks;

    public StateScratch(StateRoom room)
    {
        _products = new NativeBuffer(room.Products);
        _lists = new NativeBuffer((2 * room.Entries) + room.Channels + room.Columns);
        _deltas = [new NativeBuffer(room.Even.Deltas), new NativeBuffer(room.Odd.Deltas)];
        _masks = [new NativeBuffer(room.Even.Masks * MaskValues), new NativeBuffer(room.Odd.Masks * MaskValues)];
        Steps = new long[room.Blocks];
        MultiplyAdds = new long[room.Blocks];
        Tiles = (StateTile*)NativeMemory.AlignedAlloc((nuint)room.Tiles * (nuint)sizeof(StateTile), 64);
        Inputs = (int*)_lists.Pointer;
        Weights = Inputs + room.Entries;
        LiveChannels = Weights + room.Entries;
        LiveCounts = LiveChannels + room.Channels;
        Bytes = room.Bytes;
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

    /// <summary>For each block the multiply-adds that this thread did on the last frame.</summary>
    public long[] MultiplyAdds { get; }

    /// <summary>For each block the ticks that this thread took on the last frame.</summary>
    public long[] Steps { get; }

    /// <summary>The deltas of a block.</summary>
    public float* Deltas(int block) => _deltas[block % 2].Pointer;

    /// <summary>The masks of a block.</summary>
    public ulong* Masks(int block) => (ulong*)_masks[block % 2].Pointer;

    public void Dispose()
    {
        _products.Dispose();
        _lists.Dispose();
        foreach (var buffer in _deltas) buffer.Dispose();
        foreach (var buffer in _masks) buffer.Dispose();
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
    /// <summary>The states of the blocks with even numbers.</summary>
    public StateLength Even { get; init; }

    /// <summary>The states of the blocks with odd numbers.</summary>
    public StateLength Odd { get; init; }

    /// <summary>Blocks of the network.</summary>
    public int Blocks { get; init; }

    /// <summary>Bytes of all that.</summary>
    public unsafe long Bytes => (sizeof(float) * (Products + Even.Deltas + Odd.Deltas)) + (sizeof(ulong) * (Even.Masks + Odd.Masks))
        + (sizeof(int) * ((2 * Entries) + Channels + Columns)) + ((long)Tiles * sizeof(StateTile));

    /// <summary>Room for either.</summary>
    public StateRoom Or(StateRoom other) => new(
        Math.Max(Products, other.Products), Math.Max(Tiles, other.Tiles), Math.Max(Entries, other.Entries), Math.Max(Channels, other.Channels), Math.Max(Columns, other.Columns))
    {
        Even = Even.Or(other.Even),
        Odd = Odd.Or(other.Odd),
        Blocks = Math.Max(Blocks, other.Blocks),
    };
}

/// <summary>Values of deltas, and words of masks.</summary>
internal readonly record struct StateLength(long Deltas, long Masks)
{
    /// <summary>Enough for either.</summary>
    public StateLength Or(StateLength other) => new(Math.Max(Deltas, other.Deltas), Math.Max(Masks, other.Masks));
}
