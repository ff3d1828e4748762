using Steerlens.Kernels.Engines;
using Steerlens.Kernels.Maps;
using Steerlens.Kernels.Occlusion;
using Steerlens.Models;
using Xunit.Abstractions;

namespace Steerlens.Kernels.Tests.Maps;

/// <summary>Networks whose cause is known: a map that does not find it is wrong, however good it looks.</summary>
public sealed class PlantedCauseTests(ITestOutputHelper output)
{
    private const int Height = 66;
    private const int Width = 200;
    private const int Patch = 9;
    private const int Kernel = 5;

    [Theory]
    [InlineData(8, 20)]
    [InlineData(30, 96)]
    [InlineData(54, 170)]
    public void Occlusion_OnePatchMatters_MassLiesWithinItsPointSpread(int row, int column)
    {
        var network = DependsOnPatch(row, column);
        var input = FrameWithDecoys(row, column);
        foreach (var sizes in new int[][] { [15], [50], [15, 50] })
        {
            var options = new MapOptions { Sizes = sizes, Fill = Fill.Mean };
            var map = Explain(network, input, options);
            var spread = PointSpread(options, row, column);
            double mass = 0, inside = 0;
            for (var pixel = 0; pixel < map.Length; pixel++)
            {
                mass += Math.Abs(map[pixel]);
                if (spread[pixel]) inside += Math.Abs(map[pixel]);
            }

            Assert.True(mass > 0, "the map is empty");
            var covered = spread.Count(isInside => isInside) / (double)spread.Length;
            output.WriteLine($"bank {string.Join(',', sizes)}: {inside / mass:P2} of the mass within the point spread, which is {covered:P1} of the picture; peak {PeakDistance(map, row, column):0} px from the patch's centre");
            Assert.True(inside / mass >= 0.95, $"only {inside / mass:P2} of the mass lies within the point spread");

            // The smallest windows must find the place, not only the neighbourhood.
            if (sizes[0] == 15) Assert.True(PeakDistance(map, row, column) <= 15, $"the peak is {PeakDistance(map, row, column):0} px away");
        }
    }

    [Theory]
    [InlineData(4)]
    [InlineData(7)]
    public void Occlusion_EqualWeights_MapIsFlat(int stride)
    {
        var network = Linear(Enumerable.Repeat(1e-4f, Height * Width * 3).ToArray());
        var input = Enumerable.Repeat(1f, Height * Width * 3).ToArray();
        var map = Explain(network, input, new MapOptions { Stride = stride, Fill = Fill.Black });
        Assert.True(map.Max() - map.Min() <= 1e-4 * map.Max(), $"the map goes from {map.Min()} to {map.Max()}");
        Assert.True(map.Min() > 0);
    }

    [Fact]
    public void Occlusion_SinglePixel_PointSpreadIsPrinted()
    {
        var weights = new float[Height * Width * 3];
        weights[((33 * Width) + 100) * 3] = 1;
        var map = Explain(Linear(weights), Enumerable.Repeat(1f, weights.Length).ToArray(), new MapOptions { Fill = Fill.Black });
        var peak = map.Max();
        var half = map.Count(value => value >= peak / 2);
        output.WriteLine($"bank 15,50 at stride 4: {half} pixels at half the peak or more, {map.Count(value => value > 1e-12)} in all");
        Assert.InRange(Array.IndexOf(map, peak) / Width, 33 - 8, 33 + 8);
        Assert.True(half < Height * Width / 10);
    }

    [Fact]
    public void Occlusion_ConstantNetwork_NoPositiveEvidence()
    {
        var network = Linear(new float[Height * Width * 3]);
        using var engine = new CpuEngine(network, 1);
        using var pass = engine.NewPass();
        var input = RandomNetwork.Values(1, network.Input.Length);
        engine.Forward(input, pass);
        foreach (var target in new[] { Target.Left, Target.Right, Target.Hold })
        {
            var map = new OcclusionMap(engine, new MapOptions { Sizes = [50], Stride = 25 });
            var values = Enumerable.Repeat(7f, map.Height * map.Width).ToArray();
            Assert.False(map.Compute(pass, input, [1f], target, values).IsPositive);
            Assert.All(values, value => Assert.Equal(0, value));
        }
    }

