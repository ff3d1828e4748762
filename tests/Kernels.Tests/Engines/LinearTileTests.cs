using Steerlens.Kernels.Engines;
using Steerlens.Models;

namespace Steerlens.Kernels.Tests.Engines;

/// <summary>The kernels of linear layers beside their specifications, on every vector width of the machine.</summary>
public sealed unsafe class LinearTileTests
{
    private const float Untouched = 77;

    public static TheoryData<InstructionSet> Sets => [.. InstructionSets.Available];

    [Theory]
    [MemberData(nameof(Sets))]
    public void Run_AnyVectorsSharesAndUsedPositions_EqualsReference(InstructionSet set)
    {
        var random = new Random(5);
        var lanes = VectorShape.LanesOf(set);
        for (var vectors = 1; vectors <= VectorShape.GroupVectorsOf(set); vectors++)
        {
            foreach (var shares in set == InstructionSet.Vector512 ? (int[])[1, 2, 4] : [1])
            {
                for (var used = 1; used <= LinearTile.Positions; used++)
                {
                    var beyond = shares == 1 ? -random.Next(lanes) : 1 + random.Next(lanes / shares);
                    Check(set, vectors, shares, used, channels: (vectors * lanes) + beyond, random);
                }
            }
        }
    }

    [Theory]
    [MemberData(nameof(Sets))]
    public void SinglePosition_AnySizeAndPart_EqualsScalar(InstructionSet set)
    {
        var random = new Random(6);
        for (var round = 0; round < 60; round++)
        {
            var (height, width, channels, outputs) = (random.Next(1, 4), random.Next(1, 7), random.Next(1, 30), random.Next(1, 12));
            var taps = height * width * channels;
            var input = new TensorShape(height, width, channels);
            var layer = LinearLayer.Of(
                new Dense("dense", [Network.InputIndex], TensorShape.Vector(outputs), RandomNetwork.Values(round, taps * outputs), RandomNetwork.Values(round + 1, outputs)), input);
            using var kernel = new SinglePosition(layer, set);
            var pitch = (width * channels) + random.Next(0, 3);
            var values = RandomNetwork.Values(round + 2, height * pitch);
            var (expected, actual) = (new float[outputs], Enumerable.Repeat(Untouched, outputs).ToArray());
            var first = random.Next(outputs);
            var count = random.Next(1, outputs - first + 1);
            fixed (float* from = values, one = expected, other = actual)
            {
                kernel.RunScalar(from, pitch, one, 0, outputs);
                kernel.Run(from, pitch, other, first, count);
            }

            for (var output = 0; output < outputs; output++)
            {
                if (output < first || output >= first + count) Assert.Equal(Untouched, actual[output]);
                else Assert.Equal(expected[output], actual[output], 1e-4);
            }
        }
    }

    [Fact]
    public void SinglePositionBackward_AnySizeAndClosedChannels_EqualsScalar()
    {
        var random = new Random(7);
        for (var round = 0; round < 60; round++)
        {
            var (height, width, channels, outputs) = (random.Next(1, 4), random.Next(1, 7), random.Next(1, 30), random.Next(1, 12));
            var weights = RandomNetwork.Values(round, height * width * channels * outputs);
            var layer = LinearLayer.Of(
                new Dense("dense", [Network.InputIndex], TensorShape.Vector(outputs), weights, new float[outputs]), new TensorShape(height, width, channels));
            var kernel = new SinglePositionBackward(layer, weights);
            var gradient = RandomNetwork.Values(round + 1, outputs);
            for (var output = 0; output < outputs; output++)
            {
                if (random.Next(3) == 0) gradient[output] = 0;
            }

            for (var row = 0; row < height; row++)
            {
                var (expected, actual) = (RandomNetwork.Values(row, width * channels), RandomNetwork.Values(row, width * channels));
                kernel.AddRowScalar(gradient, expected, row);
                kernel.AddRow(gradient, actual, row);
                for (var at = 0; at < expected.Length; at++) Assert.Equal(expected[at], actual[at], 1e-4);
            }
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(5)]
    public void WorkShare_AnyUnits_EachOnceInWholeGranules(int workers)
    {
        using var pool = new WorkerPool(workers);
        var share = new WorkShare(pool);
        for (var units = 1; units < 90; units++)
        {
            var (visits, misplaced) = (new int[units], 0);
            var granule = 1 + (units % 8);
            share.Run(units, granule, (_, first, count) =>
            {
                if (first % granule != 0) Interlocked.Increment(ref misplaced);
                for (var unit = first; unit < first + count; unit++) Interlocked.Increment(ref visits[unit]);
            });
            Assert.All(visits, visit => Assert.Equal(1, visit));
            Assert.Equal(0, misplaced);
        }
    }

    private static void Check(InstructionSet set, int vectors, int shares, int used, int channels, Random random)
    {
        const int rows = 3;
        const int run = 7;
        const int rowPitch = 40;
        var lanes = VectorShape.LanesOf(set);
        var pitch = (vectors + (shares > 1 ? 1 : 0)) * lanes;
        var input = RandomNetwork.Values(random.Next(), rows * rowPitch);
        var (weights, bias) = (RandomNetwork.Values(random.Next(), rows * run * pitch), RandomNetwork.Values(random.Next(), pitch));
        for (var lane = vectors * lanes; lane < pitch; lane++)
        {
            // Each position that shares a vector has the same weights.
            var source = (vectors * lanes) + (lane % (lanes / shares));
            bias[lane] = bias[source];
            for (var tap = 0; tap < rows * run; tap++) weights[(tap * pitch) + lane] = weights[(tap * pitch) + source];
        }

        var inputs = Enumerable.Range(0, LinearTile.Positions).Select(_ => random.Next(rowPitch - run + 1)).ToArray();
        var outputs = Enumerable.Range(0, LinearTile.Positions).Select(position => position * (channels + 3)).ToArray();
        var (expected, actual) = (new float[LinearTile.Positions * (channels + 3)], new float[LinearTile.Positions * (channels + 3)]);
        Array.Fill(expected, Untouched);
        Array.Fill(actual, Untouched);
        fixed (float* from = input, weightsAt = weights, biasAt = bias, one = expected, other = actual)
        fixed (int* inputsAt = inputs, outputsAt = outputs)
        {
            var tile = new LinearTileWork
            {
                Input = from,
                Inputs = inputsAt,
                RowPitch = rowPitch,
                Rows = rows,
                Run = run,
                Weights = weightsAt,
                Pitch = pitch,
                Bias = biasAt,
                Channels = channels,
                Output = one,
                Outputs = outputsAt,
                Used = used,
            };
            LinearTile.Reference(&tile);
            tile.Output = other;
            LinearTile.Choose(set, vectors, shares)(&tile);
        }

        for (var at = 0; at < expected.Length; at++) Assert.Equal(expected[at], actual[at], 1e-4);
    }
}
