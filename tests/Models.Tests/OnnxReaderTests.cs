using FsCheck;
using FsCheck.Fluent;
using Steerlens.Models.Onnx;
using Steerlens.Tests;
using static Steerlens.Models.Tests.ModelEdit;

namespace Steerlens.Models.Tests;

/// <summary>Forms that no fixture has: weights beside the file, unused branches, steps that differ within a channel.</summary>
public sealed class OnnxReaderTests
{
    [Fact]
    public void Read_BranchThatTheOutputDoesNotNeed_IsLeftOut()
    {
        var network = Read("relu", model =>
        {
            var node = new NodeProto { OpType = "LpPool" };
            node.Input.Add("image");
            node.Output.Add("unused");
            model.Graph.Node.Add(node);
        });

        Assert.Equal("conv1", network.Layers[0].Name);
    }

    [Fact]
    public void Read_WeightsListedAsInputs_AreNoInputs()
    {
        var network = Read("relu", model => model.Graph.Input.AddRange(model.Graph.Initializer.Select(tensor => new ValueProto { Name = tensor.Name })));

        Assert.Equal(new TensorShape(17, 31, 3), network.Input);
    }

    [Fact]
    public void Read_SummandForEachValueBeforeADenseLayer_GoesIntoItsBiases()
    {
        var fixture = Fixture.Load("matmul");
        var plain = OnnxReader.Read(fixture.NetworkPath);
        var features = plain.Layers[plain.FindLayer("dense1") - 1].Output;
        var factors = Enumerable.Range(0, features.Length).Select(index => 1 + (index % 7)).Select(value => (float)value).ToArray();

        var network = Read("matmul", model => model.InsertAfter(model.Node("Reshape"), "Mul", Floats("c", [features.Length], factors)));

        // The graph flattens C x H x W; the layers are H x W x C.
        var values = ReferenceForward.Run(plain, fixture.Input.Values)[plain.FindLayer("dense1") - 1];
        for (var channel = 0; channel < features.Channels; channel++)
        {
            for (var pixel = 0; pixel < features.Height * features.Width; pixel++)
                values[(pixel * features.Channels) + channel] *= factors[(channel * features.Height * features.Width) + pixel];
        }

        var dense = (Dense)plain.Layers[plain.FindLayer("dense1")];
        var expected = Enumerable.Range(0, dense.Output.Length)
            .Select(unit => dense.Bias[unit] + values.Select((value, from) => value * dense.Weights[(from * dense.Output.Length) + unit]).Sum());
        var found = ReferenceForward.Run(network, fixture.Input.Values)[network.FindLayer("dense1")];
        foreach (var (want, have) in expected.Zip(found)) Assert.Equal(want, have, 1e-5);
    }

    [Fact]
    public void Read_FactorBehindSharedConvolution_IsALayerOfItsOwn()
    {
        var network = Read("relu", model =>
        {
            model.InsertAfter(model.Node("Conv"), "Mul", Floats("c", [], [3]));
            var shape = new NodeProto { OpType = "Shape" };
            shape.Input.Add(model.Node("Conv").Output[0]);
            shape.Output.Add("shape");
            model.Graph.Node.Insert(1, shape);
            var reshape = new NodeProto { OpType = "Reshape" };
            reshape.Input.AddRange([model.Node("Relu").Output[0], "shape"]);
            reshape.Output.Add("same");
            model.Graph.Node.Insert(4, reshape);
            model.Graph.Node[5].Input[0] = "same";
        });

        Assert.Equal("conv1 conv1.scale conv1.relu conv2", string.Join(' ', network.Layers.Take(4).Select(layer => layer.Name)));
    }

