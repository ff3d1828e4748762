using Steerlens.Kernels.Images;

namespace Steerlens.Kernels.Tests.Images;

public sealed class MapSamplerTests
{
    public static TheoryData<int, int, int, int, double, double, double, double> Cases => new()
    {
        { 5, 22, 40, 30, 0, 0, 40, 30 },
        { 66, 200, 70, 34, 3.3, 7.8, 51.2, 20.1 },
        { 1, 1, 10, 10, 2, 2, 5, 5 },
        { 3, 4, 36, 20, -6.5, -3, 30.25, 40 },
        { 7, 9, 18, 64, 10, 20, 30, 100 },
        { 2, 3, 20, 20, 4.5, 6.5, 0.3, 0.2 },
        { 2, 3, 20, 20, 50, 6.5, 10, 4 },
        { 66, 200, 1280, 720, 0, 320.4, 1280, 311.5 },
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public void LumaRow_AnyRectangle_EqualsSpecificationAtEachPixel(int mapHeight, int mapWidth, int width, int height, double left, double top, double areaWidth, double areaHeight)
    {
        var map = Map(mapHeight * mapWidth);
        var rectangle = new MapRectangle(left, top, areaWidth, areaHeight);
        var sampler = new MapSampler(width, height);
        sampler.Prepare(map, mapHeight, mapWidth, rectangle);
        var row = new float[width];
        var upper = new float[width];
        for (var y = 0; y < height; y++)
        {
            Array.Clear(row);
            if (y >= sampler.Top && y < sampler.Bottom) sampler.LumaRow(y, row.AsSpan(sampler.Left));
            for (var x = 0; x < width; x++) Assert.Equal(MapSampler.At(map, mapHeight, mapWidth, rectangle, x, y), row[x]);
            if (y % 2 == 0)
            {
                row.CopyTo(upper, 0);
                continue;
            }

            var chroma = new float[width / 2];
            if (y / 2 >= sampler.Top / 2 && y / 2 < sampler.Bottom / 2) sampler.ChromaRow(y / 2, chroma.AsSpan(sampler.Left / 2));
            for (var x = 0; x < chroma.Length; x++)
                Assert.Equal((upper[2 * x] + upper[(2 * x) + 1] + row[2 * x] + row[(2 * x) + 1]) / 4, chroma[x], 1e-5f);
        }
    }

    [Fact]
    public void At_TwoCellsOverFourPixels_InterpolatesBetweenCellCentres()
    {
        var values = Enumerable.Range(0, 4).Select(x => MapSampler.At([0, 1], 1, 2, new MapRectangle(0, 0, 4, 1), x, 0));
        Assert.Equal([0f, 0.25f, 0.75f, 1f], values);
    }

    [Fact]
    public void Prepare_CellsThatAreNotFinite_CountAsZero()
    {
        var sampler = new MapSampler(4, 2);
        sampler.Prepare([float.NaN, float.PositiveInfinity], 1, 2, new MapRectangle(0, 0, 4, 2));
        var row = new float[4];
        Array.Fill(row, 7);
        sampler.LumaRow(0, row);
        Assert.All(row, value => Assert.Equal(0, value));
    }

    [Fact]
    public void Prepare_TooFewValues_SaysWhatIsMissing()
    {
        var error = Assert.Throws<ArgumentException>(() => new MapSampler(4, 2).Prepare([1f], 2, 2, new MapRectangle(0, 0, 4, 2)));
        Assert.Contains("2x2 map needs 4 values, not 1", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Between_AnyGrowth_EqualsScalar()
    {
        var random = new Random(3);
        for (var round = 0; round < 300; round++)
        {
            var (cells, pixels) = (random.Next(2, 60), random.Next(1, 90));
            var first = Enumerable.Range(0, pixels).Select(_ => random.Next(cells - 1)).Order().ToArray();
            var fraction = first.Select(_ => random.NextSingle()).ToArray();
            var (expected, actual) = (new float[pixels], new float[pixels]);
            MapColumns.BetweenScalar(Map(cells), first, fraction, expected);
            MapColumns.Between(Map(cells), first, fraction, actual);
            Assert.Equal(expected, actual);
        }
    }

    [Fact]
    public void MeanOfPairs_EveryLength_EqualsScalar()
    {
        for (var length = 0; length < 40; length++)
        {
            var (expected, actual) = (new float[length], new float[length]);
            MapColumns.MeanOfPairsScalar(Map(2 * length), expected);
            MapColumns.MeanOfPairs(Map(2 * length), actual);
            Assert.Equal(expected, actual);
        }
    }

    private static float[] Map(int count)
    {
        var random = new Random(count);
        return [.. Enumerable.Range(0, count).Select(_ => (random.NextSingle() * 2) - 1)];
    }
}
