using Steerlens.Kernels.Maps;

namespace Steerlens.Pipeline.Live.Web;

/// <summary>The maps that a page offers.</summary>
internal static class LiveChoices
{
    /// <summary>The product that is worth its place beside the single maps.</summary>
    private const string Product = "occlusion*gradcam";

    /// <summary>Every map, the usual product, and the map of the command line.</summary>
    /// <param name="current">The map that is shown.</param>
    public static IEnumerable<IMapMethod> Maps(string current) =>
        MapMethods.All.Append(MapMethods.Find(Product)).Append(MapMethods.Find(current)).DistinctBy(method => method.Name, StringComparer.Ordinal);
}
