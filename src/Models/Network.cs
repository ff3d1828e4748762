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

    /// <summary>The same network with another contract.</summary>
    /// <exception cref="NetworkFormatException">The contract does not fit the input's channels.</exception>
    public Network With(InputContract contract)
    {
        InputContractMetadata.RequireFit(contract, Input.Channels);
        return new Network(Name, Input, Layers, contract);
    }

    /// <summary>The index of a layer by its name, or by its number among the layers with weights: conv3 is also the third convolution.</summary>
    /// <returns>An index into <see cref="Layers"/>; capital and small letters are the same.</returns>
    /// <exception cref="NetworkFormatException">There is no such layer; the message lists the layers.</exception>
    public int FindLayer(string name) => TryFindLayer(name, out var index)
        ? index
        : throw new NetworkFormatException($"the network '{Name}' has no layer '{name}': its layers are {string.Join(", ", Layers.Select(layer => layer.Name))}.");

    /// <summary>As <see cref="FindLayer"/>, without an exception.</summary>
    public bool TryFindLayer(string name, out int index)
    {
        for (index = 0; index < Layers.Count; index++)
        {
            if (string.Equals(Layers[index].Name, name, StringComparison.OrdinalIgnoreCase)) return true;
        }

        var (convolutions, dense) = (0, 0);
        for (index = 0; index < Layers.Count; index++)
        {
            var numbered = Layers[index] switch
            {
                Convolution => FormattableString.Invariant($"conv{++convolutions}"),
                Dense => FormattableString.Invariant($"dense{++dense}"),
                _ => null,
            };
            if (numbered != null && string.Equals(numbered, name, StringComparison.OrdinalIgnoreCase)) return true;
        }

        index = InputIndex;
        return false;
    }

    /// <summary>Trained values in all layers: weights and biases.</summary>
    public int ParameterCount => Layers.Sum(layer => layer switch
    {
        Convolution convolution => convolution.Weights.Length + convolution.Bias.Length,
        Dense dense => dense.Weights.Length + dense.Bias.Length,
        _ => 0,
    });
}
