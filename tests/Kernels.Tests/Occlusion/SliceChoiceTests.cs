using Steerlens.Kernels.Engines.States;

namespace Steerlens.Kernels.Tests.Occlusion;

public sealed class SliceChoiceTests
{
    private const long Million = 1_000_000;

    [Fact]
    public void Of_OneThreadAndRoom_CutsNothing() => Assert.Equal([1, 1], SliceChoice.Of([(300 * Million, 1 << 20, 25), (100 * Million, 1 << 20, 20)], 1 << 20, 1));

    [Fact]
    public void Of_LargeGrid_CutsForTheCache() => Assert.Equal([4], SliceChoice.Of([(300 * Million, 8 << 20, 25)], 0, 1));

    [Fact]
    public void Of_FewColumns_CutsNoFinerThanThem() => Assert.Equal([3], SliceChoice.Of([(900 * Million, 64 << 20, 3)], 0, 2));

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(8)]
    public void Of_HeavyWeights_CutsNoFinerThanLightOnes(int threads)
    {
        (long, long, int)[] grids = [(300 * Million, 1 << 20, 100), (220 * Million, 1 << 20, 100)];
        var (light, heavy) = (SliceChoice.Of(grids, 0, threads), SliceChoice.Of(grids, 100 << 20, threads));
        Assert.True(heavy.Sum() >= threads, "a thread has nothing to do");
        Assert.True(heavy.Sum() < light.Sum(), $"{heavy.Sum()} slices instead of fewer than {light.Sum()}");
    }

    [Fact]
    public void Of_NoGrid_IsEmpty() => Assert.Empty(SliceChoice.Of([], 0, 2));
}