    [Fact]
    public void Read_PadsThatDifferOnOppositeSides_AreThoseOfSameUpper()
    {
        var fixture = Fixture.Load("same-upper");

        var network = Read("same-upper", model =>
        {
            // 17 x 31 by 4 x 5 at stride 2 gives 9 x 16: three more rows (one above, two below), four more columns.
            var node = model.Node("Conv");
            node.Attribute.Remove(node.Attribute("auto_pad"));
            node.SetIntegers("pads", 1, 2, 2, 2);
        });

        Assert.Equal(fixture.Output.Values[0], ReferenceForward.Output(network, fixture.Input.Values)[0], 1e-5);
        Assert.Equal((1, 2), ((Convolution)network.Layers[0]).Padding);
    }

    [Fact]
    public void Read_OperatorsThatChangeNothing_LeaveNoLayers()
    {
        var fixture = Fixture.Load("relu");

        var network = Read("relu", model =>
        {
            // The output takes a way through other shapes; the last one is cut out of a shape by Slice and Concat.
            model.Graph.Initializer.Add(Integers("from", 0));
            model.Graph.Initializer.Add(Integers("to", 1));
            model.Graph.Initializer.Add(Integers("rest", -1));
            Append("Unsqueeze", "a").SetIntegers("axes", 1, -1);
            Append("Identity", "b");
            Append("Squeeze", "c").SetIntegers("axes", 1);
            Append("Cast", "d").SetInteger("to", 10);
            var shape = model.Graph.Node.Count;
            model.Graph.Node.Insert(shape, Node("Shape", ["d"], "shape"));
            model.Graph.Node.Insert(shape + 1, Node("Slice", ["shape", "from", "to"], "batch"));
            model.Graph.Node.Insert(shape + 2, Node("Concat", ["batch", "rest"], "target"));
            model.Graph.Node.Add(Node("Reshape", ["d", "target"], "e"));
            model.Graph.Output[0].Name = "e";

            NodeProto Append(string operation, string result)
            {
                var node = Node(operation, [model.Graph.Node[^1].Output[0]], result);
                model.Graph.Node.Add(node);
                return node;
            }
        });

        Assert.Equal(OnnxReader.Read(fixture.NetworkPath).Layers.Count, network.Layers.Count);
        Assert.Equal(fixture.Output.Values[0], ReferenceForward.Output(network, fixture.Input.Values)[0], 1e-5);
    }

    [Fact]
    public void Read_ConstantMinusTensor_ChangesTheSign()
    {
        var fixture = Fixture.Load("relu");

        var network = Read("relu", model => model.InsertAfter(model.Graph.Node[^1], "Sub", Floats("c", [1], [5]), constantFirst: true));

        Assert.Equal(5 - fixture.Output.Values[0], ReferenceForward.Output(network, fixture.Input.Values)[0], 1e-5);
        Assert.Equal("dense2", network.Layers[^1].Name);
    }

