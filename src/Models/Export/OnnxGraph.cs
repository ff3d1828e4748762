using System.Globalization;
using System.Runtime.InteropServices;
using Google.Protobuf;
using Steerlens.Models.Onnx;

namespace Steerlens.Models.Export;

/// <summary>Nodes and constants of a graph that is being written. Every tensor has a name; an operation gives the name of its result.</summary>
internal sealed class OnnxGraph
{
    // What the oldest runtimes of operator set 17 read.
    private const long IrVersion = 8;
    private const long OperatorSet = 17;
    private const int Float = 1;
    private const int Integer64 = 7;

    private readonly GraphProto _graph = new();
    private readonly HashSet<string> _names = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _scalars = new(StringComparer.Ordinal);
    private int _made;

    /// <summary>Adds an input of the graph.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="dimensions">Its sizes; <c>N</c> for any number of pictures.</param>
    public void AddInput(string name, params object[] dimensions) => _graph.Input.Add(Describe(name, dimensions));

    /// <summary>Gives a tensor the name of an output of the graph.</summary>
    /// <param name="tensor">The tensor.</param>
    /// <param name="name">The output's name.</param>
    /// <param name="dimensions">Its sizes.</param>
    public void AddOutput(string tensor, string name, params object[] dimensions)
    {
        _graph.Node.Add(new NodeProto { OpType = "Identity", Name = NewName(name), Input = { tensor }, Output = { name } });
        _graph.Output.Add(Describe(name, dimensions));
    }

    /// <summary>A constant tensor of numbers.</summary>
    public string Constant(ReadOnlySpan<float> values, params long[] dimensions)
    {
        var tensor = new TensorProto { Name = NewName("constant"), DataType = Float, RawData = ByteString.CopyFrom(MemoryMarshal.AsBytes(values)) };
        tensor.Dims.AddRange(dimensions);
        _graph.Initializer.Add(tensor);
        return tensor.Name;
    }

    /// <summary>A constant number, which fits any shape.</summary>
    public string Scalar(double value)
    {
        var key = value.ToString("R", CultureInfo.InvariantCulture);
        if (!_scalars.TryGetValue(key, out var name)) _scalars[key] = name = Constant([(float)value]);
        return name;
    }

    /// <summary>A constant list of whole numbers: axes, or a shape.</summary>
    public string Integers(params long[] values)
    {
        var tensor = new TensorProto { Name = NewName("integers"), DataType = Integer64, RawData = ByteString.CopyFrom(MemoryMarshal.AsBytes<long>(values)) };
        tensor.Dims.Add(values.Length);
        _graph.Initializer.Add(tensor);
        return tensor.Name;
    }

    /// <summary>Adds an operation.</summary>
    /// <param name="operation">The operator.</param>
    /// <param name="inputs">Its inputs; empty for one that is left out.</param>
    /// <param name="attributes">Its attributes.</param>
    /// <returns>The name of its first result.</returns>
    public string Add(string operation, string[] inputs, params AttributeProto[] attributes) => Add(operation, null, inputs, attributes);

    /// <summary>As above, with a name that people know.</summary>
    public string Add(string operation, string? name, string[] inputs, params AttributeProto[] attributes)
    {
        var result = NewName(name ?? operation);
        var node = new NodeProto { OpType = operation, Name = name is not null && _names.Add(name) ? name : result, Output = { result } };
        node.Input.AddRange(inputs);
        node.Attribute.AddRange(attributes);
        _graph.Node.Add(node);
        return result;
    }

    /// <summary>The second result of the last operation, which has not asked for it before.</summary>
    public string SecondResult()
    {
        var name = NewName("second");
        _graph.Node[^1].Output.Add(name);
        return name;
    }

    /// <summary>An attribute of one whole number.</summary>
    public static AttributeProto Attribute(string name, long value) => new() { Name = name, I = value, Type = 2 };

    /// <summary>An attribute of one number.</summary>
    public static AttributeProto Attribute(string name, float value) => new() { Name = name, F = value, Type = 1 };

    /// <summary>An attribute of one word.</summary>
    public static AttributeProto Attribute(string name, string value) => new() { Name = name, S = ByteString.CopyFromUtf8(value), Type = 3 };

    /// <summary>An attribute of several whole numbers.</summary>
    public static AttributeProto Attribute(string name, params long[] values)
    {
        var attribute = new AttributeProto { Name = name, Type = 7 };
        attribute.Ints.AddRange(values);
        return attribute;
    }

    /// <summary>The bytes of the file.</summary>
    /// <param name="name">The graph's name.</param>
    /// <param name="metadata">What is said about it.</param>
    public byte[] ToFile(string name, IEnumerable<KeyValuePair<string, string>> metadata)
    {
        _graph.Name = name;
        var read = _graph.Node.SelectMany(node => node.Input).ToHashSet(StringComparer.Ordinal);
        foreach (var unread in _graph.Initializer.Where(tensor => !read.Contains(tensor.Name)).ToArray()) _graph.Initializer.Remove(unread);
        var model = new ModelProto { IrVersion = IrVersion, ProducerName = "steerlens", Graph = _graph, OpsetImport = { new OperatorSetProto { Domain = "", Version = OperatorSet } } };
        foreach (var (key, value) in metadata) model.MetadataProps.Add(new EntryProto { Key = key, Value = value });
        return model.ToByteArray();
    }

    private static ValueProto Describe(string name, object[] dimensions)
    {
        var shape = new ShapeProto();
        foreach (var dimension in dimensions)
            shape.Dim.Add(dimension is string symbol ? new DimensionProto { DimParam = symbol } : new DimensionProto { DimValue = Convert.ToInt64(dimension, CultureInfo.InvariantCulture) });
        return new ValueProto { Name = name, Type = new TypeProto { TensorType = new TensorTypeProto { ElemType = Float, Shape = shape } } };
    }

    private string NewName(string stem) => FormattableString.Invariant($"{stem}_{_made++}");
}
