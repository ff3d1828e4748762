using Steerlens.Kernels.Engines;
using Steerlens.Kernels.Filters;
using Steerlens.Kernels.Images;
using Steerlens.Models;
using Steerlens.Pipeline.Compositing;
using Steerlens.Pipeline.Diagnosis;
using Steerlens.Pipeline.Inspection;

namespace Steerlens.Pipeline.Tests.Inspection;

public sealed class InspectionTests
{
    [Fact]
    public void Of_EveryShippedNetwork_AddsUpToItsParametersAndFoldsActivations()
    {
        foreach (var name in ShippedNetworks.Names)
        {
            var network = ShippedNetworks.Load(name);
            var layers = LayerFacts.Of(network);
            Assert.Equal(network.ParameterCount, layers.Sum(layer => layer.Parameters));
            Assert.DoesNotContain(layers, layer => layer.Kind is "relu");
            Assert.All(layers.Where(layer => layer.Kind.StartsWith("conv", StringComparison.Ordinal)), layer => Assert.Equal("relu", layer.Activation));
            Assert.Equal(network.OutputCount, layers[^1].Output.Length);
        }
    }

    [Fact]
    public void Take_ChannelThatWakesInALaterFrame_IsNotDead()
    {
        // Channel 0 is red, 1 is minus red, 2 is nothing.
        var network = Linear([1, -1, 0]);
        using var watch = new LayerWatch(new CpuEngine(network, 1), [1]);
        watch.Take(Filled(0.5f));
        Assert.Equal([true, false, false], watch.IsLive[0]);
        Assert.Equal(2, ActivationSheet.DeadOf(watch, 0));
        watch.Take(Filled(-0.5f));
        Assert.Equal([true, true, false], watch.IsLive[0]);
        Assert.Equal(2, watch.Frames);

        // What is shown stays the first frame.
        Assert.Equal([0.5f, 0, 0], watch.Shown[0][..3]);
    }

    [Fact]
    public void Draw_Weights_AreTheColoursThatTheFilterGains()
    {
        var network = Linear([1, -1, 0]);
        var sheet = WeightSheet.Draw(network, twin: null);
        var first = ColorOf(sheet, 0);
        var second = ColorOf(sheet, 1);
        var third = ColorOf(sheet, 2);
        Assert.True(first.Red > 0.95 && Math.Abs(first.Green - 0.5) < 0.03, $"{first}");
        Assert.True(second.Red < 0.05 && Math.Abs(second.Blue - 0.5) < 0.03, $"{second}");
        Assert.True(Math.Abs(third.Red - 0.5) < 0.03, $"{third}");
    }

    [Fact]
    public void Draw_WeightsOfAGrayNetwork_AreGrey()
    {
        var contract = new InputContract { Color = ColorOrder.Gray };
        var sheet = WeightSheet.Draw(FirstLayer([1, -1, 0], contract), twin: null);
        var tiles = Enumerable.Range(0, 3).Select(tile => ColorOf(sheet, tile)).ToArray();
        Assert.All(tiles, tile => Assert.True(Math.Abs(tile.Red - tile.Green) < 0.03 && Math.Abs(tile.Blue - tile.Green) < 0.03, $"{tile}"));
        Assert.True(tiles[0].Red > 0.95 && tiles[1].Red < 0.05 && Math.Abs(tiles[2].Red - 0.5) < 0.03, string.Join(", ", tiles));
    }

    [Fact]
    public void Draw_WeightsOfSeveralFrames_AreBesideEachOtherTheOldestFirst()
    {
        // One filter: the oldest frame's light is a loss, the one after does nothing, the newest is a gain.
        var contract = new InputContract { Color = ColorOrder.Gray, Frames = 3 };
        var sheet = WeightSheet.Draw(FirstLayer([-1, 0, 1], contract), twin: null);

        // Each frame takes 72 pixels, and the line between two as many.
        var frames = Enumerable.Range(0, 3).Select(frame => At(sheet, 24 + (144 * frame) + 36)).ToArray();
        Assert.True(frames[0].Red < 0.05 && Math.Abs(frames[1].Red - 0.5) < 0.03 && frames[2].Red > 0.95, string.Join(", ", frames));
    }

