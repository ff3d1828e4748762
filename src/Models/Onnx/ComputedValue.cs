namespace Steerlens.Models.Onnx;

/// <summary>
/// A tensor that depends on the picture: the output of a layer, seen in the shape and order that the graph gives it. The layer
/// itself is always H x W x C; what the graph transposes, flattens and reshapes changes only <see cref="Order"/>.
/// </summary>
internal sealed class ComputedValue : Value
{
    /// <summary>The layer, or <see cref="Network.InputIndex"/>.</summary>
    public required int Layer { get; init; }

    /// <summary>The shape in the graph, with the batch first.</summary>
    public required int[] Dimensions { get; init; }

    /// <summary>For each value of one picture in the graph's order, its index in the layer's H, W, C order.</summary>
    public required int[] Order { get; init; }

    /// <summary>Whether nothing else reads the layer, so that it may be changed by what follows.</summary>
    public required bool Exclusive { get; init; }

    /// <summary>A factor and summand for each value, in the layer's order, that are still to be applied: they differ within a channel.</summary>
    public (double[] Scale, double[] Offset)? Pending { get; init; }

    public int Rank => Dimensions.Length;

    /// <summary>The values of one picture.</summary>
    public int Count => Order.Length;

    /// <summary>A view of the same layer.</summary>
    public ComputedValue View(int[] dimensions, int[] order) =>
        new() { Layer = Layer, Dimensions = dimensions, Order = order, Exclusive = Exclusive, Pending = Pending };

    /// <summary>The output of a new layer that keeps shape and order.</summary>
    public ComputedValue After(int layer) => new() { Layer = layer, Dimensions = Dimensions, Order = Order, Exclusive = true };

    /// <summary>The output of a layer as a picture.</summary>
    public static ComputedValue Picture(int layer, TensorShape shape, bool channelsFirst = true) => new()
    {
        Layer = layer,
        Dimensions = channelsFirst ? [1, shape.Channels, shape.Height, shape.Width] : [1, shape.Height, shape.Width, shape.Channels],
        Order = channelsFirst ? ChannelsFirst(shape) : Straight(shape.Length),
        Exclusive = true,
    };

    /// <summary>Whether the graph sees the layer as C x H x W, or as H x W x C.</summary>
    public bool IsPicture(TensorShape shape, bool channelsFirst) =>
        Dimensions.AsSpan(1).SequenceEqual(channelsFirst ? [shape.Channels, shape.Height, shape.Width] : [shape.Height, shape.Width, shape.Channels])
        && Order.AsSpan().SequenceEqual(channelsFirst ? ChannelsFirst(shape) : Straight(shape.Length));

    /// <summary>The order of a C x H x W tensor over H x W x C.</summary>
    public static int[] ChannelsFirst(TensorShape shape)
    {
        var order = new int[shape.Length];
        var at = 0;
        for (var channel = 0; channel < shape.Channels; channel++)
        {
            for (var pixel = 0; pixel < shape.Height * shape.Width; pixel++) order[at++] = (pixel * shape.Channels) + channel;
        }

        return order;
    }

    /// <summary>The order of a tensor that lies as the layer does.</summary>
    public static int[] Straight(int count)
    {
        var order = new int[count];
        for (var index = 0; index < count; index++) order[index] = index;
        return order;
    }
}
