namespace Steerlens.Models.Onnx;

/// <summary>Dense layers that read the same features and whose outputs are put one behind the other: together they are one dense layer, which keeps a network a chain.</summary>
internal static class DenseHeads
{
    /// <summary>One layer for several.</summary>
    /// <param name="translation">The network so far; gets the layer.</param>
    /// <param name="heads">Layers whose values follow one another.</param>
    /// <returns>The index of a layer that puts out all their values; null where they are not dense layers on the same features.</returns>
    public static int? Joined(Translation translation, IReadOnlyList<int> heads)
    {
        if (heads.Any(head => head == Network.InputIndex || translation.Layer(head) is not Dense)) return null;
        var layers = heads.Select(head => (Dense)translation.Layer(head)).ToArray();
        if (layers.Any(layer => layer.Inputs[0] != layers[0].Inputs[0])) return null;
        var units = layers.Sum(layer => layer.Output.Length);
        var inputs = layers[0].Weights.Length / layers[0].Output.Length;
        translation.SpendWeights((long)inputs * units);
        var weights = new float[inputs * units];
        for (var (index, start) = (0, 0); index < layers.Length; start += layers[index++].Output.Length)
        {
            var own = layers[index].Output.Length;
            for (var input = 0; input < inputs; input++) layers[index].Weights.AsSpan(input * own, own).CopyTo(weights.AsSpan((input * units) + start));
        }

        return translation.Add(new Dense(translation.NameAfter(heads[0], "heads"), layers[0].Inputs, TensorShape.Vector(units), weights, [.. layers.SelectMany(layer => layer.Bias)]));
    }
}
