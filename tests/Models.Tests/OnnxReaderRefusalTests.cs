using System.Text;
using Steerlens.Models.Onnx;
using static Steerlens.Models.Tests.ModelEdit;

namespace Steerlens.Models.Tests;

/// <summary>Every file that can't be used is refused with one line that says what, where and what to do.</summary>
public sealed class OnnxReaderRefusalTests
{
    public static TheoryData<string, string> Strangers => new()
    {
        { "", "'x.onnx' is empty" },
        { "frame,angle\n1,0.5\n", "'x.onnx' is not an ONNX file: it begins with" },
        { "version https://git-lfs.github.com/spec/v1\n", "Git LFS pointer" },
        { "\u0089HDF\r\n", "keras_to_onnx.py" },
        { "PK\u0003\u0004rest", "torch.onnx.export" },
    };

    [Theory]
    [MemberData(nameof(Strangers))]
    public void Read_NotOnnx_SaysWhatItIs(string text, string expected) =>
        Assert.Contains(expected, Refusal(Encoding.Latin1.GetBytes(text)), StringComparison.Ordinal);

    [Fact]
    public void Read_CutInHalf_SaysDamaged()
    {
        var bytes = Bytes("relu");

        Assert.Contains("'x.onnx' is cut short or damaged", Refusal(bytes[..(bytes.Length / 2)]), StringComparison.Ordinal);
    }

    [Fact]
    public void Read_MissingFile_NamesThePath() => Assert.Contains(
        "no network at 'nowhere/none.onnx'",
        Assert.Throws<NetworkFormatException>(() => OnnxReader.Read("nowhere/none.onnx")).Message,
        StringComparison.Ordinal);

