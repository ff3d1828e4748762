using Google.Protobuf;
using Steerlens.Models;
using Steerlens.Models.Onnx;

namespace Steerlens.Pipeline.Tests.Fuzzing;

/// <summary>Changes ONNX files as what they are: operators, attributes, weights, shapes, names, versions and contract entries.</summary>
internal static class NetworkMutation
{
    private static readonly string[] Attributes =
        ["kernel_shape", "strides", "pads", "dilations", "group", "auto_pad", "axis", "axes", "alpha", "beta", "perm", "transA", "transB", "mode", "scales", "sizes", "epsilon", "keepdims", "to", "min", "max", "count_include_pad", "ceil_mode", "value"];

    private static readonly string[] Paths = ["../../etc/passwd", "/dev/zero", "weights.bin", "", ".", "\0", "a/b/c", "http://127.0.0.1/"];

    private static readonly string[] Values = ["", "nan", "0,0,0,0", "0,0,2,2", "rgb", "yuv", "-1", "1e999", "radians", "full-scale:0", "0x0", "999999999x1", "1,2,3,4,5", "left", "\n"];

    /// <summary>A file with a few changes; sometimes with changed bytes, too.</summary>
    /// <param name="file">An ONNX file.</param>
    /// <param name="random">What decides.</param>
    public static byte[] Of(byte[] file, Random random)
    {
        var model = ModelProto.Parser.ParseFrom(file);
        for (var change = random.Next(1, 5); change > 0; change--) Change(model, random);
        var bytes = model.ToByteArray();
        return random.Next(5) == 0 ? ByteMutation.Of(bytes, random) : bytes;
    }

    private static void Change(ModelProto model, Random random)
    {
        var graph = model.Graph ??= new GraphProto();
        switch (random.Next(12))
        {
            case 0 when graph.Node.Count > 0:
                One(graph.Node, random).OpType = random.Next(8) == 0 ? "Nonsense" : One(OnnxReader.SupportedOperators, random);
                break;
            case 1 when graph.Node.Count > 0:
                ChangeWiring(graph, random);
                break;
            case 2 when graph.Node.Count > 0:
                graph.Node.RemoveAt(random.Next(graph.Node.Count));
                break;
            case 3 when graph.Node.Count > 0:
                graph.Node.Insert(random.Next(graph.Node.Count + 1), One(graph.Node, random).Clone());
                break;
            case 4 or 5 or 6 when graph.Node.Count > 0:
                ChangeAttribute(One(graph.Node, random), random);
                break;
            case 7 or 8 when graph.Initializer.Count > 0:
                ChangeTensor(One(graph.Initializer, random), random);
                break;
            case 9 when graph.Input.Count > 0:
                ChangeShape(One(random.Next(3) > 0 || graph.Output.Count == 0 ? graph.Input : graph.Output, random), random);
                break;
            case 10:
                if (model.OpsetImport.Count == 0 || random.Next(4) == 0) model.OpsetImport.Add(new OperatorSetProto { Domain = random.Next(2) == 0 ? "" : "ai.onnx.ml", Version = ByteMutation.Number(random) });
                else One(model.OpsetImport, random).Version = random.Next(2) == 0 ? random.Next(0, 30) : ByteMutation.Number(random);
                break;
            case 11:
                string[] keys = ["steerlens.crop", "steerlens.color", "steerlens.unit", "steerlens.scale", "steerlens.offset", "steerlens.positive", "steerlens.fit", "steerlens.output_grid", "steerlens.frames", "steerlens.training"];
                if (model.MetadataProps.Count > 0 && random.Next(2) == 0) One(model.MetadataProps, random).Value = One(Values, random);
                else model.MetadataProps.Add(new EntryProto { Key = One(keys, random), Value = One(Values, random) });
                break;
        }
    }

    private static void ChangeWiring(GraphProto graph, Random random)
    {
        var node = One(graph.Node, random);
        var names = graph.Node.SelectMany(other => other.Output).Concat(graph.Initializer.Select(tensor => tensor.Name)).Concat(graph.Input.Select(input => input.Name)).Append("").Append("nowhere").ToList();
        var list = random.Next(4) == 0 ? node.Output : node.Input;
        if (list.Count == 0 || random.Next(5) == 0) list.Add(One(names, random));
        else if (random.Next(5) == 0) list.RemoveAt(random.Next(list.Count));
        else list[random.Next(list.Count)] = One(names, random);
    }

