using Steerlens.Kernels.Images;

namespace Steerlens.Kernels.Tests.Images;

public sealed class PlaneKernelTests
{
    [Fact]
    public void Halve_EverySize_EqualsScalar()
    {
        foreach (var (width, height) in Sizes())
        {
            var source = TestPlanes.Noise(width, height, 3, width);
            var expected = TestPlanes.Empty((width + 1) / 2, (height + 1) / 2, 1);
            var actual = TestPlanes.Empty((width + 1) / 2, (height + 1) / 2, 1);
            PlaneHalve.ApplyScalar(source, expected);
            PlaneHalve.Apply(source, actual);
            TestPlanes.AssertEqual(expected, actual);
            TestPlanes.AssertGuarded(actual);
        }
    }

    [Fact]
    public void HalveScalar_OddWidth_RepeatsTheEdge()
    {
        var source = new Plane(new byte[] { 10, 20, 30, 30, 40, 51 }, 3, 2, 3);
        var target = new Plane(new byte[2], 2, 1, 2);
        PlaneHalve.ApplyScalar(source, target);
        Assert.Equal([25, 41], target.Span.ToArray());
    }

    [Fact]
    public void MixRow_EveryLength_EqualsScalar()
    {
        for (var length = 0; length <= 70; length++)
        {
            var (sharp, blurred, weights) = (TestPlanes.Bytes(length, 1), TestPlanes.Bytes(length, 2), TestPlanes.Bytes(length, 3));
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
    public void BoxBlur_EverySizeAndRadius_EqualsScalar()
    {
        foreach (var (width, height) in Sizes())
        {
            foreach (var radius in new[] { 0, 1, 3, 40 })
            {
                var source = TestPlanes.Noise(width, height, 5, height);
                var (expected, actual) = (TestPlanes.Empty(width, height, 2), TestPlanes.Empty(width, height, 2));
                BoxBlur.ColumnsScalar(source, expected, radius);
                BoxBlur.Columns(source, actual, radius, new int[width]);
                TestPlanes.AssertEqual(expected, actual);
                BoxBlur.RowsScalar(source, expected, radius);
                BoxBlur.Rows(source, actual, radius);
                TestPlanes.AssertEqual(expected, actual);
                TestPlanes.AssertGuarded(actual);
            }
        }
    }

    [Theory]
    [InlineData(1.5, 16)]
    [InlineData(3, 12)]
    [InlineData(7.3, 8)]
    public void GaussianBlur_EdgesAndNoise_IsCloseToTheTrueGaussian(double sigma, double allowed)
    {
        var plane = TestPlanes.Noise(97, 61, 3, 8);
        for (var y = 0; y < plane.Height; y++) plane.Row(y)[(y < 30 ? 20 : 60)..].Fill((byte)(y < 30 ? 250 : 5));
        var expected = GaussianBlur.Reference(plane, sigma);
        new GaussianBlur(97, 61, sigma).Apply(plane);
        var (largest, sum) = (0d, 0d);
        for (var index = 0; index < expected.Length; index++)
        {
            var difference = Math.Abs(expected[index] - plane.Row(index / 97)[index % 97]);
            (largest, sum) = (Math.Max(largest, difference), sum + difference);
        }

        Assert.True(largest < allowed, $"The largest difference is {largest}.");
        Assert.True(sum / expected.Length < 1.5, $"The mean difference is {sum / expected.Length}.");
        TestPlanes.AssertGuarded(plane);
    }

    [Fact]
    public void BoxRadii_RangeOfSigmas_HaveTheGaussiansVariance()
    {
        for (var sigma = 1d; sigma < 60; sigma += 0.37)
        {
            var variance = GaussianBlur.BoxRadii(sigma).Sum(radius => (Math.Pow((2 * radius) + 1, 2) - 1) / 12);
            Assert.InRange(Math.Sqrt(variance) / sigma, 0.78, 1.22);
            if (sigma > 4) Assert.InRange(Math.Sqrt(variance) / sigma, 0.96, 1.04);
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(131)]
    [InlineData(255)]
    public void Blur_ConstantPlane_StaysConstant(byte value)
    {
        var plane = TestPlanes.Empty(41, 23, 0);
        plane.Span.Fill(value);
        new GaussianBlur(41, 23, 9).Apply(plane);
        Assert.True(plane.Span.IndexOfAnyExcept(value) < 0);
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

    private static IEnumerable<(int Width, int Height)> Sizes()
    {
        for (var width = 1; width <= 70; width++) yield return (width, 1 + (width * 7 % 13));
        for (var height = 1; height <= 70; height++) yield return (1 + (height * 5 % 37), height);
        yield return (321, 45);
    }
}
