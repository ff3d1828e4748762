namespace Steerlens.Kernels.Truth;

/// <summary>How much of a map lies on a mask: where the cause is known, a true map lies on it.</summary>
public static class MaskMass
{
    /// <summary>The sum of |map| on the mask.</summary>
    /// <param name="map">One value for each pixel.</param>
    /// <param name="mask">The share of each pixel that belongs to the mask, 0..1.</param>
    public static double On(ReadOnlySpan<float> map, ReadOnlySpan<float> mask)
    {
        Require(map.Length, mask.Length);
        var sum = 0d;
        for (var pixel = 0; pixel < map.Length; pixel++) sum += Math.Abs((double)map[pixel]) * mask[pixel];
        return sum;
    }

    /// <summary>The share of the sum of |map| that lies on the mask (mass accuracy), 0..1; NaN for a map that is 0 everywhere.</summary>
    public static double Share(ReadOnlySpan<float> map, ReadOnlySpan<float> mask)
    {
        var whole = 0d;
        foreach (var value in map) whole += Math.Abs((double)value);
        return On(map, mask) / whole;
    }

    /// <summary>Whether the map's largest |value| lies on the mask, that is on a pixel of which at least half belongs to it (pointing game).</summary>
    public static bool Points(ReadOnlySpan<float> map, ReadOnlySpan<float> mask)
    {
        Require(map.Length, mask.Length);
        var best = 0;
        for (var pixel = 1; pixel < map.Length; pixel++)
        {
            if (Math.Abs(map[pixel]) > Math.Abs(map[best])) best = pixel;
        }

        return map.Length > 0 && map[best] != 0 && mask[best] >= 0.5f;
    }

    private static void Require(int map, int mask)
    {
        if (map != mask) throw new ArgumentException($"A map of {map} values and a mask of {mask} don't fit.", nameof(mask));
    }
}
