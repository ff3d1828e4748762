using Steerlens.Kernels.Images;

namespace Steerlens.Kernels.Tests.Images;

public sealed class PlaneKernelTests
{
    [Fact]
    public void MixRow_EveryLength_EqualsScalar()
    {
        for (var length = 0; length <= 210; length++)
        {
            var (sharp, blurred, weights) = (TestPlanes.Bytes(length, 1), TestPlanes.Bytes(length, 2), TestPlanes.Bytes(length, 3));
            weights.AsSpan(0, length / 3).Fill(255);
            weights.AsSpan(length / 3, length / 3).Clear();
            var (expected, actual) = (new byte[length], new byte[length]);
            PlaneMix.RowScalar(sharp, blurred, weights, expected);
            PlaneMix.Row(sharp, blurred, weights, actual);
            Assert.Equal(expected, actual);
        }
    }

    [Fact]
    public void MixRowScalar_ExtremeWeights_KeepOneSource()
    {
        var target = new byte[2];
        PlaneMix.RowScalar([17, 17], [200, 200], [255, 0], target);
        Assert.Equal([17, 200], target);
    }

    [Fact]
    public void Percentile_AnyValues_EqualsSorting()
    {
        var random = new Random(6);
        for (var count = 1; count < 200; count++)
        {
            var values = Enumerable.Range(0, count).Select(_ => random.Next(2) == 0 ? random.Next(-4, 5) : (random.NextSingle() * 8) - 4).ToArray();
            var sizes = values.Select(Math.Abs).Order().ToArray();
            foreach (var percent in new[] { 0d, 1, 33.3, 50, 90, 100 })
            {
                var rank = Math.Max(0, (int)Math.Ceiling(percent / 100 * count) - 1);
                Assert.Equal(sizes[rank], Percentile.OfSizes((float[])values.Clone(), percent));
            }
        }
    }
}
