using System.Globalization;
using Google.Protobuf;
using Steerlens.Models.Onnx;

namespace Steerlens.EndToEnd.Tests;

/// <summary>Network files that are broken or of a kind that is not read, each made of a small whole one by one change.</summary>
internal static class BrokenNetworks
{
    private const int Float = 1;
    private const int Size = 4;
    private const int Outside = 1;

    /// <summary>What each is called, how it is made in a folder, and what the refusal must name.</summary>
    public static IReadOnlyList<(string Name, Func<string, string> Make, string[] Named)> All { get; } =
    [
        Edited("cycle", model => model.Graph.Node[0].Input[0] = "angle", "'first'", "which only node number 3 makes", "cycle"),
        Edited("missing weights", model => model.Graph.Initializer.Clear(), "'first'", "'weights'"),
        Edited("weights of another shape", model => Weights(model).Dims[1] = 5, "'weights'", "2x5x4x4 (160 values) but 96"),
        Edited("weights of three dimensions", model => Reshape(model, 2, 3, 16), "'first'", "2x3x16"),
        Edited("negative dimension", model => Weights(model).Dims[0] = -2, "'weights'", "a dimension of -2"),
        Edited("2^40 values", model => Reshape(model, 1 << 20, 1 << 20), "'weights'", "more values than can be read"),
        Edited("2^26 values claimed", model => Reshape(model, 1 << 13, 1 << 13), "'weights'", "but 96 are stored"),
        Edited("dimensions whose product overflows", model => Reshape(model, 1L << 30, 1L << 30, 1L << 30), "'weights'", "more values than can be read"),
        Edited("external data, absolute path", model => Move(model, "/etc/passwd"), "'weights'", "outside the network's folder"),
        Edited("external data, folder above", model => Move(model, "../data.bin"), "'weights'", "outside the network's folder"),
        Edited("external data, down and up again", model => Move(model, "a/../../data.bin"), "'weights'", "outside the network's folder"),
        Edited("external data, not there", model => Move(model, "none.bin"), "'weights'", "can't be read"),
        Edited("external data, not named", model => Move(model, null), "'weights'", "without naming it"),
        Beside("external data, a link to a file outside", "link.bin", (folder, path) => File.CreateSymbolicLink(path, OutsideOf(folder)), "'weights'", "'link.bin' is a link"),
        Beside("external data, through a folder that is a link", "sub/data.bin", (folder, _) => Directory.CreateSymbolicLink(Path.Combine(folder, "sub"), Path.GetDirectoryName(OutsideOf(folder))!), "'weights'", "'sub' is a link"),
        Beside("external data, too short", "data.bin", (_, path) => File.WriteAllBytes(path, new byte[100]), "'weights'", "which has 100"),
        Beside("external data, offset beyond the end", "data.bin", (_, path) => File.WriteAllBytes(path, new byte[1000]), "'weights'", "at 9223372036854775807", offset: long.MaxValue),
        Beside("external data, negative offset", "data.bin", (_, path) => File.WriteAllBytes(path, new byte[1000]), "'weights'", "'-4' as the offset", offset: -4),
        Beside("external data, a folder", "data.bin", (_, path) => Directory.CreateDirectory(path), "'weights'", "can't be read"),
        Cut("cut behind the first byte", _ => 1, "is not an ONNX file"),
        Cut("cut in the first tenth", bytes => bytes / 10),
        Cut("cut in half", bytes => bytes / 2),
        Cut("cut by one byte", bytes => bytes - 1),
        Bytes("a picture", () => [0x89, (byte)'P', (byte)'N', (byte)'G', 13, 10, 26, 10], "is not an ONNX file", "89504E470D0A1A0A"),
        Bytes("empty", () => [], "it is empty"),
        Bytes("zeros", () => new byte[4096], "is not an ONNX file"),
        ("a folder", folder => Directory.CreateDirectory(Path.Combine(folder, "network.onnx")).FullName, ["it is a folder"]),
        ("larger than any network", folder => Sparse(folder, 3L << 30), ["larger than 512 MiB"]),
        Edited("weights of text", model => Weights(model).DataType = 8, "'weights'", "holds texts"),
        Edited("weights of an unknown kind", model => Weights(model).DataType = 14, "'weights'", "numbers of kind 14"),
        Edited("weights of float64, too few", model => Raw(model, 11, 384), "'weights'", "(96 values) but 48 are stored"),
        Edited("weights of float16, half a value", model => Raw(model, 10, 191), "'weights'", "but 95.5 are stored"),
        Edited("weights of float64 in a list of float32", model => Weights(model).DataType = 11, "'weights'", "(96 values) but 0 are stored"),
        Edited("weights of int8, too few", model => Raw(model, 3, 95), "'weights'", "but 95 are stored"),
        Edited("weights in two places at once", model => Weights(model).RawData = ByteString.CopyFrom(new byte[8]), "'weights'", "but 2 are stored"),
        Edited("weights that are no numbers", model => Weights(model).FloatData[5] = float.NaN, "first's weights", "NaN"),
        Edited("two tensors of one name", model => model.Graph.Initializer.Add(Weights(model).Clone()), "'weights'", "two tensors"),
        Edited("two nodes that make one name", model => model.Graph.Node.Insert(2, Node("again", "Relu", ["sum"], "bent")), "'again'", "'bent', which is there already"),
        Edited("a node that makes its own input", model => model.Graph.Node[1].Input[0] = "bent", "'second'", "cycle"),
        Edited("a node that makes the picture", model => model.Graph.Node.Insert(1, Node("again", "Relu", ["sum"], "picture")), "'again'", "'picture', which is there already"),
        Edited("an output that nobody makes", model => model.Graph.Output[0].Name = "speed", "'speed'", "nothing makes"),
        Edited("no graph", model => model.Graph = null, "holds no graph"),
        Edited("no nodes", model => model.Graph.Node.Clear(), "'angle'", "nothing makes"),
        Edited("no output", model => model.Graph.Output.Clear(), "has no output"),
        Edited("no input", model => model.Graph.Input.Clear(), "has no input"),
        Edited("two inputs", model => model.Graph.Input.Add(new ValueProto { Name = "speed" }), "2 inputs (picture, speed)"),
        Edited("height and width of any size", model => Sides(model).ForEach(side => side.DimValue = 0), "'picture'", "1x3x?x?"),
        Edited("an input of two dimensions", model => Shape(model).Dim.RemoveAt(3), "'picture'", "four dimensions"),
        Edited("an input that is a sequence", model => model.Graph.Input[0].Type = new TypeProto(), "'picture'", "unknown shape"),
        Edited("an input of texts", model => model.Graph.Input[0].Type.TensorType.ElemType = 8, "'picture'", "only floats"),
        Edited("a huge input", model => Sides(model).ForEach(side => side.DimValue = 16000), "'picture'", "more than 8388608 values"),
        Edited("no operator set", model => model.OpsetImport.Clear(), "names no version"),
        Edited("an operator set of the future", model => model.OpsetImport[0].Version = 1_000_000, "operator set 1000000"),
        Edited("an old operator set", model => model.OpsetImport[0].Version = 1, "operator set 1:"),
        Edited("another domain", model => model.Graph.Node[1].Domain = "com.example", "'com.example.Relu'", "'second'"),
        Edited("an optimised file", model => (model.Graph.Node[1].Domain, model.Graph.Node[1].OpType) = ("com.microsoft", "FusedConv"), "'com.microsoft.FusedConv'", "from before"),
        Operator("If", "control flow"),
        Operator("Loop", "control flow"),
        Operator("Scan", "control flow"),
        Operator("LSTM", "remember"),
        Operator("QLinearConv", "quantised"),
        Operator("DynamicQuantizeLinear", "quantised"),
        Operator("SequenceConstruct", "sequences"),
        Operator("NonMaxSuppression", "Steerlens reads"),
        Operator("", "unsupported operator ''"),
        Edited("a node without inputs", model => model.Graph.Node[1].Input.Clear(), "'second'", "has no input 1"),
        Edited("a node without outputs that is needed by none", model => model.Graph.Node[2].Output.Clear(), "'angle'", "nothing makes"),
        Edited("strides of 0", model => model.Graph.Node[0].Attribute.Add(Integers("strides", 0, 0)), "'first'", "strides of 0x0"),
        Edited("pads of 2^40", model => model.Graph.Node[0].Attribute.Add(Integers("pads", 1L << 40, 0, 0, 0)), "'first'", "pads of 1099511627776"),
        Edited("a kernel larger than the picture", model => Reshape(model, 2, 3, 1, 16), "'first'", "kernel of 16"),
        Edited("a million nodes", model => model.Graph.Node.AddRange(Enumerable.Repeat(new NodeProto { OpType = "Relu" }, 1_000_000)), "fields"),
        Edited("two hundred thousand empty nodes", model => model.Graph.Node.AddRange(Enumerable.Repeat(new NodeProto(), 200_000)), "nodes, at most 4096"),
        Edited("metadata of 100 million letters", model => model.MetadataProps.Add(new EntryProto { Key = "k", Value = new string('a', 100_000_000) }), "names and metadata"),
        Edited("a name of 4 million letters", model => model.Graph.Node[1].OpType = new string('R', 4_000_000), "unsupported operator 'RRRR"),
        Edited("shapes of 50 million numbers", model => Weights(model).Dims.AddRange(Enumerable.Repeat(1L, 50_000_000)), "integers in lists"),
        Edited("a chain that copies a large picture", Copies, "more than 33554432 values"),
        ("attributes in one another, a million deep", folder => Write(folder, Deep()), ["unsupported operator 'If'"]),
    ];

