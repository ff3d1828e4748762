namespace Steerlens.Models;

/// <summary>
/// (x - mean) / sqrt(variance + epsilon) over the values of a group, computed anew for each picture: layer, instance and group normalisation
/// without their factors and summands. (Batch normalisation has stored means and is an <see cref="Affine"/>.)
/// </summary>
/// <param name="Name">The layer's name.</param>
/// <param name="Inputs">One input.</param>
/// <param name="Output">The input's shape.</param>
/// <param name="ByPosition">Whether the channels of each position are a group; else a group has its channels of all positions.</param>
/// <param name="Groups">Equal parts that the channels are cut into, each a group; 1 where <paramref name="ByPosition"/>.</param>
/// <param name="Epsilon">Added to the variance, 0 or above.</param>
public sealed record Normalization(string Name, IReadOnlyList<int> Inputs, TensorShape Output, bool ByPosition, int Groups, float Epsilon) : Layer(Name, Inputs, Output);
