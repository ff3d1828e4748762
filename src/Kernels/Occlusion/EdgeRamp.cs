namespace Steerlens.Kernels.Occlusion;

/// <summary>
/// How far a window's weight rises from its edges inwards. A masked pixel is pixel + weight x (fill - pixel), and the weight of a pixel is
/// the weight of its row times the weight of its column, so soft windows separate into rows and columns as hard ones do.
/// </summary>
/// <param name="Softness">Pixels over which the weight rises from 0 to 1; 0 for a hard edge.</param>
public readonly record struct EdgeRamp(float Softness)
{
    /// <summary>The weight of one pixel along one axis: above 0, up to 1.</summary>
    /// <param name="offset">Pixels from the window's first one.</param>
    /// <param name="length">Pixels of the window along the axis.</param>
    public float Weight(int offset, int length) => Softness <= 0 ? 1 : (float)(Rise(offset + 0.5) * Rise(length - offset - 0.5));

    /// <summary>The smooth step: flat at both ends, so that the window's edge makes no line of its own.</summary>
    private double Rise(double distance)
    {
        var share = Math.Min(1, distance / Softness);
        return share * share * (3 - (2 * share));
    }
}
