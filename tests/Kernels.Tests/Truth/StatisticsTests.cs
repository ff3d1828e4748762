using FsCheck;
using FsCheck.Fluent;
using Steerlens.Kernels.Truth;
using Interval = Steerlens.Kernels.Truth.Interval;

namespace Steerlens.Kernels.Tests.Truth;

public sealed class StatisticsTests
{
    [Fact]
    public void Spearman_TiesShareTheirRank_AsByHand()
    {
        // Ranks 1, 2.5, 2.5, 4 and 1, 3, 2, 4: covariance 4.5, variances 4.5 and 5.
        Assert.Equal(4.5 / Math.Sqrt(4.5 * 5), Correlation.Spearman([1, 2, 2, 9], [10, 30, 20, 40]), 12);
        Assert.Equal([4, 1.5, 1.5, 3], Correlation.Ranks([7, -1, -1, 0]));
    }

    [Fact]
    public void Spearman_AnyGrowingChange_KeepsIt() => Prop.ForAll<int>(seed =>
    {
        var random = new Random(seed);
        double[] first = [.. Enumerable.Range(0, 40).Select(_ => random.NextDouble())], second = [.. Enumerable.Range(0, 40).Select(_ => random.NextDouble())];
        var grown = first.Select(value => Math.Exp(3 * value)).ToArray();
        return Math.Abs(Correlation.Spearman(first, second) - Correlation.Spearman(grown, second)) < 1e-12
            && Math.Abs(Correlation.Spearman(first, grown) - 1) < 1e-12
            && Math.Abs(Correlation.Spearman(first, [.. first.Select(value => -value)]) + 1) < 1e-12;
    }).Check(Config.QuickThrowOnFailure);

    [Fact]
    public void Correlation_ConstantSide_IsZero()
    {
        Assert.Equal(0, Correlation.Pearson([1f, 1, 1], [1f, 2, 3]));
        Assert.Equal(0, Correlation.SpearmanOfSizes([1, 2, 3], [2, -2, 2]));
        Assert.Equal(1, Correlation.SpearmanOfSizes([1, 2, 3], [-1, 2, -3]), 12);
    }

    [Fact]
    public void MaskMass_SmallMap_AsByHand()
    {
        float[] map = [1, -4, 2, -1], mask = [0, 1, 0.5f, 0];
        Assert.Equal(5, MaskMass.On(map, mask), 12);
        Assert.Equal(5 / 8d, MaskMass.Share(map, mask), 12);
        Assert.True(MaskMass.Points(map, mask));
        Assert.False(MaskMass.Points([1, 2, 3, -4], mask));
        Assert.False(MaskMass.Points([0, 0, 0, 0], [1, 1, 1, 1]));
        Assert.True(double.IsNaN(MaskMass.Share([0, 0], [1, 1])));
    }

    [Fact]
    public void Bootstrap_IndependentValues_AsTheNormalInterval()
    {
        var values = Normal(400, 1);
        var interval = new BlockBootstrap(1, draws: 4000).Mean(values);
        var mean = values.Average();
        var half = 1.96 * Math.Sqrt(values.Select(value => (value - mean) * (value - mean)).Average() / values.Length);
        Assert.Equal(mean, interval.Mean, 12);
        Assert.InRange((interval.High - interval.Low) / (2 * half), 0.93, 1.07);
        Assert.InRange((interval.High + interval.Low) / 2, mean - (0.15 * half), mean + (0.15 * half));
    }

    [Fact]
    public void Bootstrap_SluggishValues_BlocksWidenTheInterval()
    {
        // Sixteen equal neighbours each: a sixteenth of the values is new, so the interval is four times as wide.
        var values = Normal(60, 2).SelectMany(value => Enumerable.Repeat(value, 16)).ToArray();
        Interval single = new BlockBootstrap(1).Mean(values), blocks = new BlockBootstrap(64).Mean(values);
        Assert.InRange((blocks.High - blocks.Low) / (single.High - single.Low), 2.5, 4.5);
    }

    [Fact]
    public void Bootstrap_Difference_OfValuesDrawnTogether()
    {
        var values = Normal(100, 3);
        var bootstrap = new BlockBootstrap(5);
        var shifted = bootstrap.Difference([.. values.Select(value => value + 2)], values);
        Assert.Equal(2, shifted.Mean, 9);
        Assert.Equal(2, shifted.Low, 9);
        Assert.Equal(2, shifted.High, 9);
        Assert.True(shifted.IsAboveZero);
        Assert.Equal(bootstrap.Mean(values), bootstrap.Mean(values));
    }

    [Fact]
    public void Bootstrap_ValuesThatAreNone_LeaveTheOthers()
    {
        var interval = new BlockBootstrap(2).Mean([double.NaN, 3, double.NaN, 3, 3]);
        Assert.Equal((3d, 3d, 3d, 3), (interval.Mean, interval.Low, interval.High, interval.Count));
        Assert.Equal((3d, double.NaN), (new BlockBootstrap(2).Mean([3, 3, 3]).Mean, new BlockBootstrap(2).Mean([3, 3, 3]).Low));
        Assert.True(double.IsNaN(new BlockBootstrap(2).Mean([double.NaN, double.NaN]).Mean));
        Assert.False(new BlockBootstrap(1).Mean([]).IsAboveZero);
    }

    private static double[] Normal(int count, int seed)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, count).Select(_ => Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble()))];
    }
}
