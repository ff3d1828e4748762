namespace Steerlens.Kernels.Images;

/// <summary>Finds the map sizes between which a picture's sharpness rises.</summary>
public sealed class FocusLimits
{
    private float[] _sorted = [];

    /// <summary>Two percentiles of |map|, and never under the threshold.</summary>
    /// <param name="map">All values of the map.</param>
    /// <param name="fromPercent">Up to this percentile of |map| the picture is blurred; 0..100.</param>
    /// <param name="toPercent">From this percentile it is sharp; at least <paramref name="fromPercent"/>.</param>
    /// <param name="threshold">Values of this size and smaller count as nothing.</param>
    public (float BlurredTo, float SharpFrom) Of(ReadOnlySpan<float> map, double fromPercent, double toPercent, double threshold)
    {
        if (_sorted.Length < map.Length) _sorted = new float[map.Length];
        var sorted = _sorted.AsSpan(0, map.Length);
        for (var index = 0; index < map.Length; index++) sorted[index] = float.IsFinite(map[index]) ? map[index] : 0;
        var from = Math.Max(Percentile.OfSizes(sorted, fromPercent), (float)threshold);
        return (from, Math.Max(Percentile.OfSizes(sorted, toPercent), from));
    }
}
