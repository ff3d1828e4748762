namespace Steerlens.Kernels.Maps;

/// <summary>The methods by name.</summary>
public static class MapMethods
{
    private const char Times = '*';

    /// <summary>All methods, in the order of the help text.</summary>
    public static IReadOnlyList<IMapMethod> All { get; } =
    [
        new OcclusionMethod(),
        new GradCamMethod(),
        new HiResCamMethod(),
        new LayerCamMethod(),
        new CamMethod(),
        new HypercolumnsMethod(),
        new VisualBackPropMethod(),
        new SaliencyMethod(),
        new SmoothGradMethod(),
        new GuidedMethod(),
        new IntegratedGradientsMethod(),
    ];

    /// <summary>The method of a name, or the product of two: <c>occlusion*gradcam</c>.</summary>
    /// <exception cref="MapOptionException">There is none; the message lists them.</exception>
    public static IMapMethod Find(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        var at = name.IndexOf(Times, StringComparison.Ordinal);
        if (at != name.LastIndexOf(Times)) throw new MapOptionException($"'{name}' multiplies more than two maps: name two, such as occlusion*gradcam.");
        if (at >= 0) return new ProductMethod(Find(name[..at].Trim()), Find(name[(at + 1)..].Trim()));
        return All.FirstOrDefault(method => string.Equals(method.Name, name, StringComparison.OrdinalIgnoreCase))
            ?? throw new MapOptionException($"There is no map '{name}'; the maps are {string.Join(", ", All.Select(method => method.Name))}.");
    }
}
