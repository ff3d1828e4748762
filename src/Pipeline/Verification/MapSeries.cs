using Steerlens.Kernels.Maps;
using Steerlens.Kernels.Truth;

namespace Steerlens.Pipeline.Verification;

/// <summary>One map on every frame that is scored, and what is found out about it.</summary>
/// <param name="name">The map's word on the command line, or the folder it comes from.</param>
/// <param name="sizes">Frames x (H x W of the network's input): the sizes |value|.</param>
/// <param name="signed">The same with signs, positive = right; null for a map that knows no direction.</param>
/// <param name="fills">What it is scored with: two.</param>
internal sealed class MapSeries(string name, float[][] sizes, float[][]? signed, IReadOnlyList<Fill> fills)
{
    /// <summary>The map's name, for people.</summary>
    public string Name { get; } = name;

    /// <summary>What removed pixels are replaced with.</summary>
    public IReadOnlyList<Fill> Fills { get; } = fills;

    /// <summary>The map in the order of its sizes.</summary>
    public ScoredMaps BySize { get; } = new(sizes);

    /// <summary>The map from right to left; null for a map that knows no direction.</summary>
    public ScoredMaps? ByDirection { get; } = signed is null ? null : new ScoredMaps(signed);

    /// <summary>The rank among 32 on each frame.</summary>
    public MapRank[] Ranks { get; } = new MapRank[sizes.Length];

    /// <summary>Rank correlation with the maps of networks whose last k layers are random, k = 1 to all; empty where it can't be asked.</summary>
    public double[] LayerCorrelations { get; set; } = [];

    /// <summary>The mean max-sensitivity; NaN where it can't be asked.</summary>
    public double Sensitivity { get; set; } = double.NaN;

    /// <summary>The mean correlation of a frame's map with the next frame's; NaN where it can't be asked.</summary>
    public double Steadiness { get; set; } = double.NaN;
}
