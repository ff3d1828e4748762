using Steerlens.Kernels.Images;

namespace Steerlens.Kernels.Tests.Images;

public sealed class HeatPaletteTests
{
    public static TheoryData<HeatPaletteKind, YuvMatrix, bool> Monotone()
    {
        var cases = new TheoryData<HeatPaletteKind, YuvMatrix, bool>();
        foreach (var kind in new[] { HeatPaletteKind.Sequential, HeatPaletteKind.Diverging })
        {
            foreach (var matrix in Enum.GetValues<YuvMatrix>())
            {
                cases.Add(kind, matrix, false);
                cases.Add(kind, matrix, true);
            }
        }

        return cases;
    }

    [Theory]
    [MemberData(nameof(Monotone))]
    public void Luma_FromZeroOutwards_RisesAndIsSymmetric(HeatPaletteKind kind, YuvMatrix matrix, bool fullRange)
    {
        var palette = new HeatPalette(kind, new YuvColor(matrix, fullRange));
        for (var step = 1; step <= HeatPalette.Steps; step++)
        {
            Assert.True(palette[step].Y >= palette[step - 1].Y, $"Luma falls at step {step}.");
            Assert.Equal(palette[step].Y, palette[-step].Y);
        }

        Assert.True(palette[HeatPalette.Steps].Y - palette[0].Y > 90);
    }

    [Fact]
    public void Diverging_BothSides_AreBlueAndOrange()
    {
        var palette = new HeatPalette(HeatPaletteKind.Diverging, new YuvColor(YuvMatrix.Bt709, FullRange: false));
        for (var step = 40; step <= HeatPalette.Steps; step++)
        {
            Assert.True(palette[-step].U > 148 && palette[-step].V < 128, $"Step {-step} is not blue.");
            Assert.True(palette[step].U < 118 && palette[step].V > 138, $"Step {step} is not orange.");
        }
    }

    [Fact]
    public void Sequential_SignOfValue_DoesNotMatter()
    {
        var palette = new HeatPalette(HeatPaletteKind.Sequential, default);
        for (var step = 1; step <= HeatPalette.Steps; step++) Assert.Equal(palette[step], palette[-step]);
    }

    [Fact]
    public void OpacityAt_RisingShare_StartsAtThresholdAndNeverFalls()
    {
        Assert.Equal(0, HeatTable.OpacityAt(0.2, 0.2, 0.7));
        Assert.Equal(0.7, HeatTable.OpacityAt(1, 0.2, 0.7), 12);
        var last = 0d;
        for (var share = 0.2; share <= 1; share += 0.001)
        {
            var opacity = HeatTable.OpacityAt(share, 0.2, 0.7);
            Assert.InRange(opacity - last, 0, 0.004);
            last = opacity;
        }
    }

    [Fact]
    public void Fill_WithThreshold_LeavesSmallStepsTransparent()
    {
        var table = new HeatTable();
        table.Fill(new HeatPalette(HeatPaletteKind.Diverging, default), 0.25, 1);
        for (var step = -HeatPalette.Steps; step <= HeatPalette.Steps; step++)
        {
            var alpha = table.Entries[step + HeatPalette.Steps] >> 24;
            if (Math.Abs(step) <= 63) Assert.Equal(0u, alpha);
            if (Math.Abs(step) > 80) Assert.True(alpha > 0);
        }

        Assert.Equal(255u, table.Entries[^1] >> 24);
    }
}
