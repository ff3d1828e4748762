namespace Steerlens.Models.Onnx;

/// <summary>One node of the graph with what its operator asks of it: inputs, attributes, and errors that name the node.</summary>
internal sealed class Node(Translation translation, NodeProto node, int number)
{
    public Translation Translation { get; } = translation;

    public string Operator => node.OpType;

    public string Name => node.Name;

    /// <summary>Its place in the graph, from 1.</summary>
    public int Place => number;

    public int InputCount => node.Input.Count;

    /// <summary>The input at this place.</summary>
    public Value Input(int index) =>
        Optional(index) ?? throw Fail($"{Operator} has no input {index + 1}", "the file is damaged");

    /// <summary>The input at this place, or null where the node leaves it out.</summary>
    public Value? Optional(int index) =>
        index < node.Input.Count && node.Input[index].Length > 0 ? Translation.Value(node.Input[index], this) : null;

    /// <summary>The input at this place, which depends on the picture. Nothing may be waiting to be applied to it.</summary>
    public ComputedValue Computed(int index)
    {
        var value = Viewed(index);
        if (value.Pending != null)
            throw Fail($"{Operator} follows an addition or factor that varies from pixel to pixel", "only one value for each channel is read there");
        return value;
    }

    /// <summary>The input at this place, which depends on the picture; something may be waiting to be applied to it.</summary>
    public ComputedValue Viewed(int index)
    {
        if (Input(index) is not ComputedValue value)
            throw Fail($"{Operator} reads a constant as input {index + 1}", "only networks that compute it from the picture are read");
        return Exclusively(value, node.Input[index]);
    }

    /// <summary>The value, marked as shared where other nodes read it, too.</summary>
    public ComputedValue Exclusively(ComputedValue value, string name) => value.Exclusive && Translation.Uses(name) > 1
        ? new() { Layer = value.Layer, Dimensions = value.Dimensions, Order = value.Order, Pending = value.Pending, Exclusive = false }
        : value;

    /// <summary>The name of the input at this place.</summary>
    public string InputName(int index) => node.Input[index];

    /// <summary>The constant at this place.</summary>
    public Constant Constant(int index, string what) =>
        OptionalConstant(index, what) ?? throw Fail($"{Operator} has no {what}", "the file is damaged");

    /// <summary>The constant at this place, or null where the node leaves it out.</summary>
    public Constant? OptionalConstant(int index, string what) => Optional(index) switch
    {
        null => null,
        Constant constant => constant,
        _ => throw Fail($"{Operator} computes its {what}", "only constant ones are read"),
    };

    /// <summary>A name for the layer with weights that the node is.</summary>
    public string NameWeights(string kind) => Translation.NameWeights(kind, this);

    /// <summary>Outputs that the node promises; some may have no name, where nobody reads them.</summary>
    public int OutputCount => node.Output.Count;

    /// <summary>Says what one of the node's outputs is.</summary>
    public void Set(Value value, int output = 0)
    {
        if (node.Output.Count <= output) throw Fail($"{Operator} has no output", "the file is damaged");
        Translation.Set(node.Output[output], value);
    }

    public long Integer(string attribute, long otherwise) => Find(attribute)?.I ?? otherwise;

    public float Number(string attribute, float otherwise) => Find(attribute)?.F ?? otherwise;

    public string Text(string attribute, string otherwise) => Find(attribute)?.S.ToStringUtf8() ?? otherwise;

    /// <summary>The integers of an attribute, or null where it is left out.</summary>
    public long[]? Integers(string attribute) => Find(attribute) is { } found ? [.. found.Ints] : null;

    /// <summary>The attribute, or null where it is left out.</summary>
    public AttributeProto? Find(string attribute) =>
        node.Attribute.FirstOrDefault(candidate => string.Equals(candidate.Name, attribute, StringComparison.Ordinal));

    /// <summary>An axis counted from the front; the file may count from the back.</summary>
    public int Axis(long axis, int rank)
    {
        if (axis < -rank || axis >= rank) throw Fail($"{Operator} names axis {axis} of {rank}", "the file is damaged");
        return (int)(axis < 0 ? axis + rank : axis);
    }

    /// <summary>The graph must see the layer as C x H x W: a picture that was reshaped on the way is another one.</summary>
    public void RequirePicture(ComputedValue input, TensorShape shape)
    {
        if (!input.IsPicture(shape, channelsFirst: true))
        {
            throw Fail(
                $"{Operator} reads {string.Join('x', input.Dimensions)}, which is not {shape} (H x W x C) with its channels in front",
                "transpose the picture to N x C x H x W and reshape nothing before the last convolution");
        }
    }

    /// <summary>An error that names the file, the node, and what to do.</summary>
    public NetworkFormatException Fail(string what, string remedy) =>
        new($"'{Translation.File}': {what} ({(Name.Length > 0 ? $"node '{Name}', number {number}" : $"node number {number}")}): {remedy}.");
}
