using Steerlens.Kernels.Engines;
using Steerlens.Kernels.Maps;
using Steerlens.Models;

namespace Steerlens.Kernels.Tests.Maps;

/// <summary>The kernels that carry a mask down a network, beside their specifications.</summary>
public sealed class MaskKernelTests
{
    [Fact]
    public void Enlargement_AnyKernelStrideAndPadding_EqualsScalar()
    {
        var random = new Random(9);
        for (var round = 0; round < 400; round++)
        {
            var (kernel, stride) = ((Height: random.Next(1, 7), Width: random.Next(1, 8)), (Rows: random.Next(1, 5), Columns: random.Next(1, 9)));
            (int Top, int Left) padding = (random.Next(0, kernel.Height), random.Next(0, kernel.Width));
            var from = new TensorShape(random.Next(1, 9), random.Next(1, 40), 1);

            // With rows and columns that no position reads, or where the last position reaches beyond.
            var (height, width) = (((from.Height - 1) * stride.Rows) + kernel.Height - padding.Top, ((from.Width - 1) * stride.Columns) + kernel.Width - padding.Left);
            var to = new TensorShape(Math.Max(1, height + random.Next(1 - kernel.Height, stride.Rows)), Math.Max(1, width + random.Next(1 - kernel.Width, stride.Columns)), 1);
            var layer = new Convolution("conv", [Network.InputIndex], from, kernel, stride, padding, new float[kernel.Height * kernel.Width], new float[1]);
            var enlargement = Assert.IsType<Enlargement>(Enlargement.Of(new Network("one", to, [layer], new InputContract()), 0));
            var mask = RandomNetwork.Values(round, from.Length);
            var (expected, actual) = (new float[to.Length], Enumerable.Repeat(7f, to.Length).ToArray());
            enlargement.RunScalar(mask, expected);
            for (var repeat = 0; repeat < 2; repeat++) enlargement.Run(mask, actual);
            for (var pixel = 0; pixel < expected.Length; pixel++) Assert.Equal(expected[pixel], actual[pixel], 1e-4);
        }
    }

    [Fact]
    public void ChannelMean_EveryNumberOfChannels_EqualsScalar()
    {
        for (var channels = 1; channels <= 70; channels++)
        {
            var activation = RandomNetwork.Values(channels, 7 * channels);
            var (expected, actual) = (new float[7], new float[7]);
            ChannelMean.OfScalar(activation, channels, expected);
            ChannelMean.Of(activation, channels, actual);
            for (var position = 0; position < expected.Length; position++) Assert.Equal(expected[position], actual[position], 1e-5);
        }
    }

    [Fact]
    public void PixelSizes_EveryNumberOfPixels_EqualsScalar()
    {
        for (var pixels = 1; pixels <= 40; pixels++)
        {
            var values = RandomNetwork.Values(pixels, 3 * pixels);
            var (expected, actual) = (RandomNetwork.Values(98, pixels), RandomNetwork.Values(98, pixels));
            PixelSizes.AddScalar(values, expected);
            PixelSizes.Add(values, actual);
            for (var pixel = 0; pixel < pixels; pixel++) Assert.Equal(expected[pixel], actual[pixel], 1e-6);
        }
    }

    [Fact]
    public void ChannelSums_EveryNumberOfChannels_EqualScalar()
    {
        for (var channels = 1; channels <= 40; channels++)
        {
            var values = RandomNetwork.Values(channels, 5 * channels);
            double[] weights = [.. RandomNetwork.Values(97, channels).Select(value => (double)value)];
            var (expected, actual) = (new double[channels], Enumerable.Repeat(7.0, channels).ToArray());
            ChannelSums.OverPositionsScalar(values, expected);
            ChannelSums.OverPositions(values, actual);
            for (var channel = 0; channel < channels; channel++) Assert.Equal(expected[channel], actual[channel], 1e-12);

            var (sum, magnitude) = ChannelSums.WeighScalar(values.AsSpan(channels, channels), weights);
            var (otherSum, otherMagnitude) = ChannelSums.Weigh(values.AsSpan(channels, channels), weights);
            Assert.Equal(sum, otherSum, 1e-12);
            Assert.Equal(magnitude, otherMagnitude, 1e-12);
        }
    }
}