    [Fact]
    public void Read_WeightsInAFileBeside_GivesTheSameNetwork()
    {
        using var folder = new TemporaryFolder();
        var fixture = Fixture.Load("relu");
        byte[] data = [];
        var bytes = Edit("relu", model =>
        {
            var tensor = model.Stored("Conv", 1);
            data = [.. new byte[16], .. tensor.RawData.ToByteArray()];
            Move(tensor, "weights.bin", 16, data.Length - 16);
        });
        File.WriteAllBytes(folder.Path("net.onnx"), bytes);
        File.WriteAllBytes(folder.Path("weights.bin"), data);

        var network = OnnxReader.Read(folder.Path("net.onnx"));

        Assert.Equal(fixture.Output.Values[0], ReferenceForward.Output(network, fixture.Input.Values)[0], 1e-5);
        File.WriteAllBytes(folder.Path("weights.bin"), data[..^1]);
        Assert.Contains("copy it again", Assert.Throws<NetworkFormatException>(() => OnnxReader.Read(folder.Path("net.onnx"))).Message, StringComparison.Ordinal);
        File.Delete(folder.Path("weights.bin"));
        Assert.Contains("put it beside the network", Assert.Throws<NetworkFormatException>(() => OnnxReader.Read(folder.Path("net.onnx"))).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("../weights.bin")]
    [InlineData("/etc/hostname")]
    [InlineData("inner/../../weights.bin")]
    [InlineData("..")]
    public void Read_WeightsOutsideTheFolder_AreRefused(string location)
    {
        using var folder = new TemporaryFolder();
        File.WriteAllBytes(folder.Path("net.onnx"), Edit("relu", model => Move(model.Stored("Conv", 1), location, 0, 1200)));

        var message = Assert.Throws<NetworkFormatException>(() => OnnxReader.Read(folder.Path("net.onnx"))).Message;

        Assert.Contains("outside the network's folder", message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_StreamWithWeightsElsewhere_IsRefused() =>
        Assert.Contains("save the network as one file", Refusal("relu", model => Move(model.Stored("Conv", 1), "weights.bin", 0, 1200)), StringComparison.Ordinal);

    [Theory]
    [InlineData("relu")]
    [InlineData("view")]
    [InlineData("valid-half")]
    [InlineData("batchnorm")]
    public void Read_CutAnywhere_ThrowsNothingElse(string fixture)
    {
        var bytes = Bytes(fixture);
        for (var length = 0; length < bytes.Length; length++) ReadOrRefuse(bytes[..length]);
    }

    /// <summary>Some bytes of a fixture are replaced: it is read, or refused with one line, and nothing else happens.</summary>
    [Fact]
    public void Read_BytesReplaced_ThrowsNothingElse()
    {
        var fixtures = Fixture.Names.Where(name => name is not "pilot").Select(name => (Bytes(name), Structure(Bytes(name)))).ToArray();
        var damages =
            from file in Gen.Elements(fixtures)
            from places in Gen.NonEmptyListOf(Gen.Elements(file.Item2))
            from values in Gen.ListOf(Gen.Choose(0, 255), 3)
            select (Bytes: file.Item1, Changes: places.Zip(values).ToArray());
        Prop.ForAll(damages.ToArbitrary(), damage =>
        {
            var bytes = damage.Bytes.ToArray();
            foreach (var (place, value) in damage.Changes) bytes[place] = (byte)value;
            ReadOrRefuse(bytes);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(3000));
    }

    /// <summary>The places of a file that are not weights, where damage hurts most, without the first two bytes, which tell ONNX from others.</summary>
    private static int[] Structure(byte[] bytes)
    {
        var weights = new bool[bytes.Length];
        foreach (var tensor in ModelProto.Parser.ParseFrom(bytes).Graph.Initializer.Where(tensor => tensor.RawData.Length > 32))
            weights.AsSpan(bytes.AsSpan().IndexOf(tensor.RawData.Span), tensor.RawData.Length).Fill(true);
        return [.. Enumerable.Range(2, bytes.Length - 2).Where(place => !weights[place])];
    }

    private static NodeProto Node(string operation, string[] inputs, string output)
    {
        var node = new NodeProto { OpType = operation };
        node.Input.AddRange(inputs);
        node.Output.Add(output);
        return node;
    }

    private static TensorProto Integers(string name, long value)
    {
        var tensor = new TensorProto { Name = name, DataType = 7 };
        tensor.Dims.Add(1);
        tensor.Int64Data.Add(value);
        return tensor;
    }

    private static void ReadOrRefuse(byte[] bytes)
    {
        try
        {
            Assert.NotEmpty(Read(bytes).Layers);
        }
        catch (NetworkFormatException exception)
        {
            Assert.NotEmpty(exception.Message);
            Assert.DoesNotContain('\n', exception.Message);
        }
    }

    private static void Move(TensorProto tensor, string location, long offset, long length)
    {
        tensor.ClearRawData();
        tensor.DataLocation = 1;
        tensor.ExternalData.Add(new EntryProto { Key = "location", Value = location });
        tensor.ExternalData.Add(new EntryProto { Key = "offset", Value = FormattableString.Invariant($"{offset}") });
        tensor.ExternalData.Add(new EntryProto { Key = "length", Value = FormattableString.Invariant($"{length}") });
    }
}
