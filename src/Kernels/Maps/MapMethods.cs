namespace Steerlens.Kernels.Maps;

/// <summary>The methods by name.</summary>
public static class MapMethods
{
    /// <summary>All methods, in the order of the help text.</summary>
    public static IReadOnlyList<IMapMethod> All { get; } = [new OcclusionMethod(), new GradCamMethod()];

    /// <summary>The method of a name.</summary>
    /// <exception cref="MapOptionException">There is none; the message lists them.</exception>
    public static IMapMethod Find(string name) => All.FirstOrDefault(method => string.Equals(method.Name, name, StringComparison.OrdinalIgnoreCase))
        ?? throw new MapOptionException($"There is no map '{name}'; the maps are {string.Join(", ", All.Select(method => method.Name))}.");
}
