namespace Steerlens.Kernels.Engines.States;

/// <summary>A tile's states for <see cref="StateKernel"/>: all of them have the same taps. A tile that is not full repeats its last state.</summary>
internal unsafe struct StateTile
{
    /// <summary>The most states in a tile.</summary>
    public const int Capacity = 8;

    /// <summary>The deltas of the layer below: states x <see cref="Stride"/> float32.</summary>
    public float* Source;

    /// <summary>A bit for each channel of each state that is not zero: states x <see cref="Words"/>; null where nothing is skipped.</summary>
    public ulong* Masks;

    /// <summary>Values from one source state to the next.</summary>
    public int Stride;

    /// <summary>Words of mask for each state.</summary>
    public int Words;

    /// <summary>Channels of the layer below.</summary>
    public int Channels;

    /// <summary>The first column tap.</summary>
    public int FirstTap;

    /// <summary>The last column tap.</summary>
    public int LastTap;

    /// <summary>States that count; the rest repeat the last one.</summary>
    public int Used;

    /// <summary>The tile's height: one of <see cref="StateKernel.HeightsOf"/>.</summary>
    public int Height;

    /// <summary>For each state its row class below times the column classes below.</summary>
    public fixed int Rows[Capacity];

    /// <summary>For each state an int* to the column classes below of its taps.</summary>
    public fixed long Columns[Capacity];

    /// <summary>For each state a float* to where its products go.</summary>
    public fixed long Outputs[Capacity];
}
