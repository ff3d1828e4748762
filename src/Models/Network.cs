namespace Steerlens.Models;

/// <summary>
/// A steering network as data: a graph of layers from one image to one or more outputs. It knows how its input is
/// made from a picture (<see cref="Contract"/>) but nothing about devices.
/// </summary>
public sealed class Network
{
    /// <summary>The index that stands for the network's input in <see cref="Layer.Inputs"/>.</summary>
    public const int InputIndex = -1;

    /// <summary>Makes a network of layers that are already in computable order.</summary>
    /// <param name="name">The name to show to people: usually the file's name without its ending.</param>
    /// <param name="input">H x W x C of the input.</param>
    /// <param name="layers">At least one layer; each reads only layers before it or the input.</param>
    /// <param name="contract">How a picture becomes the input, and what the output means.</param>
    /// <exception cref="ArgumentException">A layer reads a layer that is not before it, or there are none.</exception>
    public Network(string name, TensorShape input, IReadOnlyList<Layer> layers, InputContract contract)
    {
        ArgumentNullException.ThrowIfNull(layers);
        if (layers.Count == 0) throw new ArgumentException("A network needs at least one layer.", nameof(layers));
        for (var index = 0; index < layers.Count; index++)
        {
            if (layers[index].Inputs.Any(source => source < InputIndex || source >= index))
                throw new ArgumentException($"Layer '{layers[index].Name}' reads a layer that is not before it.", nameof(layers));
        }

        Name = name;
        Input = input;
        Layers = layers;
        Contract = contract;
    }

    /// <summary>The name to show to people.</summary>
    public string Name { get; }

    /// <summary>H x W x C of the input.</summary>
    public TensorShape Input { get; }

    /// <summary>The layers in computable order; the last one is the output.</summary>
    public IReadOnlyList<Layer> Layers { get; }

    /// <summary>How a picture becomes the input, and what the output means.</summary>
    public InputContract Contract { get; }

    /// <summary>The number of output values.</summary>
    public int OutputCount => Layers[^1].Output.Length;

    /// <summary>The shape of what layer <paramref name="index"/> puts out; the input's for <see cref="InputIndex"/>.</summary>
    public TensorShape ShapeOf(int index) => index == InputIndex ? Input : Layers[index].Output;

    /// <summary>Trained values in all layers: weights and biases.</summary>
    public int ParameterCount => Layers.Sum(layer => layer switch
    {
        Convolution convolution => convolution.Weights.Length + convolution.Bias.Length,
        Dense dense => dense.Weights.Length + dense.Bias.Length,
        _ => 0,
    });
}
