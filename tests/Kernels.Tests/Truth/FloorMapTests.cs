using FsCheck;
using FsCheck.Fluent;
using Steerlens.Kernels.Maps;
using Steerlens.Kernels.Truth;
using Steerlens.Models;

namespace Steerlens.Kernels.Tests.Truth;

public sealed class FloorMapTests
{
    [Fact]
    public void Shift_ThereAndBack_IsTheMap() => Prop.ForAll<int, short, short>((seed, down, right) =>
    {
        var map = RandomNetwork.Values(seed, 5 * 7);
        var (there, back) = (new float[35], new float[35]);
        FloorMaps.Shift(map, 5, 7, down, right, there);
        FloorMaps.Shift(there, 5, 7, -down, -right, back);
        return back.SequenceEqual(map) && there.Order().SequenceEqual(map.Order());
    }).Check(Config.QuickThrowOnFailure);

    [Fact]
    public void Shift_OneRowAndTwoColumns_MovesEachValueThere()
    {
        var shifted = new float[6];
        FloorMaps.Shift([1, 2, 3, 4, 5, 6], 2, 3, 1, 2, shifted);
        Assert.Equal([5, 6, 4, 2, 3, 1], shifted);
    }

    [Fact]
    public void Edges_StepBetweenColumns_AsByHand()
    {
        var edges = new float[12];
        FloorMaps.Edges([0, 0, 1, 1, 0, 0, 1, 1, 0, 0, 1, 1], new TensorShape(3, 4, 1), edges);
        Assert.Equal([0, 4, 4, 0, 0, 4, 4, 0, 0, 4, 4, 0], edges);
        FloorMaps.Edges([0, 0, 0, 0, 0, 0, 0, 0, 3, 3, 3, 3], new TensorShape(3, 4, 1), edges);
        Assert.Equal([0, 0, 0, 0, 12, 12, 12, 12, 12, 12, 12, 12], edges);
    }

    [Fact]
    public void Random_BlurredMore_IsSmootherAndRepeats()
    {
        float[] rough = FloorMaps.Random(66, 200, 5, 0), smooth = FloorMaps.Random(66, 200, 5, 4);
        Assert.Equal(smooth, FloorMaps.Random(66, 200, 5, 4));
        Assert.NotEqual(smooth, FloorMaps.Random(66, 200, 6, 4));
        Assert.True(Likeness(smooth) > 0.9);
        Assert.InRange(Likeness(rough), -0.05, 0.05);
        Assert.All(smooth, value => Assert.InRange(value, 0, 1));

        static double Likeness(float[] map) => Correlation.Pearson(map.AsSpan(0, map.Length - 1), map.AsSpan(1));
    }

    [Fact]
    public void Place_SmallMap_LiesAsPicturesShowIt()
    {
        var pixels = new float[4 * 8];

        // Two cells over columns 2 to 6 of row 1 and 2: centres at 3 and 5, nothing outside.
        new MapPlacement(new TensorShape(4, 8, 3), 1, 2, new InputRegion(1, 2, 2, 4)).Place([-4, 8], pixels);
        float[] row = [0, 0, 4, 5, 7, 8, 0, 0];
        float[] none = new float[8];
        Assert.Equal([.. none, .. row, .. row, .. none], pixels);
    }

    [Fact]
    public void Place_MapOfTheInputsSize_IsItsSizes()
    {
        var pixels = new float[6];
        new MapPlacement(new TensorShape(2, 3, 1), 2, 3, new InputRegion(0, 0, 2, 3)).Place([1, -2, float.NaN, 4, float.NegativeInfinity, -6], pixels);
        Assert.Equal([1, 2, 0, 4, 0, 6], pixels);
    }
}
