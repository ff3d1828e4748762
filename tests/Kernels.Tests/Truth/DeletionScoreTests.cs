using FsCheck;
using FsCheck.Fluent;
using Steerlens.Kernels.Engines;
using Steerlens.Kernels.Maps;
using Steerlens.Kernels.Truth;
using Steerlens.Models;

namespace Steerlens.Kernels.Tests.Truth;

public sealed class DeletionScoreTests
{
    private static readonly Config Cases = Config.QuickThrowOnFailure.WithMaxTest(15);

    [Fact]
    public void Of_FourPixelsOnBlack_AreaAsByHand()
    {
        using var engine = new ScalarEngine(Linear([4, 3, 2, 1]));
        using var score = new DeletionScore(engine, [1f], Fill.Black, [0.25, 0.5, 0.75]);
        score.Take([1, 1, 1, 1]);

        // From the first on 4, 7, 9; from the last on 1, 3, 6; between them 3, 4, 3, and 0 at both ends: 0.25 * (1.5 + 3.5 + 3.5 + 1.5).
        Assert.Equal(2.5, score.Of([0, 1, 2, 3]), 12);
        Assert.Equal(-2.5, score.Of([3, 2, 1, 0]), 12);
        var changes = new double[3];
        score.Curve([0, 1, 2, 3], fromEnd: true, changes);
        Assert.Equal([1, 3, 6], changes);
    }

    [Fact]
    public void OfDirection_TwoThatCancel_SeenWhereTheSizeIsBlind()
    {
        using var engine = new ScalarEngine(Linear([3, -3, 1, -1]));
        using var score = new DeletionScore(engine, [1f], Fill.Black, [0.25, 0.5, 0.75]);
        score.Take([1, 1, 1, 1]);

        // By size 3, 0, 1 against 1, 0, 3; from right to left 3, 4, 3 against -3, -4, -3.
        Assert.Equal(0, score.Of([0, 1, 2, 3]), 12);
        Assert.Equal(5, score.OfDirection([0, 2, 3, 1]), 12);
        Assert.Equal(-5, score.OfDirection([1, 3, 2, 0]), 12);
    }

    [Theory]
    [InlineData(Fill.Mean)]
    [InlineData(Fill.Black)]
    [InlineData(Fill.Blur)]
    public void Of_AnyNetworkAndOrder_IsTheBruteForceArea(Fill fill) => Prop.ForAll<int>(seed =>
    {
        var network = new RandomNetwork(seed, new TensorShape(9, 11, 3)).Convolution(5, 3, 2).Activation(ActivationKind.Elu).Dense(4).Activation(ActivationKind.Tanh).Dense(1).Build();
        var input = RandomNetwork.Values(seed, network.Input.Length);
        var order = Enumerable.Range(0, 99).ToArray();
        new Random(seed).Shuffle(order);
        double[] shares = [0.1, 0.35, 0.8];
        using var engine = new CpuEngine(network, 1);
        using var score = new DeletionScore(engine, [0.5f], fill, shares);
        score.Take(input);
        var expected = BruteForce(network, input, new FillPicture(network.Input, network.Contract, fill).Make(input).ToArray(), order, shares);
        return Math.Abs(score.Of(order) - expected) < 1e-5 && Math.Abs(score.Of([.. order.Reverse()]) + expected) < 1e-5;
    }).Check(Cases);

    [Fact]
    public void Of_RandomOrders_AreZeroOnTheMean()
    {
        var weights = RandomNetwork.Values(3, 400);
        using var engine = new CpuEngine(Linear(weights), 1);
        using var score = new DeletionScore(engine, [1f], Fill.Black, DeletionScore.FineShares);
        score.Take(Enumerable.Repeat(1f, 400).ToArray());
        var order = Enumerable.Range(0, 400).ToArray();
        var random = new Random(4);
        var scores = new double[400];
        foreach (ref var value in scores.AsSpan())
        {
            random.Shuffle(order);
            value = score.Of(order);
        }

        var error = Math.Sqrt(scores.Select(value => value * value).Average() / scores.Length);
        Assert.InRange(scores.Average(), -4 * error, 4 * error);

        // A linear network's true order: from what pushes most to one side to what pushes most to the other.
        var best = score.OfDirection([.. Enumerable.Range(0, 400).OrderByDescending(pixel => weights[pixel])]);
        Assert.True(best > 20 * error, $"the best order has {best}, random ones are off by {error}");
    }

    [Theory]
    [InlineData(0.5, 0.2)]
    [InlineData(0, 0.2)]
    [InlineData(0.2, 1)]
    public void New_SharesThatDoNotGrow_Refused(double first, double second)
    {
        using var engine = new ScalarEngine(Linear([1]));
        Assert.Throws<ArgumentException>(() => new DeletionScore(engine, [1f], Fill.Black, [first, second]));
    }

    [Fact]
    public void For_AnyFill_TwoOthers()
    {
        foreach (var own in new Fill?[] { null, Fill.Mean, Fill.Black, Fill.Blur })
        {
            var fills = DeletionFills.For(own);
            Assert.Equal(2, fills.Distinct().Count());
            Assert.DoesNotContain(fills, fill => fill == own);
        }

        Assert.Equal(Fill.Black, DeletionFills.Of(MapMethods.Find("occlusion"), new MapOptions { Fill = Fill.Black }));
        Assert.Equal(Fill.Mean, DeletionFills.Of(MapMethods.Find("integrated-gradients"), new MapOptions { Fill = Fill.Black }));
        Assert.Null(DeletionFills.Of(MapMethods.Find("saliency"), new MapOptions()));
    }

    /// <summary>A network that weighs a row of gray pixels.</summary>
    internal static Network Linear(float[] weights) => new(
        "linear",
        new TensorShape(1, weights.Length, 1),
        [new Dense("dense1", [-1], TensorShape.Vector(1), weights, [0f])],
        new InputContract { Color = ColorOrder.Gray, Scale = [1f / 255], Offset = [0f] });

    private static double BruteForce(Network network, float[] input, float[] fill, int[] order, double[] shares)
    {
        using var engine = new ScalarEngine(network);
        var angle = Angle(input);
        double[] places = [0, .. shares, 1];
        double[] gaps = [0, .. shares.Select(share => Change(share, order) - Change(share, [.. order.Reverse()])), 0];
        return Enumerable.Range(1, places.Length - 1).Sum(at => (places[at] - places[at - 1]) * (gaps[at] + gaps[at - 1]) / 2);

        double Change(double share, int[] removed)
        {
            var masked = input.ToArray();
            foreach (var pixel in removed.Take((int)Math.Round(share * removed.Length)))
            {
                for (var channel = 0; channel < 3; channel++) masked[(pixel * 3) + channel] = fill[(pixel * 3) + channel];
            }

            return Math.Abs(Angle(masked) - angle);
        }

        double Angle(float[] picture)
        {
            using var pass = engine.NewPass();
            engine.Forward(picture, pass);
            var output = new float[1];
            engine.CopyActivation(pass, network.Layers.Count - 1, output);
            return 0.5 * output[0];
        }
    }
}
