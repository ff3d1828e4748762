using System.Globalization;

namespace Steerlens.Models.Onnx;

/// <summary>The picture that a graph reads: its name, shape, and whether the channels come first.</summary>
internal sealed record GraphInput(string Name, TensorShape Shape, bool ChannelsFirst)
{
    private const int MaximumSide = 16_384;
    private const int MaximumChannels = 64;

    /// <summary>More values than this in one activation are refused: a full HD picture in three channels has 6.2 million.</summary>
    public const int MaximumCount = 1 << 23;

    private static readonly long[] ToChannelsFirst = [0, 3, 1, 2];
    private static readonly long[] ToChannelsLast = [0, 2, 3, 1];

    /// <summary>Finds the one input and its layout.</summary>
    /// <exception cref="NetworkFormatException">There is not exactly one, or its shape is not that of a picture.</exception>
    public static GraphInput Find(string file, GraphProto graph, IReadOnlyList<ValueProto> inputs)
    {
        if (inputs.Count != 1)
        {
            throw new NetworkFormatException(inputs.Count == 0
                ? $"The network '{file}' has no input."
                : $"The network '{file}' has {inputs.Count} inputs ({string.Join(", ", inputs.Take(8).Select(candidate => candidate.Name))}): only networks that read one picture are read.");
        }

        var input = inputs[0];
        var type = input.Type?.TensorType;
        var dimensions = type?.Shape?.Dim ?? [];
        if (type?.Shape == null || dimensions.Count != 4)
            throw Fail(type?.Shape == null ? "of unknown shape" : Show(dimensions), "a picture has four dimensions, such as 1x3x66x200: export it with them");
        if (type.ElemType is not (1 or 10 or 11))
            throw Fail($"of number kind {type.ElemType}", "only floats are read: export it with a float input");
        if (dimensions[0].DimValue > 1) throw Fail(Show(dimensions), "export it with a batch of 1 or of any size");
        if (dimensions.Skip(1).Any(dimension => dimension.DimValue is < 1 or > MaximumSide))
            throw Fail(Show(dimensions), $"height, width and channels must be fixed, from 1 to {MaximumSide}: export it with the size that it was trained on");
        var sizes = dimensions.Skip(1).Select(dimension => (int)dimension.DimValue).ToArray();
        var channelsFirst = IsChannelsFirst(graph, input.Name, sizes) ?? throw Fail(Show(dimensions), "which side are the channels? A picture has 1 or 3, several frames a multiple of that: transpose it to N x C x H x W");
        var shape = channelsFirst ? new TensorShape(sizes[1], sizes[2], sizes[0]) : new TensorShape(sizes[0], sizes[1], sizes[2]);
        if (shape.Channels > MaximumChannels) throw Fail(Show(dimensions), $"a picture has 1 or 3 channels, and several frames together at most {MaximumChannels}");
        if ((long)shape.Height * shape.Width * shape.Channels > MaximumCount) throw Fail(Show(dimensions), $"that is more than {MaximumCount} values");
        return new GraphInput(input.Name, shape, channelsFirst);

        NetworkFormatException Fail(string what, string remedy) => new($"'{file}': the input '{input.Name}' is {what}: {remedy}.");
    }

    /// <summary>The input as the graph sees it.</summary>
    public ComputedValue ToValue() => new()
    {
        Layer = Network.InputIndex,
        Dimensions = ChannelsFirst ? [1, Shape.Channels, Shape.Height, Shape.Width] : [1, Shape.Height, Shape.Width, Shape.Channels],
        Order = ChannelsFirst ? ComputedValue.ChannelsFirst(Shape) : ComputedValue.Straight(Shape.Length),
        Exclusive = false,
    };

    /// <summary>What the graph does with its input tells the layout; else the side that is 1 or 3 holds the channels.</summary>
    private static bool? IsChannelsFirst(GraphProto graph, string name, int[] sizes)
    {
        foreach (var node in graph.Node)
        {
            if (node.OpType is not "Transpose" || !string.Equals(node.Input.FirstOrDefault(), name, StringComparison.Ordinal)) continue;
            var order = node.Attribute.FirstOrDefault(attribute => attribute.Name is "perm")?.Ints;
            if (order == null) continue;
            if (order.SequenceEqual(ToChannelsFirst)) return false;
            if (order.SequenceEqual(ToChannelsLast)) return true;
        }

        if (sizes[0] is 1 or 3) return true;
        if (sizes[2] is 1 or 3) return false;

        // Several frames: their channels are fewer than a picture has rows or columns.
        if (sizes[0] <= MaximumChannels && sizes[0] < Math.Min(sizes[1], sizes[2])) return true;
        return sizes[2] <= MaximumChannels && sizes[2] < Math.Min(sizes[0], sizes[1]) ? false : null;
    }

    private static string Show(IEnumerable<DimensionProto> dimensions) => string.Join('x', dimensions.Take(8).Select(dimension =>
        dimension.HasDimValue && dimension.DimValue != 0 ? dimension.DimValue.ToString(CultureInfo.InvariantCulture) : "?"));
}
