using Steerlens.Kernels.Engines;
using Steerlens.Kernels.Maps;
using Steerlens.Kernels.Occlusion;
using Steerlens.Models;

namespace Steerlens.Kernels.Tests.Maps;

/// <summary>Occlusion maps of windows with soft edges and of listed windows.</summary>
public sealed class SoftWindowTests
{
    private const int Height = 13;
    private const int Width = 21;

    [Theory]
    [InlineData(0.4f, BankEdges.Inside)]
    [InlineData(2.5f, BankEdges.Inside)]
    [InlineData(2f, BankEdges.Clipped)]
    public void Occlusion_SoftEdges_EqualsMaskingEveryPixelInFloat64(float softness, BankEdges edges)
    {
        var options = new MapOptions { Sizes = [5, 9], Stride = 3, Edges = edges, Softness = softness };
        AssertSame(ByBruteForce(options), Map(options));
    }

    [Fact]
    public void Occlusion_ListedSoftWindows_EqualsMaskingEveryPixelInFloat64()
    {
        var list = new WindowList("list", [new Window(2, 3, 6, 11), new Window(0, 0, 4, 4), new Window(5, 8, 8, 13), new Window(2, 3, 6, 11)], [1, 2, 3, 4]);
        AssertSame(ByBruteForce(new MapOptions { Windows = list, Softness = 1.5f }), Map(new MapOptions { Windows = list, Softness = 1.5f }));
        AssertSame(ByBruteForce(new MapOptions { Windows = list }), Map(new MapOptions { Windows = list }));
    }

    [Fact]
    public void Accumulate_EqualWeightOfAllPixels_IsFlatWhateverTheSoftness()
    {
        var bank = WindowBank.Grid(Height, Width, [5, 9], 2, BankEdges.Clipped, 2.5f);
        var map = new float[Height * Width];
        new OcclusionAccumulator(bank).Accumulate([.. bank.Windows.Select(window => (float)(3 * Mass(window, 2.5f)))], map);
        Assert.All(map, value => Assert.Equal(3, value, 1e-4));
    }

    [Fact]
    public void Accumulate_EdgesAlmostHard_IsTheMapOfHardEdges()
    {
        var scores = new float[WindowBank.Grid(Height, Width, [5, 9], 2, BankEdges.Clipped).Count];
        var random = new Random(4);
        for (var index = 0; index < scores.Length; index++) scores[index] = (float)(random.NextDouble() - 0.5);
        var (hard, soft) = (new float[Height * Width], new float[Height * Width]);
        new OcclusionAccumulator(WindowBank.Grid(Height, Width, [5, 9], 2, BankEdges.Clipped)).Accumulate(scores, hard);
        new OcclusionAccumulator(WindowBank.Grid(Height, Width, [5, 9], 2, BankEdges.Clipped, 1e-3f)).Accumulate(scores, soft);
        AssertSame([.. hard.Select(value => (double)value)], soft);
    }

    [Fact]
    public void Occlusion_SofterThanTheSmallestWindow_SaysHowSoftItMayBe()
    {
        var exception = Assert.Throws<MapOptionException>(() => Map(new MapOptions { Sizes = [5], Softness = 3 }));
        Assert.Equal("Edges that are soft over 3 pixels don't fit in a window of 5 pixels: choose a softness of at most 2.5.", exception.Message);
    }

