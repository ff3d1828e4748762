using Steerlens.Kernels.Images;

namespace Steerlens.Kernels.Tests.Images;

public sealed class GaussianBlurTests
{
    [Fact]
    public void CellMean_EverySize_EqualsScalar()
    {
        foreach (var (width, height) in Sizes())
        {
            foreach (var cell in new[] { 2, 4 })
            {
                var plane = TestPlanes.Noise(width, height, 3, width);
                var (expected, actual) = (new float[CellMean.Count(width, cell)], new float[CellMean.Count(width, cell)]);
                for (var row = 0; row < CellMean.Count(height, cell); row++)
                {
                    CellMean.RowScalar(plane, row, cell, expected);
                    CellMean.Row(plane, row, cell, actual);
                    Assert.Equal(expected, actual);
                }
            }
        }
    }

    [Fact]
    public void CellMeanScalar_OddSize_RepeatsTheEdge()
    {
        var plane = new Plane(new byte[] { 10, 20, 30, 30, 40, 50 }, 3, 2, 3);
        var cells = new float[2];
        CellMean.RowScalar(plane, 0, 2, cells);
        Assert.Equal([25, 40], cells);
        CellMean.RowScalar(plane, 0, 4, cells);
        Assert.Equal((10 + 20 + 30 + 30 + (3 * (30 + 40 + 50 + 50))) / 16f, cells[0]);
    }

    [Fact]
    public void Grow_EveryLength_EqualsScalar()
    {
        for (var count = 1; count <= 70; count++)
        {
            var (above, here, below) = (Cells(count + 2, 1), Cells(count + 2, 2), Cells(count + 2, 3));
            foreach (var cell in new[] { 2, 4 })
            {
                for (var phase = 0; phase < cell; phase++)
                {
                    var (expected, actual) = (new ushort[count + 2], new ushort[count + 2]);
                    CellGrow.BetweenScalar(above, here, below, cell, phase, expected);
                    CellGrow.Between(above, here, below, cell, phase, actual);
                    Assert.Equal(expected, actual);
                }

                foreach (var length in new[] { count * cell, (count * cell) - 1 })
                {
                    var (expected, actual) = (new byte[length], new byte[length + 1]);
                    CellGrow.AlongScalar(here, cell, expected);
                    CellGrow.Along(here, cell, actual.AsSpan(0, length));
                    Assert.Equal(expected, actual[..length]);
                    Assert.Equal(0, actual[^1]);
                }
            }
        }
    }

    [Fact]
    public void Fix_EveryLength_EqualsScalarAndClamps()
    {
        for (var count = 0; count <= 70; count++)
        {
            var values = TestPlanes.Bytes(count, count).Select(value => (value * 1.5f) - 50).ToArray();
            var (expected, actual) = (new ushort[count], new ushort[count]);
            CellRows.FixScalar(values, 0.9f, 3, expected);
            CellRows.Fix(values, 0.9f, 3, actual);
            Assert.Equal(expected, actual);
            Assert.All(actual, cell => Assert.InRange(cell, 0, 4080));
        }
    }

    [Fact]
    public void GaussianCells_EverySize_EqualsScalar()
    {
        float[] weights = [0.4f, 0.2f, 0.07f, 0.03f];
        foreach (var (width, height) in Sizes())
        {
            var grid = TestPlanes.Bytes(width * height, width).Select(value => (float)value).ToArray();
            var line = TestPlanes.Bytes(width + 24, height).Select(value => (float)value).ToArray();
            var (expected, actual) = (new float[width], new float[width]);
            foreach (var spacing in new[] { 1, 4 })
            {
                GaussianCells.AlongScalar(line, weights, spacing, 12, expected);
                GaussianCells.Along(line, weights, spacing, 12, actual);
                for (var x = 0; x < width; x++) Assert.Equal(expected[x], actual[x], 1e-3);
                var row = height * 2 / 3;
                GaussianCells.AcrossScalar(grid, height, row, weights, spacing, expected);
                GaussianCells.Across(grid, height, row, weights, spacing, actual);
                for (var x = 0; x < width; x++) Assert.Equal(expected[x], actual[x], 1e-3);
            }
        }
    }

