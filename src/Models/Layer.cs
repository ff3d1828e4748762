namespace Steerlens.Models;

/// <summary>
/// One node of a network. Layers are stored in the order in which they can be computed; each names the layers
/// whose outputs it reads. All activations are channels last (H x W x C).
/// </summary>
/// <param name="Name">The name that people use for the layer: the file's node name, or one like <c>conv3</c>.</param>
/// <param name="Inputs">Indices into <see cref="Network.Layers"/>; <see cref="Network.InputIndex"/> is the network's input.</param>
/// <param name="Output">The shape of the layer's output.</param>
public abstract record Layer(string Name, IReadOnlyList<int> Inputs, TensorShape Output);

/// <summary>A 2-D cross-correlation with bias.</summary>
/// <param name="Name">The layer's name.</param>
/// <param name="Inputs">One input.</param>
/// <param name="Output">H x W x C of the result.</param>
/// <param name="Kernel">Kernel height and width.</param>
/// <param name="Stride">Steps in rows and columns.</param>
/// <param name="Padding">Zero padding in rows (top) and columns (left); bottom and right follow from the output's shape.</param>
/// <param name="Weights">Kernel height x kernel width x input channels of a group x output channels.</param>
/// <param name="Bias">One value for each output channel.</param>
public sealed record Convolution(
    string Name,
    IReadOnlyList<int> Inputs,
    TensorShape Output,
    (int Height, int Width) Kernel,
    (int Rows, int Columns) Stride,
    (int Top, int Left) Padding,
    float[] Weights,
    float[] Bias) : Layer(Name, Inputs, Output)
{
    /// <summary>
    /// Groups of channels that do not see each other: input and output channels are cut into as many equal parts. As many groups as
    /// input channels make a depthwise convolution.
    /// </summary>
    public int Groups { get; init; } = 1;

    /// <summary>Rows and columns from one tap of the kernel to the next; 1 for a dense kernel.</summary>
    public (int Rows, int Columns) Dilation { get; init; } = (1, 1);

    /// <summary>Rows and columns that the kernel reaches over.</summary>
    public (int Height, int Width) Reach => (((Kernel.Height - 1) * Dilation.Rows) + 1, ((Kernel.Width - 1) * Dilation.Columns) + 1);
}

/// <summary>A fully connected layer over the flattened input (H, W, C order).</summary>
/// <param name="Name">The layer's name.</param>
/// <param name="Inputs">One input.</param>
/// <param name="Output">1 x 1 x output units.</param>
/// <param name="Weights">Input values (H, W, C order) x output units.</param>
/// <param name="Bias">One value for each output unit.</param>
public sealed record Dense(
    string Name,
    IReadOnlyList<int> Inputs,
    TensorShape Output,
    float[] Weights,
    float[] Bias) : Layer(Name, Inputs, Output);

/// <summary>
/// The mean over a rectangle of positions, channel by channel, without padding. A rectangle as large as the input is a global
/// average pooling.
/// </summary>
/// <param name="Name">The layer's name.</param>
/// <param name="Inputs">One input.</param>
/// <param name="Output">H x W x C of the result; C is the input's.</param>
/// <param name="Kernel">Rows and columns of the rectangle.</param>
/// <param name="Stride">Steps in rows and columns.</param>
public sealed record AveragePool(
    string Name,
    IReadOnlyList<int> Inputs,
    TensorShape Output,
    (int Height, int Width) Kernel,
    (int Rows, int Columns) Stride) : Layer(Name, Inputs, Output);

/// <summary>The maximum over a rectangle of positions, channel by channel; positions outside the input do not count.</summary>
/// <param name="Name">The layer's name.</param>
/// <param name="Inputs">One input.</param>
/// <param name="Output">H x W x C of the result; C is the input's.</param>
/// <param name="Kernel">Rows and columns of the rectangle.</param>
/// <param name="Stride">Steps in rows and columns.</param>
/// <param name="Padding">Rows above and columns left of the input where rectangles begin.</param>
public sealed record MaxPool(
    string Name,
    IReadOnlyList<int> Inputs,
    TensorShape Output,
    (int Height, int Width) Kernel,
    (int Rows, int Columns) Stride,
    (int Top, int Left) Padding = default) : Layer(Name, Inputs, Output);

/// <summary>y = x * scale + offset, element-wise.</summary>
/// <param name="Name">The layer's name.</param>
/// <param name="Inputs">One input.</param>
/// <param name="Output">The input's shape.</param>
/// <param name="Scale">One value for each channel.</param>
/// <param name="Offset">One value for each channel.</param>
public sealed record Affine(
    string Name,
    IReadOnlyList<int> Inputs,
    TensorShape Output,
    float[] Scale,
    float[] Offset) : Layer(Name, Inputs, Output);
