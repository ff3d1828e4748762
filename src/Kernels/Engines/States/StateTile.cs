namespace Steerlens.Kernels.Engines.States;

/// <summary>
/// A tile for <see cref="StateKernel"/>: states of one output column class and of row classes that follow one another. They have the same taps, and
/// since they look at the same place of the frame, mostly the same channels that are zero.
/// </summary>
internal unsafe struct StateTile
{
    /// <summary>The deltas below of the first row class.</summary>
    public float* Source;

    /// <summary>Values from one row class to the next.</summary>
    public nint SourcePitch;

    /// <summary>For each entry the input's offset from <see cref="Source"/>.</summary>
    public int* Inputs;

    /// <summary>For each entry the number of its weights: tap x channels + channel.</summary>
    public int* Weights;

    /// <summary>Entries.</summary>
    public int Count;

    /// <summary>States, which is the kernel's height.</summary>
    public int Height;

    /// <summary>The products of the first state.</summary>
    public float* Output;

    /// <summary>Values from one state's products to the next.</summary>
    public nint OutputPitch;
}
