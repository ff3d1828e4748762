namespace Steerlens.Models.Onnx;

/// <summary>Dense layers that read the same layer and are put one behind the other as the output are one dense layer: the network stays a chain.</summary>
internal static class JoinedHeads
{
    /// <summary>The one layer, or null where the heads are of other kinds or read different layers.</summary>
    /// <param name="layers">All layers.</param>
    /// <param name="heads">Indices of the outputs' layers, in the order of the outputs.</param>
    public static Dense? Of(IReadOnlyList<Layer> layers, IReadOnlyList<int> heads)
    {
        if (heads.Any(head => head == Network.InputIndex)) return null;
        var dense = heads.Select(head => layers[head]).OfType<Dense>().ToArray();
        if (dense.Length != heads.Count || dense.Any(head => head.Inputs[0] != dense[0].Inputs[0])) return null;
        var units = dense.Sum(head => head.Output.Length);
        var inputs = dense[0].Weights.Length / dense[0].Output.Length;
        var weights = new float[inputs * units];
        for (var (input, to) = (0, 0); input < inputs; input++)
        {
            foreach (var head in dense)
            {
                var count = head.Output.Length;
                head.Weights.AsSpan(input * count, count).CopyTo(weights.AsSpan(to));
                to += count;
            }
        }

        var name = dense[0].Name + (dense.Length == 2 ? "+" : "..") + dense[^1].Name;
        return new Dense(name, dense[0].Inputs, TensorShape.Vector(units), weights, [.. dense.SelectMany(head => head.Bias)]);
    }
}
