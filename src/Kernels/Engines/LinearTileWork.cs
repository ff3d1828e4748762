namespace Steerlens.Kernels.Engines;

/// <summary>What <see cref="LinearTile"/> computes: up to eight positions and a group of channels.</summary>
internal unsafe struct LinearTileWork
{
    /// <summary>The input's memory.</summary>
    public float* Input;

    /// <summary>For each of eight positions the offset of its first tap; those that are not used repeat one that is.</summary>
    public int* Inputs;

    /// <summary>Values from one input row to the next.</summary>
    public nint RowPitch;

    /// <summary>Kernel rows.</summary>
    public int Rows;

    /// <summary>Taps x channels of a kernel row, which lie next to each other.</summary>
    public nint Run;

    /// <summary>Rows x run x <see cref="Pitch"/>.</summary>
    public float* Weights;

    /// <summary>Values from one tap's weights to the next: whole vectors; a shared one holds the same weights for each of its positions.</summary>
    public int Pitch;

    /// <summary>One for each value of <see cref="Pitch"/>.</summary>
    public float* Bias;

    /// <summary>Channels.</summary>
    public int Channels;

    /// <summary>The output's memory, at the first channel of the group.</summary>
    public float* Output;

    /// <summary>For each position the offset of its first channel.</summary>
    public int* Outputs;

    /// <summary>Positions that are written.</summary>
    public int Used;
}
