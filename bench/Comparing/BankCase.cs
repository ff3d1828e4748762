using Steerlens.Kernels.Occlusion;
using Steerlens.Models;

namespace Steerlens.Bench.Comparing;

/// <summary>A bank with a name.</summary>
/// <param name="Name">The word for it.</param>
/// <param name="Stride">Pixels between windows.</param>
/// <param name="Edges">How windows lie at the right and bottom edge.</param>
internal sealed record BankCase(string Name, int Stride, BankEdges Edges)
{
    /// <summary>The banks that are compared: that of the 2016 reference, ours, and a sparse one.</summary>
    public static IReadOnlyList<BankCase> All { get; } =
    [
        new("seed", 2, BankEdges.Clipped),
        new("default", 4, BankEdges.Inside),
        new("stride8", 8, BankEdges.Inside),
    ];

    /// <summary>Window sizes of every bank, in pixels.</summary>
    public static IReadOnlyList<int> Sizes { get; } = [15, 50];

    /// <summary>The bank for an input.</summary>
    public WindowBank For(TensorShape input) => WindowBank.Grid(input.Height, input.Width, Sizes, Stride, Edges);
}