    [Fact]
    public void Draw_WeightsWithAnotherNumberOfChannelsThanTheContract_AreRefused()
    {
        var failure = Assert.Throws<SteerlensException>(() => WeightSheet.Draw(FirstLayer([1, 1, 1, 1], new InputContract(), channels: 4), twin: null));
        Assert.Equal(ExitCode.Usage, failure.ExitCode);
        Assert.Contains("4 channels", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Put_FilterOfSeveralFrames_ShowsTheOldestAboveTheNewest()
    {
        var contract = new InputContract { Color = ColorOrder.Gray, Frames = 2, Scale = [1 / 255f], Offset = [0] };
        var network = FirstLayer([1, 1], contract, rows: 20, columns: 110);
        var sheet = new FilterSheet("filters", [], [0], [network]);
        var picture = new float[network.Input.Length];
        for (var index = 1; index < picture.Length; index += 2) picture[index] = 1;
        sheet.Put(0, 0, picture, new FilterRise(0, 1));
        var drawn = sheet.Draw();
        var bottom = drawn.Height - 24 - 22;
        Assert.True(LumaAt(drawn, 40, bottom - 4) > 230, "the newest frame is white");
        Assert.True(LumaAt(drawn, 40, bottom - 80) < 20, "the oldest frame is black");
    }

    [Fact]
    public void Draw_WeightsOfADenseFirstLayer_AreRefusedWithItsName()
    {
        var network = new Network("flat", new TensorShape(2, 2, 3), [new Dense("first", [-1], TensorShape.Vector(1), new float[12], [0])], new InputContract());
        var failure = Assert.Throws<SteerlensException>(() => WeightSheet.Draw(network, twin: null));
        Assert.Equal(ExitCode.Usage, failure.ExitCode);
        Assert.Contains("'first'", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Find_DenseActivationAndPre_AreFound()
    {
        var network = DefaultNetwork.Load();
        Assert.Equal("conv3 after relu", InspectedLayers.TitleOf(network, InspectedLayers.Find(network, ["conv3"])[0]));
        Assert.Equal("conv3 before relu", InspectedLayers.TitleOf(network, InspectedLayers.Find(network, ["conv3:pre"])[0]));
        Assert.Equal("dense1 after relu", InspectedLayers.TitleOf(network, InspectedLayers.Find(network, ["dense1"])[0]));
        Assert.Equal(5, InspectedLayers.Find(network, []).Length);

        // An activation's name means the layer below it where filters are searched for.
        var relu = network.Layers.First(layer => layer is Activation).Name;
        Assert.Equal("conv1", network.Layers[InspectedLayers.FindBefore(network, relu)].Name);
    }

    [Fact]
    public void ToText_FieldThatReachesOverTheEdges_IsAll()
    {
        var contract = new InputContract { Color = ColorOrder.Gray };
        var network = new Network("small", new TensorShape(4, 4, 1), [new Convolution("conv1", [-1], new TensorShape(4, 4, 1), (7, 7), (1, 1), (3, 3), new float[49], [0])], contract);
        var row = LayerTable.ToText(network, LayerFacts.Of(network)).Split('\n').First(line => line.Contains("conv1", StringComparison.Ordinal));
        Assert.Contains(" all ", row, StringComparison.Ordinal);
        Assert.DoesNotContain("7x7  1x1", row, StringComparison.Ordinal);
    }

    [Fact]
    public void OcclusionOf_InputSmallerThanTheDefaultWindows_SaysSo()
    {
        Assert.Contains("not with the default windows", NetworkFacts.OcclusionOf(Linear([1, 0, 0])), StringComparison.Ordinal);
        Assert.Contains("windows share", NetworkFacts.OcclusionOf(DefaultNetwork.Load()), StringComparison.Ordinal);
    }

    [Fact]
    public void Draw_ActivationsBelowTheFullScale_HaveALegendOfTheirOwnForEachEnd()
    {
        // One value far below all others: only the negative end goes on.
        using var watch = new LayerWatch(new CpuEngine(FirstLayer([1], new InputContract { Color = ColorOrder.Gray }, rows: 20, columns: 20), 1), [0]);
        var input = new float[400];
        Array.Fill(input, 0.25f);
        input[7] = -9;
        watch.Take(input);
        Assert.Equal(("\u22120.25 or less", "0.25"), ActivationSheet.EndsOf(watch.Shown[0], ActivationSheet.FullScaleOf(watch.Shown[0])));
        Assert.Equal(("0", "0.25 or more"), ActivationSheet.EndsOf([0, 0.25f, 3], 0.25));
    }

    private static (double Red, double Green, double Blue) ColorOf(YuvImage sheet, int tile)
    {
        // Tiles of one pixel are squares of 72, 10 apart, above a caption and the margin.
        return At(sheet, 24 + (tile * 82) + 36);
    }

    private static byte LumaAt(YuvImage sheet, int x, int y) => sheet.Y.Row(y)[x];

    /// <summary>The colour of a column in the middle of the last row of tiles.</summary>
    private static (double Red, double Green, double Blue) At(YuvImage sheet, int x)
    {
        const int caption = 22;
        var y = sheet.Height - 24 - caption - 36;
        return ContactSheet.Color.ToRgb(sheet.Y.Row(y)[x], sheet.U.Row(y / 2)[x / 2], sheet.V.Row(y / 2)[x / 2]);
    }

    private static float[] Filled(float value) => [.. Enumerable.Repeat(value, 4 * 6 * 3)];

    /// <summary>A convolution of one pixel: a filter for each weight where the input has one channel, else one filter with a weight for each channel.</summary>
    private static Network FirstLayer(float[] weights, InputContract contract, int? channels = null, int rows = 2, int columns = 2)
    {
        var input = new TensorShape(rows, columns, channels ?? (contract.ColorChannels * contract.Frames));
        var output = new TensorShape(rows, columns, weights.Length / input.Channels);
        return new Network("small", input, [new Convolution("conv1", [-1], output, (1, 1), (1, 1), (0, 0), weights, new float[output.Channels])], contract);
    }

    /// <summary>A convolution of one pixel whose filters look at red alone, with a ReLU, and an output.</summary>
    private static Network Linear(float[] red)
    {
        var shape = new TensorShape(4, 6, 3);
        float[] weights = [.. red, 0, 0, 0, 0, 0, 0];
        return new Network(
            "small", shape,
            [
                new Convolution("conv1", [-1], shape, (1, 1), (1, 1), (0, 0), weights, new float[3]),
                new Activation("relu1", [0], shape, ActivationKind.Relu),
                new Dense("dense1", [1], TensorShape.Vector(1), new float[shape.Length], [0]),
            ],
            new InputContract());
    }
}