    /// <summary>The network that all of them are made of.</summary>
    public static ModelProto Whole()
    {
        var weights = new TensorProto { Name = "weights", DataType = Float };
        weights.Dims.AddRange([2, 3, Size, Size]);
        weights.FloatData.AddRange(Enumerable.Repeat(0.01f, 2 * 3 * Size * Size));
        var graph = new GraphProto();
        graph.Node.AddRange([Node("first", "Conv", ["picture", "weights"], "sum"), Node("second", "Relu", ["sum"], "bent"), Node("third", "Flatten", ["bent"], "angle")]);
        graph.Initializer.Add(weights);
        graph.Input.Add(new ValueProto { Name = "picture", Type = new TypeProto { TensorType = new TensorTypeProto { ElemType = Float, Shape = new ShapeProto() } } });
        graph.Input[0].Type.TensorType.Shape.Dim.AddRange(((long[])[1, 3, Size, Size]).Select(size => new DimensionProto { DimValue = size }));
        graph.Output.Add(new ValueProto { Name = "angle" });
        var model = new ModelProto { IrVersion = 8, Graph = graph };
        model.OpsetImport.Add(new OperatorSetProto { Domain = "", Version = 17 });
        return model;
    }

    private static (string, Func<string, string>, string[]) Edited(string name, Action<ModelProto> edit, params string[] named) => (name, folder => Write(folder, Edit(edit)), named);

