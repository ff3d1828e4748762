using Steerlens.Kernels.Images;

namespace Steerlens.Kernels.Tests.Images;

public sealed class FocusBlendTests
{
    private static readonly YuvColor Color = new(YuvMatrix.Bt709, FullRange: false);

    [Theory]
    [InlineData(64, 36)]
    [InlineData(70, 38)]
    [InlineData(322, 242)]
    public void Apply_StrongRightHalf_StaysSharpThereOnly(int width, int height)
    {
        var picture = TestPlanes.Picture(width, height, 1, Color);
        var before = (byte[])picture.Bytes.Clone();
        var source = TestPlanes.Picture(width, height, 1, Color);
        var sampler = new MapSampler(width, height);
        sampler.Prepare([0, 0, 0, -1, -1, -1], 1, 6, new MapRectangle(0, 0, width, height));
        new FocusBlend(width, height, Color, 12).Apply(picture, sampler, 0.2f, 0.8f);
        Assert.NotEqual(before, picture.Bytes);
        for (var y = 0; y < height; y++)
            Assert.True(source.Y.Row(y)[(width * 2 / 3)..].SequenceEqual(picture.Y.Row(y)[(width * 2 / 3)..]), $"Row {y} is not sharp.");

        // Noise of 0..255 blurred with a wide Gaussian, dimmed by a known factor, stays near its mean.
        for (var y = 4; y < height - 4; y++)
        {
            foreach (var sample in picture.Y.Row(y)[4..(width / 4)]) Assert.InRange(sample, 55, 115);
        }
    }

    [Fact]
    public void Apply_OutsideTheRectangle_IsBlurred()
    {
        var picture = TestPlanes.Picture(128, 72, 2, Color);
        var source = TestPlanes.Picture(128, 72, 2, Color);
        var sampler = new MapSampler(128, 72);
        sampler.Prepare([1], 1, 1, new MapRectangle(32, 20, 64, 32));
        new FocusBlend(128, 72, Color, 10).Apply(picture, sampler, 0.2f, 0.8f);
        for (var y = 0; y < 72; y++)
        {
            var inside = y is >= 20 and < 52;
            Assert.Equal(inside, source.Y.Row(y)[32..96].SequenceEqual(picture.Y.Row(y)[32..96]));
            Assert.False(source.Y.Row(y)[..32].SequenceEqual(picture.Y.Row(y)[..32]));
        }
    }

    [Fact]
    public void Apply_EmptyMap_LeavesNothingSharp()
    {
        var focus = new FocusBlend(64, 36, Color, 10);
        var (blurredTo, sharpFrom) = focus.Limits(new float[12], 70, 90, 0);
        Assert.Equal(0, FocusBlend.WeightOf(0, blurredTo, sharpFrom));
    }

    [Fact]
    public void Limits_ValuesUnderThreshold_AreRaisedToIt()
    {
        var focus = new FocusBlend(64, 36, Color, 10);
        Assert.Equal((0.5f, 0.5f), focus.Limits([0.1f, -0.2f, 0.3f], 50, 100, 0.5));
        Assert.Equal((0.2f, 0.3f), focus.Limits([0.1f, -0.2f, 0.3f], 50, 100, 0.05));
    }

    [Fact]
    public void WeightOf_RisingValue_NeverFalls()
    {
        var last = 0;
        for (var value = 0f; value < 1.2f; value += 0.001f)
        {
            var weight = FocusBlend.WeightOf(-value, 0.3f, 0.9f);
            Assert.True(weight >= last && weight - last <= 2);
            last = weight;
        }

        Assert.Equal(255, last);
    }
}
