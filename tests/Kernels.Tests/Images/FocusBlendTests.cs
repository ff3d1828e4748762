using Steerlens.Kernels.Images;

namespace Steerlens.Kernels.Tests.Images;

public sealed class FocusBlendTests
{
    private static readonly YuvColor Color = new(YuvMatrix.Bt709, FullRange: false);

    // Sharpness fades over a cell and its neighbours.
    private const int Fade = 8;

    [Theory]
    [InlineData(16, 16)]
    [InlineData(64, 36)]
    [InlineData(70, 38)]
    [InlineData(322, 242)]
    public void Apply_StrongRightHalf_StaysSharpThereOnly(int width, int height)
    {
        var source = TestPlanes.Picture(width, height, 1, Color);
        var target = new YuvImage(width, height, Color);
        new FocusBlend(width, height, Color, 12).Apply(source, target, [0, 0, 0, -1, -1, -1], 1, 6, new MapRectangle(0, 0, width, height), 0.2f, 0.8f);
        var sharpFrom = (width * 2 / 3) + Fade;
        for (var y = 0; y < height; y++)
        {
            if (sharpFrom < width) Assert.True(source.Y.Row(y)[sharpFrom..].SequenceEqual(target.Y.Row(y)[sharpFrom..]), $"Row {y} is not sharp.");

            // Noise of 0..255 blurred with a wide Gaussian, dimmed by a known factor, stays near its mean.
            foreach (var sample in target.Y.Row(y)[..Math.Max(1, (width / 3) - Fade)]) Assert.InRange(sample, 55, 115);
        }

        for (var y = 0; y < height / 2; y++)
        {
            if (sharpFrom < width) Assert.True(source.U.Row(y)[(sharpFrom / 2)..].SequenceEqual(target.U.Row(y)[(sharpFrom / 2)..]), $"Chroma row {y} is not sharp.");
            foreach (var sample in target.V.Row(y)[..Math.Max(1, (width / 6) - Fade)]) Assert.InRange(sample, 108, 148);
        }
    }

    [Fact]
    public void Apply_InPlace_GivesTheSame()
    {
        var picture = TestPlanes.Picture(130, 74, 3, Color);
        var target = new YuvImage(130, 74, Color);
        var focus = new FocusBlend(130, 74, Color, 9);
        focus.Apply(picture, target, [0, 1, 0.5f, 0], 2, 2, new MapRectangle(10, 10, 100, 50), 0.2f, 0.8f);
        focus.Apply(picture, picture, [0, 1, 0.5f, 0], 2, 2, new MapRectangle(10, 10, 100, 50), 0.2f, 0.8f);
        Assert.Equal(target.Bytes, picture.Bytes);
    }

    [Fact]
    public void Apply_OutsideTheRectangle_IsBlurred()
    {
        var source = TestPlanes.Picture(128, 72, 2, Color);
        var target = new YuvImage(128, 72, Color);
        new FocusBlend(128, 72, Color, 10).Apply(source, target, [1], 1, 1, new MapRectangle(32, 20, 64, 32), 0.2f, 0.8f);
        for (var y = 0; y < 72; y++)
        {
            var here = source.Y.Row(y);
            var there = target.Y.Row(y);
            if (y is >= 20 + Fade and < 52 - Fade) Assert.True(here[(32 + Fade)..(96 - Fade)].SequenceEqual(there[(32 + Fade)..(96 - Fade)]));
            foreach (var sample in there[..(32 - Fade)]) Assert.InRange(sample, 55, 115);
            foreach (var sample in there[(96 + Fade)..]) Assert.InRange(sample, 55, 115);
            if (y is >= 20 - Fade and < 52 + Fade) continue;
            foreach (var sample in there) Assert.InRange(sample, 55, 115);
        }
    }

    [Fact]
    public void Apply_MapOfOneEdge_FadesWithoutSteps()
    {
        var source = new YuvImage(256, 64, Color);
        source.Y.Span.Fill(235);
        var target = new YuvImage(256, 64, Color);
        new FocusBlend(256, 64, Color, 10).Apply(source, target, [0, 0, 1, 1], 1, 4, new MapRectangle(0, 0, 256, 64), 0, 1);
        var row = target.Y.Row(32);
        for (var x = 1; x < 256; x++) Assert.InRange(row[x] - row[x - 1], 0, 3);
    }

    [Fact]
    public void Apply_EmptyMap_LeavesNothingSharp()
    {
        var (blurredTo, sharpFrom) = new FocusLimits().Of(new float[12], 70, 90, 0);
        Assert.Equal(0, FocusBlend.WeightOf(0, blurredTo, sharpFrom));
    }

    [Fact]
    public void Limits_ValuesUnderThreshold_AreRaisedToIt()
    {
        var limits = new FocusLimits();
        Assert.Equal((0.5f, 0.5f), limits.Of([0.1f, -0.2f, 0.3f], 50, 100, 0.5));
        Assert.Equal((0.2f, 0.3f), limits.Of([0.1f, -0.2f, 0.3f], 50, 100, 0.05));
    }

    [Fact]
    public void WeightOf_RisingValue_NeverFalls()
    {
        var last = 0f;
        for (var value = 0f; value < 1.2f; value += 0.001f)
        {
            var weight = FocusBlend.WeightOf(-value, 0.3f, 0.9f);
            Assert.True(weight >= last && weight - last < 1);
            last = weight;
        }

        Assert.Equal(255, last);
        Assert.Equal(0, FocusBlend.WeightOf(0.5f, 0.5f, 0.5f));
        Assert.Equal(255, FocusBlend.WeightOf(0.50001f, 0.5f, 0.5f));
    }

    [Fact]
    public void WeightRow_EveryLength_EqualsScalar()
    {
        for (var length = 0; length <= 70; length++)
        {
            var values = TestPlanes.Bytes(length, length).Select(value => (value - 128) / 100f).ToArray();
            foreach (var (blurredTo, sharpFrom) in new[] { (0.2f, 0.9f), (0.5f, 0.5f), (0f, 0f) })
            {
                var actual = (float[])values.Clone();
                FocusBlend.WeightRow(actual, blurredTo, sharpFrom);
                Assert.Equal(values.Select(value => FocusBlend.WeightOf(value, blurredTo, sharpFrom)), actual);
            }
        }
    }
}
