using Steerlens.Kernels.Occlusion;

namespace Steerlens.Kernels.Maps;

/// <summary>What a masked pixel is replaced with.</summary>
public enum Fill
{
    /// <summary>The mean colour of the frame's input.</summary>
    Mean,

    /// <summary>Black (RGB 0, 0, 0), whatever the input's colour order.</summary>
    Black,

    /// <summary>The frame's input, blurred.</summary>
    Blur,
}

/// <summary>The choices that a map method may read; each takes what concerns it.</summary>
public sealed record MapOptions
{
    /// <summary>Window sizes of the bank, in pixels of the network's input.</summary>
    public IReadOnlyList<int> Sizes { get; init; } = [15, 50];

    /// <summary>Pixels between windows.</summary>
    public int Stride { get; init; } = 4;

    /// <summary>How windows lie at the right and bottom edge.</summary>
    public BankEdges Edges { get; init; } = BankEdges.Inside;

    /// <summary>What a masked pixel is replaced with.</summary>
    public Fill Fill { get; init; } = Fill.Mean;

    /// <summary>
    /// The layer that gradient maps look at. A layer with an activation of its own means the activation's output;
    /// <c>NAME:pre</c> means what goes into it. Null for the method's default.
    /// </summary>
    public string? Layer { get; init; }
}
