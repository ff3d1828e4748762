using Steerlens.Kernels.Engines;
using Steerlens.Kernels.Maps;
using Steerlens.Kernels.Truth;
using Steerlens.Models;
using Xunit.Abstractions;

namespace Steerlens.Kernels.Tests.Truth;

/// <summary>Where the cause is known, the scores must find the maps that show it.</summary>
public sealed class MapTruthTests(ITestOutputHelper output)
{
    private const int Height = 30;
    private const int Width = 60;

    // Several small causes: a random map may hit one of them by chance, not all.
    private static readonly (int Row, int Column)[] Causes = [(4, 6), (4, 50), (9, 28), (13, 12), (16, 44), (21, 22), (24, 4), (24, 54)];

    [Theory]
    [InlineData("occlusion")]
    [InlineData("saliency")]
    [InlineData("integrated-gradients")]
    public void Rank_PlantedCause_IsFirstAndFarAboveTheFloors(string name)
    {
        using var engine = new CpuEngine(Planted(), 1);
        var method = MapMethods.Find(name);
        var options = new MapOptions { Sizes = [7], Stride = 2 };
        using var questions = new MapQuestions(engine, method, options, [1f]);
        using var film = new FilmRank(engine, questions.Map, DeletionFills.Of(method, options), [1f]);
        (float[] input, float[] blank) = ([.. RandomNetwork.Values(6, Height * Width * 3).Select(value => value + 0.5f)], new float[Height * Width]);
        var map = questions.Of(input);

        var rank = film.Next(input, map, 0);
        var unlike = film.Next(input, FloorMaps.Random(Height, Width, 77, 2), 1);

        output.WriteLine($"{name}: rank {rank.Rank}, score {rank.Deletion:0.0000} rad; a random map: rank {unlike.Rank}, {unlike.Deletion:0.0000} rad");
        Assert.Equal(1, rank.Rank);
        Assert.True(rank.Deletion > 0);
        foreach (var fill in DeletionFills.For(DeletionFills.Of(method, options)))
        {
            var own = Score(engine, input, map, fill);
            var floors = Enumerable.Range(0, 20).Select(seed => Score(engine, input, FloorMaps.Random(Height, Width, seed, 0), fill)).ToArray();
            FloorMaps.Edges(input, engine.Network.Input, blank);
            var edges = Score(engine, input, blank, fill);
            FloorMaps.Shift(map, Height, Width, 0, Width / 2, blank);
            var shifted = Score(engine, input, blank, fill);
            output.WriteLine($"{fill}: {own:0.0000}; random maps {floors.Average():0.0000}, at most {floors.Max():0.0000}; edges {edges:0.0000}, shifted {shifted:0.0000}");
            Assert.True(own > 1.5 * floors.Max(), $"{fill}: {own} against random maps up to {floors.Max()}");
            Assert.True(own > 1.5 * Math.Max(edges, shifted), $"{fill}: {own} against edges {edges} and its own map shifted {shifted}");
            Assert.InRange(floors.Average(), -0.2 * own, 0.2 * own);
        }
    }

    [Fact]
    public void Rank_SameFilmTwice_SameRanksAndNothingAllocated()
    {
        using var engine = new CpuEngine(Planted(), 1);
        var inputs = Enumerable.Range(0, 14).Select(seed => RandomNetwork.Values(seed, Height * Width * 3)).ToArray();
        var maps = Enumerable.Range(0, 14).Select(seed => FloorMaps.Random(Height, Width, 500 + seed, 2)).ToArray();
        var first = Ranks();
        Assert.Equal(first, Ranks());
        Assert.All(first, rank => Assert.InRange(rank.Rank, 1, RankRecipe.Maps));
        Assert.True(first.Distinct().Count() > 4, "the ranks of random maps do not vary");

        MapRank[] Ranks()
        {
            using var map = new SaliencyMap(engine, ChannelReduction.Sum);
            using var film = new FilmRank(engine, map, null, [1f]);
            var ranks = new MapRank[inputs.Length];
            var allocated = 0L;
            for (var frame = 0; frame < ranks.Length; frame++)
            {
                var before = GC.GetAllocatedBytesForCurrentThread();
                ranks[frame] = film.Next(inputs[frame], maps[frame], frame * 0.7);
                if (frame > 3) allocated += GC.GetAllocatedBytesForCurrentThread() - before;
            }

            Assert.Equal(0, allocated);
            return ranks;
        }
    }

    [Fact]
    public void Rank_FlatMap_IsNoneOfTheBest()
    {
        using var engine = new CpuEngine(Planted(), 1);
        using var recipe = new RankRecipe(engine, [1f], Fill.Mean);
        recipe.Take(RandomNetwork.Values(6, Height * Width * 3));

        // Its shifts are flat maps too: each stands before it.
        Assert.InRange(recipe.Of(new float[Height * Width], [], []).Rank, 9, RankRecipe.Maps);
    }

    [Fact]
    public void MaximumSensitivity_LinearNetwork_GradientDoesNotMoveAndOcclusionDoes()
    {
        var network = new Network(
            "linear", new TensorShape(12, 20, 3), [new Dense("dense1", [-1], TensorShape.Vector(1), RandomNetwork.Values(1, 720), [0f])], new InputContract());
        using var engine = new CpuEngine(network, 1);
        var input = RandomNetwork.Values(2, 720);
        using var saliency = new MapQuestions(engine, MapMethods.Find("saliency"), new MapOptions(), [1f]);
        using var occlusion = new MapQuestions(engine, MapMethods.Find("occlusion"), new MapOptions { Sizes = [5], Stride = 3 }, [1f]);
        Assert.Equal(0, saliency.MaximumSensitivity(input));

        // Noise of up to 2 % of the range of 2, on values of 0.58 on the mean: a few hundredths.
        Assert.InRange(occlusion.MaximumSensitivity(input), 0.005, 0.2);
        Assert.Equal(occlusion.MaximumSensitivity(input), occlusion.MaximumSensitivity(input));
    }

    private static double Score(CpuEngine engine, float[] input, float[] map, Fill fill)
    {
        using var score = new DeletionScore(engine, [1f], fill, DeletionScore.FineShares);
        var order = new int[map.Length];
        new PixelOrder(map.Length).Sort(map, order);
        score.Take(input);
        return score.Of(order);
    }

    /// <summary>A convolution of random filters, and a dense layer that reads it at a few places only.</summary>
    private static Network Planted()
    {
        const int kernel = 3;
        var between = new TensorShape(Height - kernel + 1, Width - kernel + 1, 4);
        var weights = new float[between.Length];
        foreach (var (row, column) in Causes)
        {
            for (var channel = 0; channel < 4; channel++) weights[(((row * between.Width) + column) * 4) + channel] = 0.02f;
        }

        return new Network(
            "planted",
            new TensorShape(Height, Width, 3),
            [
                new Convolution("conv1", [-1], between, (kernel, kernel), (1, 1), (0, 0), [.. RandomNetwork.Values(3, kernel * kernel * 3 * 4).Select(Math.Abs)], [1, 1, 1, 1]),
                new Activation("conv1.relu", [0], between, ActivationKind.Relu),
                new Dense("dense1", [1], TensorShape.Vector(1), weights, [0.1f]),
            ],
            new InputContract());
    }
}
