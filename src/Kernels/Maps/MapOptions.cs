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

/// <summary>How the channels of a pixel become one value.</summary>
public enum ChannelReduction
{
    /// <summary>The sum of the sizes.</summary>
    Sum,

    /// <summary>The largest size.</summary>
    Maximum,
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

    /// <summary>
    /// Pixels over which a window's weight rises from its edges inwards, at most half of the smallest window; 0 for hard edges.
    /// </summary>
    public float Softness { get; init; }

    /// <summary>The bank's windows, where they are listed; null for <see cref="Sizes"/>, <see cref="Stride"/> and <see cref="Edges"/>.</summary>
    public WindowList? Windows { get; init; }

    /// <summary>What a masked pixel is replaced with.</summary>
    public Fill Fill { get; init; } = Fill.Mean;

    /// <summary>
    /// The layer that gradient maps look at. A layer with an activation of its own means the activation's output;
    /// <c>NAME:pre</c> means what goes into it. Null for the method's default.
    /// </summary>
    public string? Layer { get; init; }

    /// <summary>The layers whose maps a method multiplies, named like <see cref="Layer"/>; null for all convolutions.</summary>
    public IReadOnlyList<string>? Layers { get; init; }

    /// <summary>How the channels of a pixel become one value in maps of the input's gradient.</summary>
    public ChannelReduction Channels { get; init; } = ChannelReduction.Sum;

    /// <summary>Noisy copies of a frame that SmoothGrad takes the mean of, at least 1.</summary>
    public int Samples { get; init; } = 25;

    /// <summary>The standard deviation of SmoothGrad's noise as a share of the input's range, above 0.</summary>
    public double Noise { get; init; } = 0.1;

    /// <summary>Steps of integrated gradients between the baseline and the frame, at least 1.</summary>
    public int Steps { get; init; } = 32;

    /// <summary>Whether the map is made as <see cref="Target.Seed"/> says; the map then serves that target alone.</summary>
    public bool IsSeed { get; init; }

    /// <summary>The choices of the first published maps: every second window, clipped, on black.</summary>
    public static MapOptions Seed { get; } = new() { Stride = 2, Edges = BankEdges.Clipped, Fill = Fill.Black, IsSeed = true };
}
