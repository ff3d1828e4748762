namespace Steerlens.Kernels.Filters;

/// <summary>How the picture that a channel answers to most is searched for. A strength of 0 switches a regulariser off.</summary>
public sealed record FilterOptions
{
    /// <summary>Steps of gradient ascent in each octave, at least 1.</summary>
    public int Iterations { get; init; } = 40;

    /// <summary>The root mean square of a step, as a share of the input's range; above 0.</summary>
    public double Step { get; init; } = 0.02;

    /// <summary>The share (0..1) of the way back to the rest picture that each step takes everything: L2 decay.</summary>
    public double Decay { get; init; }

    /// <summary>The share (0..1) of a 3 x 3 Gaussian blur that each step mixes in.</summary>
    public double Blur { get; init; }

    /// <summary>The share (0..1) of the pixels, those with the smallest gradient, that each step puts back to the rest picture.</summary>
    public double Clip { get; init; }

    /// <summary>
    /// Resolutions, at least 1: all but the last let only changes through that a picture smaller by <see cref="OctaveRatio"/>,
    /// its square and so on could show, the coarsest first.
    /// </summary>
    public int Octaves { get; init; } = 1;

    /// <summary>How much smaller each coarser resolution is, above 1.</summary>
    public double OctaveRatio { get; init; } = 1.4;
}
