using Steerlens.Kernels.Images;

namespace Steerlens.Kernels.Tests.Images;

public sealed class HeatBlendTests
{
    private static readonly HeatTable Table = MakeTable();

    [Fact]
    public void LookUp_QuietValues_TakeTheEntryOfNothing()
    {
        var table = new HeatTable();
        table.Fill(new HeatPalette(HeatPaletteKind.Diverging, default), 0.2, 0.7);
        Assert.InRange(table.Quiet, 51, 60);
        for (var step = -table.Quiet; step <= table.Quiet; step++) Assert.Equal(0u, table.Entries[HeatPalette.Steps + step] >> 24);
        for (var length = 0; length <= 70; length++)
        {
            var values = TestPlanes.Bytes(length, length).Select((value, x) => (value - 128) / (x < 40 ? 128f : 700f)).ToArray();
            var (expected, actual) = (new uint[length], new uint[length]);
            HeatBlend.LookUpScalar(values, 255, table.Entries, expected, table.Quiet);
            HeatBlend.LookUp(values, 255, table.Entries, actual, table.Quiet);
            Assert.Equal(expected, actual);
            for (var x = 0; x < length; x++)
            {
                if (Math.Abs(values[x] * 255) < table.Quiet) Assert.Equal(table.Entries[HeatPalette.Steps], actual[x]);
            }
        }
    }

    [Fact]
    public void LookUp_EveryLength_EqualsScalar()
    {
        var random = new Random(1);
        for (var length = 0; length <= 70; length++)
        {
            var values = Enumerable.Range(0, length).Select(_ => (random.NextSingle() * 6) - 3).ToArray();
            var expected = new uint[length];
            var actual = new uint[length];
            HeatBlend.LookUpScalar(values, 100, Table.Entries, expected);
            HeatBlend.LookUp(values, 100, Table.Entries, actual);
            Assert.Equal(expected, actual);
        }
    }

    [Fact]
    public void LookUp_ExtremeValues_TakeTheOutermostColors()
    {
        float[] values = [float.MaxValue, float.PositiveInfinity, -float.MaxValue, float.NegativeInfinity, 0, -0f, 1e-30f, 1];
        values = [.. values, .. values, .. values];
        var entries = new uint[values.Length];
        HeatBlend.LookUp(values, 255, Table.Entries, entries);
        uint[] expected = [Table.Entries[510], Table.Entries[510], Table.Entries[0], Table.Entries[0], Table.Entries[255], Table.Entries[255], Table.Entries[255], Table.Entries[510]];
        Assert.Equal([.. expected, .. expected, .. expected], entries);
    }

    [Fact]
    public void MixRow_EveryLengthAndChannel_EqualsScalar()
    {
        var random = new Random(2);
        for (var length = 0; length <= 70; length++)
        {
            foreach (var shift in new[] { 0, 8, 16 })
            {
                var entries = Enumerable.Range(0, length).Select(_ => (uint)random.NextInt64(1L << 32)).ToArray();
                var expected = TestPlanes.Bytes(length + 1, length);
                var actual = (byte[])expected.Clone();
                HeatBlend.MixRowScalar(expected.AsSpan(1), entries, shift);
                HeatBlend.MixRow(actual.AsSpan(1), entries, shift);
                Assert.Equal(expected, actual);
            }
        }
    }

    [Fact]
    public void MixRowScalar_AllSamplesAndAlphas_IsTheRoundedMix()
    {
        for (var sample = 0; sample < 256; sample += 5)
        {
            for (uint alpha = 0; alpha < 256; alpha++)
            {
                byte[] row = [(byte)sample];
                HeatBlend.MixRowScalar(row, [200 | (alpha << 24)], 0);
                Assert.Equal((byte)Math.Round(((sample * (255d - alpha)) + (200d * alpha)) / 255, MidpointRounding.AwayFromZero), row[0]);
            }
        }
    }

