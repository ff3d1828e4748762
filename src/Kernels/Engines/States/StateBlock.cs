using Steerlens.Models;

namespace Steerlens.Kernels.Engines.States;

/// <summary>How the sums of a block become its deltas.</summary>
internal enum StateEpilogue
{
    /// <summary>The sums are the deltas: no element-wise layer follows.</summary>
    None,

    /// <summary>max(0, base + sum) - max(0, base).</summary>
    Relu,

    /// <summary>The element-wise layers, one after the other.</summary>
    Any,
}

/// <summary>A linear layer of a chain with the element-wise layers after it; the first block of a network is its input.</summary>
internal sealed class StateBlock : IDisposable
{
    private StateBlock(LinearLayer? linear, int first, Layer[] chain, TensorShape shape, InstructionSet instructions)
    {
        Linear = linear;
        First = first;
        Chain = chain;
        Shape = shape;
        Epilogue = chain switch
        {
            [] => StateEpilogue.None,
            [Activation { Kind: ActivationKind.Relu }] => StateEpilogue.Relu,
            _ => StateEpilogue.Any,
        };
        IsSparse = linear is not null && Array.Exists(chain, layer => layer is Activation { Kind: ActivationKind.Relu });
        Words = (shape.Channels + 63) / 64;
        Stride = shape.Channels;
        if (linear is null) return;
        Weights = new RowWeights(linear, instructions, Epilogue != StateEpilogue.Any);
        var lanes = VectorShape.LanesOf(instructions);
        Stride = Weights.Blocks == 1 ? Math.Max(shape.Channels, lanes) : (shape.Channels + lanes - 1) / lanes * lanes;
    }

    /// <summary>The linear layer; null for the input.</summary>
    public LinearLayer? Linear { get; }

    /// <summary>The packed weights; null for the input.</summary>
    public RowWeights? Weights { get; }

    /// <summary>The index of the linear layer.</summary>
    public int First { get; }

    /// <summary>The index of the block's last layer.</summary>
    public int Last => First + Chain.Length;

    /// <summary>The element-wise layers.</summary>
    public Layer[] Chain { get; }

    /// <summary>The shape of what the block puts out.</summary>
    public TensorShape Shape { get; }

    /// <summary>What follows the sums.</summary>
    public StateEpilogue Epilogue { get; }

    /// <summary>Whether many deltas are exactly zero, so that masks of the others pay.</summary>
    public bool IsSparse { get; }

    /// <summary>Words of mask for each state.</summary>
    public int Words { get; }

    /// <summary>Values from one state, or position of the base frame, to the next.</summary>
    public int Stride { get; }

    /// <summary>Takes a network apart.</summary>
    /// <returns>The blocks, or null with a reason where the layers are not one chain.</returns>
    public static StateBlock[]? Of(Network network, InstructionSet instructions, out string? reason)
    {
        reason = WhyNot(network);
        if (reason is not null) return null;
        var blocks = new List<StateBlock>();
        for (var first = Network.InputIndex; first < network.Layers.Count;)
        {
            var end = first + 1;
            while (end < network.Layers.Count && !LinearLayer.Is(network.Layers[end])) end++;
            blocks.Add(new StateBlock(
                first == Network.InputIndex ? null : LinearLayer.Of(network, network.Layers[first]),
                first,
                [.. network.Layers.Skip(first + 1).Take(end - first - 1)],
                network.ShapeOf(end - 1),
                instructions));
            first = end;
        }

        return [.. blocks];
    }

    /// <summary>Why a network's changes can't be added up layer by layer; null where they can.</summary>
    public static string? WhyNot(Network network)
    {
        for (var index = 0; index < network.Layers.Count; index++)
        {
            if (WhyNot(network.Layers[index]) is { } why) return $"layer '{network.Layers[index].Name}' {why}";
            if (network.Layers[index].Inputs is not [var source] || source != index - 1) return $"layer '{network.Layers[index].Name}' does not read the layer before it";
        }

        return null;
    }

    /// <summary>Why a layer's changes can't be added up from those below it; null where they can.</summary>
    internal static string? WhyNot(Layer layer) => layer switch
    {
        MaxPool => "takes a maximum, whose change is no sum of changes",
        Convolution when !LinearLayer.Is(layer) => "is a depthwise convolution",
        Sum or Product or Concatenation => "joins branches",
        Resampling => "crops, pads or resizes",
        Normalization => "normalises, so that a change of one value changes all",
        _ when LinearLayer.Is(layer) || LinearLayer.IsElementwise(layer) => null,
        _ => $"is a {layer.GetType().Name}",
    };

    public void Dispose() => Weights?.Dispose();
}
