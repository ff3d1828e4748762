using FsCheck;
using FsCheck.Fluent;
using Steerlens.Kernels.Truth;

namespace Steerlens.Kernels.Tests.Truth;

public sealed class PixelOrderTests
{
    [Fact]
    public void Sort_AnyMap_IsTheScalarOrder() => Prop.ForAll<float[], byte>((values, steps) =>
    {
        // Few steps make many equal values.
        var map = values.Select(value => steps > 100 ? value : MathF.Round(value % (steps + 1))).Append(0f).Append(-0f).ToArray();
        var (fast, scalar) = (new int[map.Length], new int[map.Length]);
        var order = new PixelOrder(map.Length);
        order.Sort(map, fast);
        order.SortScalar(map, scalar);
        return fast.SequenceEqual(scalar);
    }).Check(Config.QuickThrowOnFailure);

    [Fact]
    public void Sort_SignedMap_LargestFirst()
    {
        var order = new int[5];
        new PixelOrder(5).Sort([1, -3, 2, float.NaN, -0.5f], order);
        Assert.Equal([2, 0, 3, 4, 1], order);
    }

    [Fact]
    public void Sort_FlatMap_IsTheRandomOrder()
    {
        var sorter = new PixelOrder(13200);
        var order = new int[13200];
        sorter.Sort(Enumerable.Repeat(0.5f, 13200).ToArray(), order);
        Assert.Equal(sorter.Shuffled.ToArray(), order);
        Assert.Equal(Enumerable.Range(0, 13200), order.Order());

        // Random, not rows: the first tenth has pixels everywhere.
        Assert.InRange(order.Take(1320).Average(), 6000, 7200);
    }
}
