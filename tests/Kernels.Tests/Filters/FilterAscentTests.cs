using Steerlens.Kernels.Filters;
using Steerlens.Models;

namespace Steerlens.Kernels.Tests.Filters;

public sealed class FilterAscentTests
{
    private static readonly TensorShape Input = new(20, 30, 3);

    [Theory]
    [InlineData(0, 0, 0, 1)]
    [InlineData(0.05, 0, 0, 1)]
    [InlineData(0, 0.3, 0, 1)]
    [InlineData(0, 0, 0.4, 1)]
    [InlineData(0.02, 0.1, 0.2, 1)]
    [InlineData(0, 0, 0, 3)]
    public void Run_EveryChannel_RaisesItsMean(double decay, double blur, double clip, int octaves)
    {
        var network = Layers(1);
        using var search = new FilterAscent(network, network.FindLayer("conv2"), new FilterOptions { Iterations = 20, Decay = decay, Blur = blur, Clip = clip, Octaves = octaves }, 1);
        var rest = search.MiddleGrey();
        for (var channel = 0; channel < search.Channels; channel++)
        {
            var picture = rest.ToArray();
            search.AddNoise(picture, 1, 0.1);
            var rise = search.Run(channel, picture, rest);
            Assert.True(rise.End > rise.Start, $"channel {channel}: {rise.Start} to {rise.End}");
            Assert.All(picture, value => Assert.InRange(value, -1.000001, 1.000001));
        }
    }

    [Fact]
    public void Run_OneStepOfALinearLayer_IsTheScaledWeights()
    {
        // A kernel as large as the input: the gradient is the channel's weights.
        var network = new RandomNetwork(3, new TensorShape(6, 6, 3)).Convolution(4, 6, 1).Dense(1).Build();
        var weights = ((Convolution)network.Layers[0]).Weights;
        using var search = new FilterAscent(network, 0, new FilterOptions { Iterations = 1, Step = 0.05 }, 1);
        var rest = search.MiddleGrey();
        var picture = rest.ToArray();

        search.Run(2, picture, rest);

        var own = Enumerable.Range(0, picture.Length).Select(index => weights[(index * 4) + 2]).ToArray();
        var size = Math.Sqrt(own.Sum(weight => (double)weight * weight) / own.Length);
        for (var index = 0; index < picture.Length; index++) Assert.Equal(Math.Clamp(rest[index] + (0.05 * 2 * own[index] / size), -1, 1), picture[index], 1e-5);
    }

    [Fact]
    public void Run_SameSeed_FindsTheSame()
    {
        var network = Layers(2);
        using var search = new FilterAscent(network, 0, new FilterOptions { Iterations = 3 }, 1);
        var (first, second, other) = (search.MiddleGrey(), search.MiddleGrey(), search.MiddleGrey());
        search.AddNoise(first, 4, 0.1);
        search.AddNoise(second, 4, 0.1);
        search.AddNoise(other, 5, 0.1);
        Assert.NotEqual(first, other);
        Assert.Equal(search.Run(1, first, search.MiddleGrey()), search.Run(1, second, search.MiddleGrey()));
        Assert.Equal(first, second);
    }

    [Fact]
    public void Run_ClipOfEverythingButOne_LeavesTheRest()
    {
        var network = Layers(1);
        using var search = new FilterAscent(network, 0, new FilterOptions { Iterations = 1, Clip = 1 }, 1);
        var rest = search.MiddleGrey();
        var picture = rest.ToArray();
        search.AddNoise(picture, 1, 0.3);
        search.Run(0, picture, rest);
        Assert.Equal(rest, picture);
    }

    [Fact]
    public void Run_UnconnectedChannel_LeavesThePicture()
    {
        var network = new Network("flat", Input, [new Convolution("conv1", [-1], new TensorShape(18, 28, 2), (3, 3), (1, 1), (0, 0), new float[3 * 3 * 3 * 2], [1, 2])], new InputContract());
        using var search = new FilterAscent(network, 0, new FilterOptions { Iterations = 4 }, 1);
        var rest = search.MiddleGrey();
        var picture = rest.ToArray();
        search.AddNoise(picture, 1, 0.1);
        var before = picture.ToArray();
        var rise = search.Run(1, picture, rest);
        Assert.Equal(2, rise.Start, 1e-6);
        Assert.Equal(rise.Start, rise.End);
        Assert.Equal(before, picture);
    }

    [Fact]
    public void Run_UnknownChannelOrWrongPicture_IsRefused()
    {
        using var search = new FilterAscent(Layers(1), 0, new FilterOptions(), 1);
        var rest = search.MiddleGrey();
        Assert.Throws<ArgumentOutOfRangeException>(() => search.Run(search.Channels, rest.ToArray(), rest));
        Assert.Throws<ArgumentException>(() => search.Run(0, new float[3], rest));
        Assert.Throws<ArgumentException>(() => search.Run(0, rest.ToArray(), new float[3]));
    }

    [Theory]
    [InlineData(1, 1, 3)]
    [InlineData(1, 5, 1)]
    [InlineData(5, 4, 3)]
    public void SmallBlur_AnySize_IsTheSumOverNeighbours(int height, int width, int channels)
    {
        var random = new Random(height);
        var shape = new TensorShape(height, width, channels);
        var source = Enumerable.Range(0, shape.Length).Select(_ => (float)random.NextDouble()).ToArray();
        var result = new float[source.Length];
        SmallBlur.Run(source, shape, result);
        int[] weights = [1, 2, 1];
        for (var index = 0; index < result.Length; index++)
        {
            var (row, column, channel) = (index / channels / width, index / channels % width, index % channels);
            var sum = 0d;
            for (var y = -1; y <= 1; y++)
            {
                for (var x = -1; x <= 1; x++)
                    sum += weights[y + 1] * weights[x + 1] * source[(((Math.Clamp(row + y, 0, height - 1) * width) + Math.Clamp(column + x, 0, width - 1)) * channels) + channel] / 16.0;
            }

            Assert.Equal(sum, result[index], 1e-6);
        }
    }

    [Fact]
    public void DetailLimit_FineAndCoarseStripes_TakesTheFineAway()
    {
        var shape = new TensorShape(40, 40, 2);
        var limit = DetailLimit.For(shape, 4)!;
        var picture = new float[shape.Length];
        for (var index = 0; index < picture.Length; index++)
        {
            var column = index / 2 % 40;
            picture[index] = index % 2 == 0 ? column % 2 : (column / 20) % 2;
        }

        limit.Apply(picture);

        // Channel 0 alternates by pixel and becomes its mean; channel 1 has one edge and keeps its sides.
        for (var column = 6; column < 34; column++) Assert.InRange(picture[((20 * 40) + column) * 2], 0.4, 0.6);
        Assert.Equal(0, picture[(((20 * 40) + 4) * 2) + 1], 0.01);
        Assert.Equal(1, picture[(((20 * 40) + 35) * 2) + 1], 0.01);
        Assert.Null(DetailLimit.For(shape, 1));
    }

    private static Network Layers(int seed) => new RandomNetwork(seed, Input).Convolution(5, 3, 2).Activation(ActivationKind.Relu).Convolution(6, 3, 1).Dense(2).Build();
}