    /// <summary>A convolution of random filters, and a dense layer that reads it at one patch only.</summary>
    private static Network DependsOnPatch(int row, int column)
    {
        var input = new TensorShape(Height, Width, 3);
        var between = new TensorShape(Height - Kernel + 1, Width - Kernel + 1, 4);
        var convolution = new Convolution("conv1", [-1], between, (Kernel, Kernel), (1, 1), (0, 0), RandomNetwork.Values(3, Kernel * Kernel * 3 * 4), RandomNetwork.Values(4, 4));
        var weights = new float[between.Length];
        var random = new Random(5);
        for (var y = row; y <= row + Patch - Kernel; y++)
        {
            for (var x = column; x <= column + Patch - Kernel; x++)
            {
                for (var channel = 0; channel < 4; channel++) weights[(((y * between.Width) + x) * 4) + channel] = (float)(random.NextDouble() + 0.1) * 0.01f;
            }
        }

        var layers = new Layer[]
        {
            convolution,
            new Activation("conv1.relu", [0], between, ActivationKind.Relu),
            new Dense("dense1", [1], TensorShape.Vector(1), weights, [0.1f]),
        };
        return new Network("planted", input, layers, new InputContract());
    }

    private static Network Linear(float[] weights) => new(
        "linear", new TensorShape(Height, Width, 3), [new Dense("dense1", [-1], TensorShape.Vector(1), weights, [0f])], new InputContract { Scale = [1f / 255], Offset = [0f] });

    /// <summary>The same striking pattern at the patch and, as decoys, at five other places, on a mild texture.</summary>
    private static float[] FrameWithDecoys(int row, int column)
    {
        var frame = RandomNetwork.Values(6, Height * Width * 3).Select(value => value * 0.1f).ToArray();
        foreach (var (top, left) in new[] { (row, column), (4, 60), (20, 140), (40, 30), (50, 120), (10, 185) })
        {
            for (var y = top; y < Math.Min(top + Patch, Height); y++)
            {
                for (var x = left; x < Math.Min(left + Patch, Width); x++)
                {
                    for (var channel = 0; channel < 3; channel++) frame[(((y * Width) + x) * 3) + channel] = (x + y) % 3 == 0 ? 1 : -0.5f;
                }
            }
        }

        return frame;
    }

    /// <summary>The pixels that share a window with the patch.</summary>
    private static bool[] PointSpread(MapOptions options, int row, int column)
    {
        var spread = new bool[Height * Width];
        foreach (var window in WindowBank.Grid(Height, Width, options.Sizes, options.Stride).Windows)
        {
            if (window.Row >= row + Patch || window.Row + window.Height <= row || window.Column >= column + Patch || window.Column + window.Width <= column) continue;
            for (var y = window.Row; y < window.Row + window.Height; y++) Array.Fill(spread, true, (y * Width) + window.Column, window.Width);
        }

        return spread;
    }

    private static double PeakDistance(float[] map, int row, int column)
    {
        var peak = Enumerable.Range(0, map.Length).MaxBy(pixel => Math.Abs(map[pixel]));
        return Math.Max(Math.Abs((peak / Width) - row - (Patch / 2)), Math.Abs((peak % Width) - column - (Patch / 2)));
    }

    private static float[] Explain(Network network, float[] input, MapOptions options)
    {
        using var engine = new CpuEngine(network, 2);
        using var pass = engine.NewPass();
        var map = new OcclusionMap(engine, options);
        engine.Forward(input, pass);
        var values = new float[map.Height * map.Width];
        map.Compute(pass, input, [1f], Target.Signed, values);
        return values;
    }
}
