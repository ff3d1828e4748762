using Steerlens.Kernels.Images;
using Steerlens.Models;

namespace Steerlens.Kernels.Tests.Images;

public sealed class InputColorsTests
{
    [Theory]
    [InlineData(ColorOrder.Rgb)]
    [InlineData(ColorOrder.Bgr)]
    [InlineData(ColorOrder.Yuv)]
    [InlineData(ColorOrder.YuvSwapped)]
    public void ToRgb_InputOfOneColour_IsThatColour(ColorOrder order)
    {
        var contract = new InputContract { Color = order, Scale = [0.01f, 0.02f, -0.03f], Offset = [0.5f, -1, 2] };
        var color = YuvColor.Assumed(480) with { FullRange = true };
        var picture = new YuvImage(8, 8, color);
        var (y, u, v) = color.FromRgb(0.7, 0.4, 0.2);
        picture.Y.Span.Fill(y);
        picture.U.Span.Fill(u);
        picture.V.Span.Fill(v);
        var shape = new TensorShape(4, 4, 3);
        var input = new float[shape.Length];
        new InputResizer(contract, shape, 8, 8, color).Run(picture, input);
        var rgb = new float[shape.Length];

        InputColors.ToRgb(contract, input, rgb);

        Assert.Equal(0.7, rgb[^3], 0.01);
        Assert.Equal(0.4, rgb[^2], 0.01);
        Assert.Equal(0.2, rgb[^1], 0.01);
    }

    [Fact]
    public void ToRgb_Gray_IsGray()
    {
        var rgb = new float[6];
        InputColors.ToRgb(new InputContract { Color = ColorOrder.Gray, Scale = [1f / 255], Offset = [0] }, [0.25f, 1], rgb);
        Assert.All(rgb[..3], value => Assert.Equal(0.25, value, 1e-6));
        Assert.All(rgb[3..], value => Assert.Equal(1, value, 1e-6));
    }

    [Theory]
    [InlineData(ColorOrder.Rgb)]
    [InlineData(ColorOrder.YuvSwapped)]
    [InlineData(ColorOrder.Gray)]
    public void GainsOf_EachColour_IsWhatTheInputGains(ColorOrder order)
    {
        var channels = order == ColorOrder.Gray ? 1 : 3;
        var contract = new InputContract { Color = order, Scale = [0.02f], Offset = [-3] };
        var gains = InputColors.GainsOf(contract);
        Assert.Equal(3 * channels, gains.Length);

        // From a middle grey, a tenth more of each colour.
        var before = InputColors.Channels(order, (0.5, 0.5, 0.5));
        var after = InputColors.Channels(order, (0.6, 0.7, 0.8));
        for (var channel = 0; channel < channels; channel++)
            Assert.Equal((after[channel] - before[channel]) * 0.02f, (0.1 * gains[3 * channel]) + (0.2 * gains[(3 * channel) + 1]) + (0.3 * gains[(3 * channel) + 2]), 1e-6);
    }

    [Fact]
    public void RangeOf_NegativeScale_IsInOrder()
    {
        var (low, high) = InputColors.RangeOf(new InputContract { Scale = [-1f / 255], Offset = [0.5f] }, 1);
        Assert.Equal(-0.5, low, 1e-6);
        Assert.Equal(0.5, high, 1e-6);
    }
}
