using Steerlens.Kernels.Maps;
using Steerlens.Models;

namespace Steerlens.Kernels.Tests.Maps;

/// <summary>Products of maps, maps over time, and the choices of several layers.</summary>
public sealed class MapCombinationTests
{
    private static readonly Network Small = new RandomNetwork(3, new TensorShape(18, 26, 3))
        .Convolution(6, 3, 2).Activation(ActivationKind.Relu).Convolution(5, 3, 1).Activation(ActivationKind.Relu).Dense(1).Build();

    [Fact]
    public void Product_OfAMapWithItself_IsItsSquare()
    {
        using var frame = new ExplainedFrame(Small, RandomNetwork.Values(4, Small.Input.Length));
        var saliency = frame.Compute("saliency", Target.Undirected);
        using var map = MapMethods.Find("saliency").Create(frame.Engine, new MapOptions());
        var share = map.Scale.Factor / map.Scale.FullColor;
        Assert.True(EveryMapTests.Same(frame.Compute("saliency*saliency", Target.Undirected), saliency.Select(value => (float)(value * share * value * share))));
    }

    [Fact]
    public void Product_OfTwo_IsNamedForBothAndKnowsTheirCommonTargets()
    {
        var method = MapMethods.Find("occlusion * gradcam");
        Assert.Equal("occlusion*gradcam", method.Name);
        Assert.Equal([Target.Undirected, Target.Auto, Target.Left, Target.Right], method.Targets);
        Assert.Equal([Target.Auto, Target.Left, Target.Right], MapMethods.Find("layercam*guided").Targets);
    }

    [Theory]
    [InlineData("nonsense", "visualbackprop")]
    [InlineData("gradcam*nonsense", "visualbackprop")]
    [InlineData("layercam*saliency", "no target in common")]
    public void Find_Unknown_SaysWhatThereIs(string name, string part) =>
        Assert.Contains(part, Assert.Throws<MapOptionException>(() => MapMethods.Find(name)).Message, StringComparison.Ordinal);

    [Fact]
    public void Hypercolumns_OneLayer_IsThatLayersMeanOverItsMaximum()
    {
        using var frame = new ExplainedFrame(Small, RandomNetwork.Values(5, Small.Input.Length));
        var one = frame.Compute("hypercolumns", Target.Undirected, new MapOptions { Layers = ["conv1"] });
        var both = frame.Compute("hypercolumns", Target.Undirected, new MapOptions { Layers = ["conv1", "conv2"] });
        var all = frame.Compute("hypercolumns", Target.Undirected, new MapOptions());
        Assert.Equal(1, one.Max());
        Assert.Equal(both, all);
        Assert.NotEqual(one, both);
    }

    [Fact]
    public void Hypercolumns_UnknownLayer_ListsTheLayers()
    {
        using var frame = new ExplainedFrame(Small, RandomNetwork.Values(5, Small.Input.Length));
        var exception = Assert.Throws<MapOptionException>(() => frame.Compute("hypercolumns", Target.Undirected, new MapOptions { Layers = ["conv1", "conv7"] }));
        Assert.Contains("conv1, conv1.Relu, conv2", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Smoother_AfterTheTimeConstant_HasForgottenAllButOneInE()
    {
        var smoother = new MapSmoother(0.5);
        float[] map = [4, -2];
        Assert.Equal(4, smoother.Apply(map, 10, Target.Signed));
        Assert.Equal([4f, -2f], map);
        map = [0, 0];
        smoother.Apply(map, 10.5, Target.Signed);
        Assert.Equal(4 / Math.E, map[0], 5);
        Assert.Equal(-2 / Math.E, map[1], 5);
    }

    [Fact]
    public void Smoother_ManyShortSteps_EqualOneLongStep()
    {
        var (fine, coarse) = (new MapSmoother(1), new MapSmoother(1));
        float[] first = [1], second = [1];
        fine.Apply(first, 0, Target.Left);
        coarse.Apply(second, 0, Target.Left);
        for (var step = 1; step <= 10; step++)
        {
            first[0] = 3;
            fine.Apply(first, step * 0.1, Target.Left);
        }

        second[0] = 3;
        coarse.Apply(second, 1, Target.Left);
        Assert.Equal(second[0], first[0], 4);
    }

    [Fact]
    public void Smoother_OtherTarget_StartsAnew()
    {
        var smoother = new MapSmoother(10);
        float[] map = [5];
        smoother.Apply(map, 0, Target.Left);
        map[0] = 1;
        smoother.Apply(map, 0.1, Target.Right);
        Assert.Equal(1, map[0]);
    }
}
