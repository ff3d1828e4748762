using FsCheck;
using FsCheck.Fluent;
using Steerlens.Kernels.Engines;
using Steerlens.Kernels.Maps;
using Steerlens.Kernels.Occlusion;
using Steerlens.Models;

namespace Steerlens.Kernels.Tests.Maps;

/// <summary>What must hold for any small network and frame.</summary>
public sealed class MapPropertyTests
{
    private static readonly Config Cases = Config.QuickThrowOnFailure.WithMaxTest(25);

    [Fact]
    public void Occlusion_NoWindow_MapIsZero()
    {
        var bank = WindowBank.Of(8, 9, []);
        var map = Enumerable.Repeat(3f, 72).ToArray();
        new OcclusionAccumulator(bank).Accumulate([], map);
        Assert.All(map, value => Assert.Equal(0, value));
    }

    [Fact]
    public void Occlusion_TwoSizes_IsTheMeanOfEachAlone() => Check(seed =>
    {
        using var scene = new Scene(seed);
        var both = scene.Occlusion([3, 7], Target.Signed);
        var (small, large) = (scene.Occlusion([3], Target.Signed), scene.Occlusion([7], Target.Signed));
        return Same(both, small.Zip(large, (a, b) => (a + b) / 2));
    });

    [Fact]
    public void Occlusion_NegatedNetwork_LeftIsRight() => Check(seed =>
    {
        using var scene = new Scene(seed);
        using var negated = new Scene(seed, sign: -1);
        return Same(scene.Occlusion([5], Target.Left), negated.Occlusion([5], Target.Right))
            && Same(scene.GradCam(Target.Left), negated.GradCam(Target.Right))
            && Same(scene.Occlusion([5], Target.Hold), negated.Occlusion([5], Target.Hold));
    });

    [Fact]
    public void Halves_OfTheSignedMap_AreLeftAndRight() => Check(seed =>
    {
        using var scene = new Scene(seed);
        var (left, right) = (scene.Occlusion([5], Target.Left), scene.Occlusion([5], Target.Right));
        return Same(scene.Occlusion([5], Target.Signed), right.Zip(left, (a, b) => a - b));
    });

    [Fact]
    public void Occlusion_MirroredFrameAndNetwork_MirrorsTheMap() => Check(seed =>
    {
        // 13 x 21 with kernels of 3 and 3 at stride 2: no layer drops a column, and the bank at stride 2 is symmetric.
        using var scene = new Scene(seed);
        using var mirrored = new Scene(seed, mirror: true);
        var (map, other) = (scene.Occlusion([5], Target.Signed, 2), mirrored.Occlusion([5], Target.Signed, 2));
        return Same(map, Enumerable.Range(0, other.Length).Select(pixel => other[((pixel / Scene.Width) * Scene.Width) + Scene.Width - 1 - (pixel % Scene.Width)]));
    });

    [Theory]
    [InlineData(66, 200, 15, 4)]
    [InlineData(66, 200, 50, 4)]
    [InlineData(20, 20, 50, 3)]
    public void Grid_Inside_LastWindowIsFlushAndAllAreInside(int height, int width, int size, int stride)
    {
        var bank = WindowBank.Grid(height, width, [size], stride);
        Assert.All(bank.Windows, window => Assert.True(window.Row >= 0 && window.Column >= 0 && window.Row + window.Height <= height && window.Column + window.Width <= width));
        Assert.Equal(height, bank.Windows.Max(window => window.Row + window.Height));
        Assert.Equal(width, bank.Windows.Max(window => window.Column + window.Width));
        Assert.Equal(bank.Count, bank.Windows.Distinct().Count());
    }

    [Fact]
    public void Grid_SeedBank_Has6600Windows() => Assert.Equal(6600, WindowBank.Grid(66, 200, [15, 50], 2, BankEdges.Clipped).Count);

    [Fact]
    public void AutoTarget_NearStraight_KeepsItsSide()
    {
        var auto = new AutoTarget();
        var degree = Math.PI / 180;
        Assert.Equal(Target.Left, auto.Resolve(-1 * degree));
        Assert.Equal(Target.Left, auto.Resolve(4 * degree));
        Assert.Equal(Target.Right, auto.Resolve(6 * degree));
        Assert.Equal(Target.Right, auto.Resolve(-4 * degree));
        Assert.Equal(Target.Left, auto.Resolve(-6 * degree));
    }

    private static void Check(Func<int, bool> property) => Prop.ForAll(Gen.Choose(0, 1_000_000).ToArbitrary(), property).Check(Cases);

    private static bool Same(float[] actual, IEnumerable<float> expected)
    {
        var scale = Math.Max(1e-6f, actual.Max(Math.Abs));
        return actual.Zip(expected).All(pair => Math.Abs(pair.First - pair.Second) <= 1e-4f * scale);
    }

    /// <summary>A small network and frame from a seed; perhaps mirrored or with its output negated.</summary>
    private sealed class Scene : IDisposable
    {
        public const int Height = 13;
        public const int Width = 21;
        private readonly CpuEngine _engine;
        private readonly ForwardPass _pass;
        private readonly float[] _input;

        public Scene(int seed, float sign = 1, bool mirror = false)
        {
            var network = new RandomNetwork(seed, new TensorShape(Height, Width, 3)).Convolution(6, 3, 2).Activation(ActivationKind.Relu).Convolution(5, 2, 1).Activation(ActivationKind.Relu).Dense(1).Build();
            _input = RandomNetwork.Values(seed + 1, network.Input.Length);
            if (mirror)
            {
                network = new Network(network.Name, network.Input, [.. network.Layers.Select(layer => Mirroring.Of(layer, network))], network.Contract);
                _input = Mirroring.Of(_input, Height, Width, 3);
            }

            if (sign < 0)
            {
                var last = (Dense)network.Layers[^1];
                network = new Network(network.Name, network.Input, [.. network.Layers.SkipLast(1), last with { Weights = [.. last.Weights.Select(weight => -weight)], Bias = [.. last.Bias.Select(bias => -bias)] }], network.Contract);
            }

            _engine = new CpuEngine(network, 1);
            _pass = _engine.NewPass();
            _engine.Forward(_input, _pass);
        }

        public float[] Occlusion(int[] sizes, Target target, int stride = 3) => Compute(new OcclusionMap(_engine, new MapOptions { Sizes = sizes, Stride = stride }), target);

        public float[] GradCam(Target target) => Compute(new GradCamMap(_engine, LayerChoice.Resolve(_engine.Network, "conv1")), target);

        public void Dispose()
        {
            _pass.Dispose();
            _engine.Dispose();
        }

        private float[] Compute(IMap map, Target target)
        {
            var values = new float[map.Height * map.Width];
            map.Compute(_pass, _input, [1f], target, values);
            return values;
        }
    }
}