    // Edges of 245 levels, some running into the border, and noise; differences in levels of 255. Rounding alone is 0.25 on average and 0.5 at most.
    [Theory]
    [InlineData(4, 6, 0.35, 3.5)]
    [InlineData(4, 11.52, 0.30, 1.4)]
    [InlineData(4, 17.3, 0.30, 1.2)]
    [InlineData(4, 24, 0.30, 1.0)]
    [InlineData(2, 5.76, 0.30, 1.7)]
    public void Apply_EdgesAndNoise_IsCloseToTheTrueGaussian(int cell, double sigma, double meanAllowed, double mostAllowed)
    {
        // Widest blurs are made in stages, each of which repeats the edge of the one before: only what lies further inside is compared.
        var margin = sigma > 18 ? 60 : 0;
        var plane = TestPlanes.Noise(197, 161, 3, 8);
        for (var y = 0; y < plane.Height; y++)
        {
            var row = plane.Row(y);
            row[..40].Fill(90);
            if (y is < 30 or >= 120) row[..120].Fill(90);
            row[(y < 70 ? 90 : 130)..].Fill((byte)(y < 70 ? 250 : 5));
        }

        var expected = GaussianBlur.Reference(plane, sigma);
        new GaussianBlur(197, 161, cell, sigma).Apply(plane);
        var (largest, sum, count) = (0d, 0d, 0);
        for (var y = margin; y < 161 - margin; y++)
        {
            for (var x = margin; x < 197 - margin; x++)
            {
                var difference = Math.Abs(expected[(y * 197) + x] - plane.Row(y)[x]);
                (largest, sum, count) = (Math.Max(largest, difference), sum + difference, count + 1);
            }
        }

        Assert.True(largest < mostAllowed && sum / count < meanAllowed, $"The largest difference is {largest}, the mean {sum / count}.");
        TestPlanes.AssertGuarded(plane);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(131)]
    [InlineData(255)]
    public void Apply_ConstantPlane_StaysConstant(byte value)
    {
        foreach (var (width, height) in new[] { (1, 1), (3, 2), (41, 23), (130, 9) })
        {
            var plane = TestPlanes.Empty(width, height, 0);
            for (var y = 0; y < height; y++) plane.Row(y).Fill(value);
            new GaussianBlur(width, height, 4, 9).Apply(plane);
            for (var y = 0; y < height; y++) Assert.True(plane.Row(y).IndexOfAnyExcept(value) < 0);
        }
    }

    [Fact]
    public void SoftMap_SquaresOfWindows_KeepMeanAndRange()
    {
        var map = new float[66 * 200];
        for (var index = 0; index < map.Length; index++) map[index] = ((index / 200 / 4) + (index % 200 / 4)) % 2 == 0 ? 1 : 0;
        map[5000] = float.NaN;
        var soft = new SoftMap();
        soft.Take(map, 66, 200);
        for (var row = 8; row < 58; row++)
        {
            foreach (var value in soft.Values.Slice((row * 200) + 8, 184)) Assert.InRange(value, 0.35f, 0.65f);
        }

        Assert.Equal(0.5, soft.Values.ToArray().Average(), 0.01);
    }

    [Fact]
    public void SoftMap_OnePeak_DoesNotMove()
    {
        var map = new float[66 * 200];
        map[(30 * 200) + 90] = 1;
        var soft = new SoftMap();
        soft.Take(map, 66, 200);
        var values = soft.Values.ToArray();
        Assert.Equal((30 * 200) + 90, Array.IndexOf(values, values.Max()));
        Assert.Equal(values[(30 * 200) + 87], values[(30 * 200) + 93], 1e-6f);
        Assert.Equal(1, values.Sum(), 1e-4f);
    }

    [Fact]
    public void SoftMap_SmallMap_StaysAsItIs()
    {
        float[] map = [0, 1, 0.5f, -1, float.PositiveInfinity, 0.25f];
        var soft = new SoftMap();
        soft.Take(map, 2, 3);
        Assert.Equal([0, 1, 0.5f, -1, 0, 0.25f], soft.Values.ToArray());
    }

    private static ushort[] Cells(int count, int seed)
    {
        var random = new Random(seed + count);
        return [.. Enumerable.Range(0, count).Select(_ => (ushort)(random.Next(3) == 0 ? 4080 : random.Next(4081)))];
    }

    private static IEnumerable<(int Width, int Height)> Sizes()
    {
        for (var width = 1; width <= 140; width++) yield return (width, 1 + (width * 7 % 13));
        yield return (321, 45);
    }
}