    private static (string, Func<string, string>, string[]) Operator(string operation, string named) => Edited(
        $"operator '{operation}'", model => model.Graph.Node[1].OpType = operation, $"unsupported operator '{operation}'", "'second', number 2", named);

    private static (string, Func<string, string>, string[]) Cut(string name, Func<int, int> length, string named = "cut short") => (
        name,
        folder =>
        {
            var whole = Edit(_ => { });
            return Write(folder, whole[..length(whole.Length)]);
        },
        [named]);

    private static (string, Func<string, string>, string[]) Bytes(string name, Func<byte[]> bytes, params string[] named) => (name, folder => Write(folder, bytes()), named);

    private static (string, Func<string, string>, string[]) Beside(string name, string location, Action<string, string> put, string tensor, string named, long offset = 0) => (
        name,
        folder =>
        {
            put(folder, Path.Combine(folder, location));
            return Write(folder, Edit(model => Move(model, location, offset)));
        },
        [tensor, named]);

    private static byte[] Edit(Action<ModelProto> edit)
    {
        var model = Whole();
        edit(model);
        return model.ToByteArray();
    }

    private static string Write(string folder, byte[] bytes)
    {
        var path = Path.Combine(folder, "network.onnx");
        File.WriteAllBytes(path, bytes);
        return path;
    }