    [Theory]
    [InlineData(2, 2)]
    [InlineData(34, 18)]
    [InlineData(70, 66)]
    [InlineData(640, 360)]
    public void Paint_AnySize_EqualsPixelByPixel(int width, int height)
    {
        var rectangle = new MapRectangle(width * 0.1, height * 0.23, width * 0.77, height * 0.6);
        var random = new Random(3);
        var map = Enumerable.Range(0, 66 * 200).Select(_ => (random.NextSingle() * 3) - 1.5f).ToArray();
        var picture = TestPlanes.Picture(width, height, 4);
        var expected = TestPlanes.Picture(width, height, 4);
        for (var y = 0; y < height; y++)
        {
            for (var x = 0; x < width; x++)
                MixOne(expected.Y, x, y, MapSampler.At(map, 66, 200, rectangle, x, y), 0);
        }

        var sampler = new MapSampler(width, height);
        sampler.Prepare(map, 66, 200, rectangle);
        new HeatBlend(width).Paint(picture, sampler, Table, 1.2);
        TestPlanes.AssertEqual(expected.Y, picture.Y);

        // Chroma: the mean of the four values; a value next to a rounding border may fall to either side.
        for (var y = 0; y < height / 2; y++)
        {
            for (var x = 0; x < width / 2; x++)
            {
                var mean = (At(0, 0) + At(1, 0) + At(0, 1) + At(1, 1)) / 4;
                MixOne(expected.U, x, y, mean, 8);
                MixOne(expected.V, x, y, mean, 16);
                Assert.InRange(picture.U.Row(y)[x] - expected.U.Row(y)[x], -4, 4);
                Assert.InRange(picture.V.Row(y)[x] - expected.V.Row(y)[x], -4, 4);
                float At(int right, int down) => MapSampler.At(map, 66, 200, rectangle, (2 * x) + right, (2 * y) + down);
            }
        }

        static void MixOne(Plane plane, int x, int y, float value, int shift)
        {
            var entry = new uint[1];
            HeatBlend.LookUpScalar([value], 255 / 1.2f, Table.Entries, entry);
            HeatBlend.MixRowScalar(plane.Row(y).Slice(x, 1), entry, shift);
        }
    }

    [Fact]
    public void Paint_ValuesUnderThreshold_LeavesPictureAlone()
    {
        var picture = TestPlanes.Picture(64, 36, 5);
        var before = (byte[])picture.Bytes.Clone();
        var sampler = new MapSampler(64, 36);
        sampler.Prepare([0.09f, -0.09f, 0.05f, 0], 2, 2, new MapRectangle(0, 0, 64, 36));
        new HeatBlend(64).Paint(picture, sampler, Table, 1);
        Assert.Equal(before, picture.Bytes);
    }

    [Fact]
    public void Write_OverBlack_LooksLikePaint()
    {
        var painted = new YuvImage(64, 36, default);
        var sheet = new YuvImage(64, 36, default);
        var alpha = TestPlanes.Empty(64, 36, 3);
        var sampler = new MapSampler(64, 36);
        sampler.Prepare([1, -0.6f, 0.3f, -1], 2, 2, new MapRectangle(0, 0, 64, 36));
        var heat = new HeatBlend(64);
        heat.Paint(painted, sampler, Table, 1);
        heat.Write(sheet, alpha, sampler, Table, 1);
        for (var y = 0; y < 36; y++)
        {
            for (var x = 0; x < 64; x++)
                Assert.Equal(painted.Y.Row(y)[x], (byte)Math.Round(sheet.Y.Row(y)[x] * alpha.Row(y)[x] / 255d, MidpointRounding.AwayFromZero));
        }

        TestPlanes.AssertGuarded(alpha);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(double.NaN)]
    public void Paint_FullColorNotPositive_Throws(double fullColor)
    {
        var sampler = new MapSampler(4, 4);
        sampler.Prepare([1], 1, 1, new MapRectangle(0, 0, 4, 4));
        Assert.Throws<ArgumentOutOfRangeException>(() => new HeatBlend(4).Paint(new YuvImage(4, 4, default), sampler, Table, fullColor));
    }

    private static HeatTable MakeTable()
    {
        var table = new HeatTable();
        table.Fill(new HeatPalette(HeatPaletteKind.Diverging, new YuvColor(YuvMatrix.Bt709, FullRange: false)), 0.1, 0.8);
        return table;
    }
}