    [Fact]
    public void Occlusion_ListedWindowOutside_NamesTheLine()
    {
        var list = new WindowList("doors.csv", [new Window(0, 0, 2, 2), new Window(10, 0, 4, 2)], [3, 7]);
        var exception = Assert.Throws<MapOptionException>(() => Map(new MapOptions { Windows = list }));
        Assert.StartsWith("'doors.csv' line 7: the window is not inside the network's input of 21x13", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Occlusion_ListedWindows_ScaleSpeaksOfTheSmallest()
    {
        using var frame = Frame();
        var list = new WindowList("list", [new Window(0, 0, 8, 8), new Window(0, 0, 3, 7)], [1, 2]);
        Assert.Equal("deg / 7x3 px", new OcclusionMap(frame.Engine, new MapOptions { Windows = list }).Scale.Unit);
    }

    [Fact]
    public void Occlusion_SoftEdges_AllocatesNothing()
    {
        using var frame = Frame();
        using IMap map = new OcclusionMap(frame.Engine, new MapOptions { Sizes = [5], Stride = 3, Softness = 2 });
        Assert.Equal(0, frame.AllocatedBy(map, Target.Signed));
    }

    private static Network Net() => new RandomNetwork(83, new TensorShape(Height, Width, 3)).Convolution(6, 3, 2).Activation(ActivationKind.Relu).Convolution(5, 2, 1).Activation(ActivationKind.Elu).Dense(1).Build();

    private static float[] Input() => RandomNetwork.Values(84, Height * Width * 3);

    private static ExplainedFrame Frame() => new(Net(), Input());

    private static float[] Map(MapOptions options)
    {
        using var frame = Frame();
        using IMap map = new OcclusionMap(frame.Engine, options);
        return frame.Compute(map, Target.Signed, out _);
    }

    /// <summary>Every window by a forward pass of the masked frame; the map pixel by pixel from the definition.</summary>
    private static double[] ByBruteForce(MapOptions options)
    {
        var (network, input) = (Net(), Input());
        var bank = options.Windows is { } list
            ? WindowBank.Of(Height, Width, list.Windows)
            : WindowBank.Grid(Height, Width, options.Sizes, options.Stride, options.Edges);
        using var engine = new ScalarEngine(network);
        using var pass = engine.NewPass();
        var frame = Output(engine, pass, input);
        var mean = Enumerable.Range(0, 3).Select(channel => input.Where((_, index) => index % 3 == channel).Average(value => (double)value)).ToArray();
        var map = new double[Height * Width];
        for (var group = 0; group < bank.Sizes.Count; group++)
        {
            var (values, weights) = (new double[map.Length], new double[map.Length]);
            for (var index = bank.GroupStarts[group]; index < bank.GroupStarts[group + 1]; index++)
            {
                var window = bank.Windows[index];
                var masked = input.Select((value, at) => (float)(value + (Weight(window, at / 3, options.Softness) * (mean[at % 3] - value)))).ToArray();
                var perPixel = (frame - Output(engine, pass, masked)) / Mass(window, options.Softness);
                var meanWeight = Mass(window, options.Softness) / window.Area;
                for (var pixel = 0; pixel < map.Length; pixel++)
                {
                    values[pixel] += Weight(window, pixel, options.Softness) * meanWeight * perPixel;
                    weights[pixel] += Weight(window, pixel, options.Softness) * meanWeight;
                }
            }

            for (var pixel = 0; pixel < map.Length; pixel++) map[pixel] += weights[pixel] > 0 ? values[pixel] / weights[pixel] / bank.Sizes.Count : 0;
        }

        return map;
    }

    private static double Output(ScalarEngine engine, ForwardPass pass, float[] input)
    {
        var output = new float[1];
        engine.Forward(input, pass);
        engine.CopyActivation(pass, engine.Network.Layers.Count - 1, output);
        return output[0];
    }

    private static double Mass(Window window, float softness) => Enumerable.Range(0, Height * Width).Sum(pixel => Weight(window, pixel, softness));

    private static double Weight(Window window, int pixel, float softness) =>
        Weight((pixel / Width) - window.Row, window.Height, softness) * Weight((pixel % Width) - window.Column, window.Width, softness);

    private static double Weight(int offset, int length, float softness)
    {
        if (offset < 0 || offset >= length) return 0;
        return softness == 0 ? 1 : Step((offset + 0.5) / softness) * Step((length - offset - 0.5) / softness);
    }

    private static double Step(double share) => share >= 1 ? 1 : (3 * share * share) - (2 * share * share * share);

    private static void AssertSame(double[] expected, float[] actual)
    {
        var scale = expected.Max(Math.Abs);
        Assert.True(scale > 0);
        for (var pixel = 0; pixel < expected.Length; pixel++) Assert.Equal(expected[pixel], actual[pixel], 1e-4 * scale);
    }
}
