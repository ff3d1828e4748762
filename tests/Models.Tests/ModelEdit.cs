using Google.Protobuf;
using Steerlens.Models.Onnx;
using Steerlens.Tests;

namespace Steerlens.Models.Tests;

/// <summary>Reads networks out of edited fixtures.</summary>
internal static class ModelEdit
{
    public static byte[] Bytes(string fixture) => File.ReadAllBytes(Path.Combine(Fixture.Folder, fixture + ".onnx"));

    public static Network Read(byte[] bytes)
    {
        using var stream = new MemoryStream(bytes);
        return OnnxReader.Read(stream, "x.onnx");
    }

    /// <summary>Reads a fixture after an edit of its messages.</summary>
    public static Network Read(string fixture, Action<ModelProto> edit) => Read(Edit(fixture, edit));

    public static byte[] Edit(string fixture, Action<ModelProto> edit)
    {
        var model = ModelProto.Parser.ParseFrom(Bytes(fixture));
        edit(model);
        return model.ToByteArray();
    }

    /// <summary>The one line with which an edited fixture is refused.</summary>
    public static string Refusal(string fixture, Action<ModelProto> edit) => Refusal(Edit(fixture, edit));

    public static string Refusal(byte[] bytes)
    {
        var message = Assert.Throws<NetworkFormatException>(() => Read(bytes)).Message;
        Assert.DoesNotContain('\n', message);
        return message;
    }

    public static NodeProto Node(this ModelProto model, string operation) => model.Graph.Node.First(node => Equal(node.OpType, operation));

    /// <summary>The weights of the node, the input at <paramref name="index"/>.</summary>
    public static TensorProto Stored(this ModelProto model, string operation, int index) =>
        model.Graph.Initializer.First(tensor => Equal(tensor.Name, model.Node(operation).Input[index]));

    public static AttributeProto Attribute(this NodeProto node, string name)
    {
        var found = node.Attribute.FirstOrDefault(attribute => Equal(attribute.Name, name));
        if (found == null) node.Attribute.Add(found = new AttributeProto { Name = name });
        return found;
    }

    public static void SetInteger(this NodeProto node, string name, long value) => node.Attribute(name).I = value;

    public static void SetIntegers(this NodeProto node, string name, params long[] values)
    {
        node.Attribute(name).Ints.Clear();
        node.Attribute(name).Ints.AddRange(values);
    }

    public static void SetFloats(this TensorProto tensor, params float[] values)
    {
        tensor.ClearRawData();
        tensor.FloatData.Clear();
        tensor.FloatData.AddRange(values);
    }

    public static TensorProto Floats(string name, long[] dimensions, float[] values)
    {
        var tensor = new TensorProto { Name = name, DataType = 1 };
        tensor.Dims.AddRange(dimensions);
        tensor.FloatData.AddRange(values);
        return tensor;
    }

    /// <summary>Puts a node with one constant input behind the first output of a node.</summary>
    public static void InsertAfter(this ModelProto model, NodeProto before, string operation, TensorProto constant, bool constantFirst = false)
    {
        var old = before.Output[0];
        var inserted = new NodeProto { OpType = operation, Name = "inserted" };
        inserted.Input.AddRange(constantFirst ? [constant.Name, old + "_before"] : [old + "_before", constant.Name]);
        inserted.Output.Add(old);
        before.Output[0] = old + "_before";
        model.Graph.Initializer.Add(constant);
        model.Graph.Node.Insert(model.Graph.Node.IndexOf(before) + 1, inserted);
    }

    private static bool Equal(string left, string right) => string.Equals(left, right, StringComparison.Ordinal);
}