    /// <summary>A file with the right beginning whose length is only claimed.</summary>
    private static string Sparse(string folder, long length)
    {
        var path = Write(folder, Edit(_ => { }));
        using var file = File.OpenWrite(path);
        file.SetLength(length);
        return path;
    }

    /// <summary>A file in a folder beside, as long as the weights need.</summary>
    private static string OutsideOf(string folder)
    {
        var outside = Directory.CreateDirectory(folder + "-outside").FullName;
        var path = Path.Combine(outside, "data.bin");
        File.WriteAllBytes(path, new byte[2 * 3 * Size * Size * sizeof(float)]);
        return path;
    }

    private static TensorProto Weights(ModelProto model) => model.Graph.Initializer[0];

    private static ShapeProto Shape(ModelProto model) => model.Graph.Input[0].Type.TensorType.Shape;

    private static List<DimensionProto> Sides(ModelProto model) => [Shape(model).Dim[2], Shape(model).Dim[3]];

    private static void Reshape(ModelProto model, params long[] dimensions)
    {
        Weights(model).Dims.Clear();
        Weights(model).Dims.AddRange(dimensions);
    }

    private static void Raw(ModelProto model, int kind, int bytes)
    {
        Weights(model).FloatData.Clear();
        (Weights(model).DataType, Weights(model).RawData) = (kind, ByteString.CopyFrom(new byte[bytes]));
    }

    private static void Move(ModelProto model, string? location, long offset = 0)
    {
        Weights(model).FloatData.Clear();
        Weights(model).DataLocation = Outside;
        if (location is not null) Weights(model).ExternalData.Add(new EntryProto { Key = "location", Value = location });
        if (offset != 0) Weights(model).ExternalData.Add(new EntryProto { Key = "offset", Value = offset.ToString(CultureInfo.InvariantCulture) });
    }

    /// <summary>Each transposition of a large picture would be a copy of its order.</summary>
    private static void Copies(ModelProto model)
    {
        Sides(model).ForEach(side => side.DimValue = 1600);
        var last = "picture";
        for (var index = 0; index < 40; index++)
        {
            var node = Node("", "Transpose", [last], last = $"turned{index}");
            node.Attribute.Add(Integers("perm", 0, 1, 3, 2));
            model.Graph.Node.Insert(index, node);
        }

        model.Graph.Node[40].Input[0] = last;
    }

    private static NodeProto Node(string name, string operation, string[] inputs, string output)
    {
        var node = new NodeProto { Name = name, OpType = operation };
        node.Input.AddRange(inputs);
        node.Output.Add(output);
        return node;
    }

    private static AttributeProto Integers(string name, params long[] values)
    {
        var attribute = new AttributeProto { Name = name };
        attribute.Ints.AddRange(values);
        return attribute;
    }

    /// <summary>Messages in one another, as the branches of control flow are: whoever follows them down runs out of stack.</summary>
    private static byte[] Deep()
    {
        const int Levels = 1_000_000;
        const int Graph = 6;
        var lengths = new int[Levels];
        for (var level = 1; level < Levels; level++) lengths[level] = 1 + CodedOutputStream.ComputeLengthSize(lengths[level - 1]) + lengths[level - 1];
        using var buffer = new MemoryStream();
        using (var stream = new CodedOutputStream(buffer, leaveOpen: true))
        {
            for (var level = Levels - 1; level >= 0; level--)
            {
                stream.WriteTag(Graph, WireFormat.WireType.LengthDelimited);
                stream.WriteLength(lengths[level]);
            }
        }

        var model = Whole();
        model.Graph.Node[1].OpType = "If";
        model.Graph.Node[1].Attribute.Add(AttributeProto.Parser.ParseFrom(buffer.ToArray()));
        return model.ToByteArray();
    }
}