    [Fact]
    public async Task Read_PipeOrDevice_RefusedWithoutWaiting()
    {
        if (!OperatingSystem.IsLinux()) return;
        using var folder = new TemporaryFolder();
        var pipe = folder.Path("pipe.onnx");
        using (var making = System.Diagnostics.Process.Start("mkfifo", [pipe])) await making.WaitForExitAsync();
        File.CreateSymbolicLink(folder.Path("link.onnx"), "pipe.onnx");

        foreach (var path in (string[])[pipe, folder.Path("link.onnx"), "/dev/zero"])
        {
            var reading = Task.Run(() => OnnxReader.Read(path));
            var failure = await Assert.ThrowsAsync<NetworkFormatException>(() => reading.WaitAsync(TimeSpan.FromMinutes(1)));
            Assert.Contains("pipe or device", failure.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Read_NoOnnx_NamesThePathAsGiven()
    {
        using var folder = new TemporaryFolder();
        var path = folder.Path("./a\u001bb \U0001F697.onnx");
        File.WriteAllText(path, "text");

        var message = Assert.Throws<NetworkFormatException>(() => OnnxReader.Read(path)).Message;
        Assert.StartsWith($"'{path.Replace("\u001b", "\\x1b", StringComparison.Ordinal)}' is not an ONNX file", message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("pads", "four numbers from 0 to 4096")]
    [InlineData("strides", "two numbers from 1 to 4096")]
    public void Read_HugePadsOrStrides_NamesTheRange(string attribute, string expected) => Assert.Contains(
        expected,
        Refusal("relu", model => model.Node("Conv").SetIntegers(attribute, [.. Enumerable.Repeat(2_000_000_000L, attribute is "pads" ? 4 : 2)])),
        StringComparison.Ordinal);

    [Fact]
    public void Read_Folder_SaysSo() => Assert.Contains(
        "it is a folder",
        Assert.Throws<NetworkFormatException>(() => OnnxReader.Read(Path.GetTempPath())).Message,
        StringComparison.Ordinal);

    [Fact]
    public void Read_UnknownOperator_NamesOperatorNodeAndNumber()
    {
        var message = Refusal("relu", model =>
        {
            model.Graph.Node[1].OpType = "LpPool";
            model.Graph.Node[1].Name = "bar";
        });

        Assert.StartsWith("'x.onnx': unsupported operator 'LpPool' (node 'bar', number 2): Steerlens reads Abs, Add, ", message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("long-range", "MaxPool", "pads", "MaxPool has pads of")]
    [InlineData("long-range", "MaxPool", "kernel_shape", "does not fit into")]
    [InlineData("long-range", "MaxPool", "strides", "strides of 100000x100000")]
    public void Read_PoolingOfAnotherKind_SaysWhat(string fixture, string operation, string attribute, string expected)
    {
        var message = Refusal(fixture, model =>
        {
            var node = model.Graph.Node.First(candidate => string.Equals(candidate.OpType, operation, StringComparison.Ordinal));
            var found = node.Attribute.FirstOrDefault(candidate => string.Equals(candidate.Name, attribute, StringComparison.Ordinal));
            if (found is null) node.Attribute.Add(found = new AttributeProto { Name = attribute });
            var value = attribute switch { "pads" => -1, "kernel_shape" => 300, "axes" => 1, _ => 100_000 };
            var count = Math.Max(found.Ints.Count, 2);
            found.Ints.Clear();
            for (var index = 0; index < (attribute is "axes" ? 1 : count); index++) found.Ints.Add(value);
        });

        Assert.Contains(expected, message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_UnknownDomain_NamesIt() => Assert.Contains(
        "unsupported operator 'com.example.Relu'",
        Refusal("relu", model => model.Graph.Node[1].Domain = "com.example"),
        StringComparison.Ordinal);

    [Fact]
    public void Read_NameWithLineBreaks_StaysOneLine() => Refusal("relu", model =>
    {
        model.Graph.Node[1].OpType = "Max\nPool";
        model.Graph.Node[1].Name = new string('\r', 5000);
    });

    [Theory]
    [InlineData(0, 8, "export it with a batch of 1")]
    [InlineData(1, 4, "weights for 3 channels but reads 4")]
    [InlineData(1, 29, "A picture has 1 or 3|a picture has 1 or 3")]
    [InlineData(2, 0, "1x3x?x31: height, width and channels must be fixed")]
    [InlineData(3, 100_000, "from 1 to 16384")]
    [InlineData(3, -5, "must be fixed")]
    [InlineData(2, 66, "Reshape|Gemm")]
    [InlineData(3, 3, "does not fit into")]
    public void Read_WrongInputShape_SaysWhich(int axis, long size, string expected)
    {
        var message = Refusal("relu", model => model.Graph.Input[0].Type.TensorType.Shape.Dim[axis].DimValue = size);

        Assert.Contains(expected.Split('|'), part => message.Contains(part, StringComparison.Ordinal));
    }

    [Fact]
    public void Read_InputOfThreeDimensions_AsksForFour() => Assert.Contains(
        "the input 'image' is 1x3x17: a picture has four dimensions",
        Refusal("relu", model => model.Graph.Input[0].Type.TensorType.Shape.Dim.RemoveAt(3)),
        StringComparison.Ordinal);

    [Fact]
    public void Read_InputOfBytes_AsksForFloats() =>
        Assert.Contains("only floats", Refusal("relu", model => model.Graph.Input[0].Type.TensorType.ElemType = 2), StringComparison.Ordinal);

    [Theory]
    [InlineData(2, true, "has 2 inputs (image, other)")]
    [InlineData(0, true, "has no input")]
    [InlineData(2, false, "promises an output 'other' that nothing makes")]
    [InlineData(0, false, "has no output")]
    public void Read_NotOneInputAndOutput_ListsThem(int count, bool inputs, string expected) => Assert.Contains(
        expected,
        Refusal("relu", model =>
        {
            var values = inputs ? model.Graph.Input : model.Graph.Output;
            if (count == 0) values.Clear();
            else values.Add(new ValueProto { Name = "other" });
        }),
        StringComparison.Ordinal);

    [Theory]
    [InlineData(float.NaN, 1, "conv1's weights hold NaN")]
    [InlineData(float.PositiveInfinity, 2, "conv1's biases hold infinity")]
    public void Read_WeightsThatAreNoNumbers_NamesTheLayer(float value, int input, string expected) => Assert.Contains(
        expected,
        Refusal("relu", model =>
        {
            var tensor = model.Stored("Conv", input);
            var values = new float[tensor.Dims.Aggregate(1L, (product, size) => product * size)];
            values[^1] = value;
            tensor.SetFloats(values);
        }),
        StringComparison.Ordinal);

    [Fact]
    public void Read_NegativeVariance_IsRefused() => Assert.Contains(
        "NaN",
        Refusal("batchnorm", model => model.Stored("BatchNormalization", 4).SetFloats(-1, -1, -1, -1)),
        StringComparison.Ordinal);

    [Fact]
    public void Read_TrainingModeNormalization_AsksForInferenceMode() => Assert.Contains(
        "model.eval()",
        Refusal("batchnorm", model => model.Node("BatchNormalization").SetInteger("training_mode", 1)),
        StringComparison.Ordinal);

    [Theory]
    [InlineData(2, "weights for 6 channels but reads 3")]
    [InlineData(5, "5 groups for 3 channels in")]
    [InlineData(-1, "-1 groups")]
    public void Read_GroupsThatDoNotFit_AreRefused(long groups, string expected) =>
        Assert.Contains(expected, Refusal("relu", model => model.Node("Conv").SetInteger("group", groups)), StringComparison.Ordinal);

    [Fact]
    public void Read_DilationBeyondTheInput_IsRefused() =>
        Assert.Contains("does not fit into", Refusal("relu", model => model.Node("Conv").SetIntegers("dilations", 400, 1)), StringComparison.Ordinal);

    [Fact]
    public void Read_TensorLongerThanItsData_IsRefusedWithoutAllocating()
    {
        var message = Refusal("relu", model =>
        {
            model.Stored("Conv", 1).Dims.Clear();
            model.Stored("Conv", 1).Dims.AddRange([16384, 8192, 1, 1]);
        });

        Assert.Contains("(134217728 values) but 300 are stored", message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_MissingWeights_NamesThem() => Assert.Contains(
        "which nothing before it makes",
        Refusal("relu", model => model.Graph.Initializer.Remove(model.Stored("Conv", 1))),
        StringComparison.Ordinal);

    [Fact]
    public void Read_SumOfBranchesOfOtherShapes_IsRefused() => Assert.Contains(
        "branches must have the same shape",
        Refusal("relu", model =>
        {
            model.Node("Relu").Input.Add(model.Graph.Input[0].Name);
            model.Node("Relu").OpType = "Add";
        }),
        StringComparison.Ordinal);

    [Theory]
    [InlineData("Div", false, 0f, "divides by zero")]
    [InlineData("Mul", false, float.NaN, "NaN")]
    public void Read_ArithmeticWithoutSense_IsRefused(string operation, bool constantFirst, float value, string expected) => Assert.Contains(
        expected,
        Refusal("relu", model => model.InsertAfter(model.Node("Relu"), operation, Floats("c", [], [value]), constantFirst)),
        StringComparison.Ordinal);

    [Fact]
    public void Read_SummandForEachPixel_IsRefusedBeforeAConvolution() => Assert.Contains(
        "varies from pixel to pixel",
        Refusal("relu", model => model.InsertAfter(model.Node("Relu"), "Add", Floats("c", [14], [.. Enumerable.Range(0, 14).Select(value => (float)value)]))),
        StringComparison.Ordinal);

    [Fact]
    public void Read_OldOperatorSet_AsksForANewerOne() =>
        Assert.Contains("operator set 6", Refusal("relu", model => model.OpsetImport[0].Version = 6), StringComparison.Ordinal);

    [Fact]
    public void Read_NoGraph_SaysSo() => Assert.Contains("holds no graph", Refusal("relu", model => model.Graph = null), StringComparison.Ordinal);

    [Fact]
    public void Read_NoLayers_SaysSo() =>
        Assert.Contains("has no layers", Refusal("relu", model => model.Graph.Output[0].Name = "image"), StringComparison.Ordinal);

    [Fact]
    public void Read_TooManyNodes_IsRefused() => Assert.Contains(
        "at most 4096",
        Refusal("relu", model => model.Graph.Node.AddRange(Enumerable.Repeat(model.Graph.Node[0], 5000))),
        StringComparison.Ordinal);

    [Fact]
    public void Read_TooManyFields_IsRefused() => Assert.Contains(
        "over 262144 fields",
        Refusal("relu", model => model.Graph.Output.AddRange(Enumerable.Repeat(new ValueProto(), 262_145))),
        StringComparison.Ordinal);

    [Fact]
    public void Read_GraphThatMultipliesItsMemory_IsRefused() => Assert.Contains(
        "needs more than 33554432 values",
        Refusal("relu", model =>
        {
            // A chain of transpositions of one large picture: each would be a copy of its order.
            var dimensions = model.Graph.Input[0].Type.TensorType.Shape.Dim;
            (dimensions[2].DimValue, dimensions[3].DimValue) = (1600, 1600);
            var last = "image";
            for (var index = 0; index < 40; index++)
            {
                var node = new NodeProto { OpType = "Transpose" };
                node.SetIntegers("perm", 0, 1, 3, 2);
                node.Input.Add(last);
                node.Output.Add(last = $"turned{index}");
                model.Graph.Node.Insert(index, node);
            }

            model.Node("Conv").Input[0] = last;
        }),
        StringComparison.Ordinal);
}