    private static void ChangeAttribute(NodeProto node, Random random)
    {
        if (node.Attribute.Count == 0 || random.Next(4) == 0)
        {
            var added = new AttributeProto { Name = One(Attributes, random), Type = random.Next(12) };
            if (random.Next(2) == 0) added.I = ByteMutation.Number(random);
            else added.Ints.AddRange(Enumerable.Range(0, random.Next(7)).Select(_ => ByteMutation.Number(random)));
            node.Attribute.Add(added);
            return;
        }

        var attribute = One(node.Attribute, random);
        switch (random.Next(7))
        {
            case 0:
                attribute.I = ByteMutation.Number(random);
                break;
            case 1 when attribute.Ints.Count > 0:
                attribute.Ints[random.Next(attribute.Ints.Count)] = ByteMutation.Number(random);
                break;
            case 2 when attribute.Ints.Count > 0:
                attribute.Ints.RemoveAt(0);
                break;
            case 3:
                attribute.Ints.Add(ByteMutation.Number(random));
                break;
            case 4:
                attribute.F = One([float.NaN, float.PositiveInfinity, 0f, -1f, 1e30f, float.Epsilon], random);
                break;
            case 5:
                attribute.Name = One(Attributes, random);
                break;
            default:
                node.Attribute.Remove(attribute);
                break;
        }
    }

    private static void ChangeTensor(TensorProto tensor, Random random)
    {
        switch (random.Next(8))
        {
            case 0 when tensor.Dims.Count > 0:
                tensor.Dims[random.Next(tensor.Dims.Count)] = ByteMutation.Number(random);
                break;
            case 1:
                tensor.Dims.Add(One([0L, 1, 2, -1, long.MaxValue], random));
                break;
            case 2 when tensor.Dims.Count > 1:
                (tensor.Dims[0], tensor.Dims[^1]) = (tensor.Dims[^1], tensor.Dims[0]);
                break;
            case 3:
                tensor.DataType = random.Next(0, 25);
                break;
            case 4 when tensor.RawData.Length > 4:
                tensor.RawData = ByteString.CopyFrom(tensor.RawData.Span[..random.Next(tensor.RawData.Length)]);
                break;
            case 5 when tensor.RawData.Length >= 4:
                var values = tensor.RawData.ToByteArray();
                BitConverter.TryWriteBytes(values.AsSpan(random.Next(values.Length / 4) * 4), One([float.NaN, float.PositiveInfinity, 3e38f, -3e38f, 1e-40f, 0f], random));
                tensor.RawData = ByteString.CopyFrom(values);
                break;
            case 6:
                tensor.DataLocation = 1;
                tensor.ExternalData.Add(new EntryProto { Key = "location", Value = One(Paths, random) });
                tensor.ExternalData.Add(new EntryProto { Key = One(["offset", "length"], random), Value = ByteMutation.Number(random).ToString(System.Globalization.CultureInfo.InvariantCulture) });
                break;
            default:
                tensor.Name = One([tensor.Name + "x", "", "nowhere"], random);
                break;
        }
    }

    private static void ChangeShape(ValueProto value, Random random)
    {
        var type = ((value.Type ??= new TypeProto()).TensorType ??= new TensorTypeProto()).Shape ??= new ShapeProto();
        if (type.Dim.Count == 0 || random.Next(4) == 0) type.Dim.Add(new DimensionProto { DimValue = ByteMutation.Number(random) });
        else if (random.Next(4) == 0) type.Dim.RemoveAt(random.Next(type.Dim.Count));
        else if (random.Next(3) == 0) type.Dim[random.Next(type.Dim.Count)] = new DimensionProto { DimParam = "N" };
        else type.Dim[random.Next(type.Dim.Count)] = new DimensionProto { DimValue = ByteMutation.Number(random) };
    }

    private static T One<T>(IReadOnlyList<T> all, Random random) => all[random.Next(all.Count)];

    private static T One<T>(Google.Protobuf.Collections.RepeatedField<T> all, Random random) => all[random.Next(all.Count)];
}
