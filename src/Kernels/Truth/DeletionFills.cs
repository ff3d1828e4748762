using Steerlens.Kernels.Maps;

namespace Steerlens.Kernels.Truth;

/// <summary>
/// The fills that a map is scored with: two, neither the one that the map itself was made with, because a map must not be judged by the very
/// question that it answered.
/// </summary>
public static class DeletionFills
{
    /// <summary>The fills for a map, the one for quick scores first.</summary>
    /// <param name="own">What the map itself was made with; null for a map that masks nothing.</param>
    public static IReadOnlyList<Fill> For(Fill? own) => own switch
    {
        Fill.Mean => [Fill.Blur, Fill.Black],
        Fill.Black => [Fill.Blur, Fill.Mean],
        Fill.Blur => [Fill.Mean, Fill.Black],
        _ => [Fill.Blur, Fill.Mean],
    };

    /// <summary>What a map is made with: an occlusion's fill, the mean colour that integrated gradients start from, nothing for the others.</summary>
    public static Fill? Of(IMapMethod method, MapOptions options)
    {
        ArgumentNullException.ThrowIfNull(method);
        ArgumentNullException.ThrowIfNull(options);
        if (method.Options.Contains(nameof(MapOptions.Fill), StringComparer.Ordinal)) return options.Fill;
        return method is IntegratedGradientsMethod ? Fill.Mean : null;
    }
}
