namespace Steerlens.Kernels.Images;

/// <summary>Leaves a 4:2:0 picture sharp where a map is strong and blurs the rest, as <see cref="FocusBlend"/> describes. One caller at a time.</summary>
public interface IFocusBlend
{
    /// <summary>Blurs what the map does not hold sharp.</summary>
    /// <param name="source">The picture.</param>
    /// <param name="target">Gets the result; may be the source.</param>
    /// <param name="map">mapHeight x mapWidth values.</param>
    /// <param name="mapHeight">Rows of the map.</param>
    /// <param name="mapWidth">Columns of the map.</param>
    /// <param name="rectangle">Where the map lies on the picture.</param>
    /// <param name="blurredTo">See <see cref="FocusLimits"/>.</param>
    /// <param name="sharpFrom">See <see cref="FocusLimits"/>.</param>
    /// <exception cref="ArgumentException">A picture has another size, or the map too few values.</exception>
    void Apply(
        YuvImage source, YuvImage target, ReadOnlySpan<float> map, int mapHeight, int mapWidth, MapRectangle rectangle, float blurredTo, float sharpFrom);
}
