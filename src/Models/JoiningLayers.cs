namespace Steerlens.Models;

/// <summary>The sum of two or more inputs, value by value: the end of a residual block.</summary>
/// <param name="Name">The layer's name.</param>
/// <param name="Inputs">Two or more inputs of the output's shape; one of 1 x 1 x C, or 1 x 1 x 1, counts at every position.</param>
/// <param name="Output">H x W x C.</param>
public sealed record Sum(string Name, IReadOnlyList<int> Inputs, TensorShape Output) : Layer(Name, Inputs, Output);

/// <summary>The product of two inputs, value by value: a gate on a picture.</summary>
/// <param name="Name">The layer's name.</param>
/// <param name="Inputs">Two inputs of the output's shape; one of 1 x 1 x C, or 1 x 1 x 1, counts at every position.</param>
/// <param name="Output">H x W x C.</param>
public sealed record Product(string Name, IReadOnlyList<int> Inputs, TensorShape Output) : Layer(Name, Inputs, Output);

/// <summary>
/// The inputs one behind the other: channel behind channel at each position where the inputs have the output's rows and columns, else all
/// values of each input (H, W, C order) in one flat vector.
/// </summary>
/// <param name="Name">The layer's name.</param>
/// <param name="Inputs">Two or more inputs.</param>
/// <param name="Output">H x W x the sum of the channels, or 1 x 1 x the sum of the lengths.</param>
public sealed record Concatenation(string Name, IReadOnlyList<int> Inputs, TensorShape Output) : Layer(Name, Inputs, Output);

/// <summary>exp(x) over its sum over the channels, at each position.</summary>
/// <param name="Name">The layer's name.</param>
/// <param name="Inputs">One input.</param>
/// <param name="Output">The input's shape.</param>
public sealed record Softmax(string Name, IReadOnlyList<int> Inputs, TensorShape Output) : Layer(Name, Inputs, Output);
