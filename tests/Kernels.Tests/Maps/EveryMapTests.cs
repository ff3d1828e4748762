using FsCheck;
using FsCheck.Fluent;
using Steerlens.Kernels.Maps;
using Steerlens.Models;

namespace Steerlens.Kernels.Tests.Maps;

/// <summary>What every map must do, whatever the network.</summary>
public sealed class EveryMapTests
{
    private static readonly Config Cases = Config.QuickThrowOnFailure.WithMaxTest(20);

    public static TheoryData<string, Target> Halves
    {
        get
        {
            var data = new TheoryData<string, Target>();
            foreach (var method in MapMethods.All.Where(method => method.Targets.Contains(Target.Left))) data.Add(method.Name, Target.Left);
            return data;
        }
    }

    public static TheoryData<string, Target> All
    {
        get
        {
            var data = new TheoryData<string, Target>();
            foreach (var method in MapMethods.All)
            {
                foreach (var target in method.Targets.Where(target => target != Target.Auto)) data.Add(method.Name, target);
            }

            data.Add("hirescam*saliency", Target.Undirected);
            data.Add("gradcam*layercam", Target.Left);
            return data;
        }
    }

    public static TheoryData<string, Target> Mirrored
    {
        get
        {
            var data = new TheoryData<string, Target>();

            // SmoothGrad's noise is not symmetric, and the seed's clipped windows are not either.
            foreach (var method in MapMethods.All.Where(method => method.Name is not ("smoothgrad" or "cam")))
                data.Add(method.Name, method.Targets[0] == Target.Auto ? Target.Right : method.Targets[0]);
            data.Add("gradcam", Target.Seed);
            data.Add("hypercolumns", Target.Seed);
            return data;
        }
    }

    [Theory]
    [MemberData(nameof(All))]
    public void Compute_NetworkOfZeros_IsEmptyAndSaysSo(string method, Target target)
    {
        var network = Network(1).Build();
        var blind = new Network("blind", network.Input, [.. network.Layers.Select(Blind)], network.Contract);
        using var frame = new ExplainedFrame(blind, RandomNetwork.Values(2, blind.Input.Length));
        var values = frame.Compute(method, target, OptionsFor(target), out var evidence, out _);
        Assert.Equal(new Evidence(0, IsPositive: false), evidence);
        Assert.All(values, value => Assert.Equal(0, value));

        static Layer Blind(Layer layer) => layer switch
        {
            Convolution convolution => convolution with { Weights = new float[convolution.Weights.Length], Bias = new float[convolution.Bias.Length] },
            Dense dense => dense with { Weights = new float[dense.Weights.Length], Bias = new float[dense.Bias.Length] },
            _ => layer,
        };
    }

    [Theory]
    [MemberData(nameof(All))]
    public void Compute_AnyNetwork_FiniteWithinItsPeakAndTheSameAgain(string method, Target target) => Check(seed =>
    {
        using var frame = new ExplainedFrame(Network(seed).Build(), RandomNetwork.Values(seed + 1, 3 * 17 * 23));
        var values = frame.Compute(method, target, OptionsFor(target), out var evidence, out _);
        var again = frame.Compute(method, target, OptionsFor(target), out _, out _);
        return values.All(float.IsFinite) && values.Max(Math.Abs) == evidence.Peak && values.SequenceEqual(again)
            && (target == Target.Signed || values.Min() >= 0) && evidence.IsPositive == evidence.Peak > 0;
    });

    [Theory]
    [MemberData(nameof(Halves))]
    public void Compute_NegatedNetwork_LeftIsRight(string method, Target left) => Check(seed =>
    {
        var network = Network(seed).Build();
        var last = (Dense)network.Layers[^1];
        var negated = new Network("negated", network.Input, [.. network.Layers.SkipLast(1), last with { Weights = [.. last.Weights.Select(weight => -weight)], Bias = [.. last.Bias.Select(bias => -bias)] }], network.Contract);
        var input = RandomNetwork.Values(seed + 1, network.Input.Length);
        using var frame = new ExplainedFrame(network, input);
        using var other = new ExplainedFrame(negated, input);
        return Same(frame.Compute(method, left), other.Compute(method, Target.Right));
    });

    [Theory]
    [MemberData(nameof(Mirrored))]
    public void Compute_MirroredFrameAndNetwork_MirrorsTheMap(string method, Target target)
    {
        // 61 x 197: with PilotNet's kernels and strides no layer drops a column, so left and right are the same.
        var network = SmallPilotNet(31);
        var input = RandomNetwork.Values(32, network.Input.Length);
        var twin = new Network("twin", network.Input, [.. network.Layers.Select(layer => Mirroring.Of(layer, network))], network.Contract);
        using var frame = new ExplainedFrame(network, input);
        using var mirrored = new ExplainedFrame(twin, Mirroring.Of(input, network.Input.Height, network.Input.Width, network.Input.Channels));
        var options = target == Target.Seed ? MapOptions.Seed : new MapOptions { Sizes = [15], Stride = 13, Steps = 4 };
        var map = frame.Compute(method, target, options, out _, out var size);
        var other = mirrored.Compute(method, target, options, out _, out _);
        Assert.True(Same(map, Mirroring.Of(other, size.Height, size.Width, 1)), $"{method} of the mirrored network and frame is not the mirrored map");
    }

    [Theory]
    [MemberData(nameof(All))]
    public void Compute_AfterWarmUp_AllocatesNothing(string method, Target target)
    {
        using var frame = new ExplainedFrame(Network(5).Build(), RandomNetwork.Values(6, 3 * 17 * 23));
        using var map = MapMethods.Find(method).Create(frame.Engine, OptionsFor(target));
        Assert.Equal(0, frame.AllocatedBy(map, target));
    }

    [Theory]
    [InlineData("gradcam")]
    [InlineData("hirescam")]
    [InlineData("layercam")]
    [InlineData("cam")]
    public void Compute_AllNegative_NoPositiveEvidence(string method)
    {
        // Activations are 0 or more, and every weight after them pushes to the left.
        var network = new RandomNetwork(7, new TensorShape(17, 23, 3)).Convolution(6, 3, 2).Activation(ActivationKind.Relu).Convolution(5, 3, 2).Activation(ActivationKind.Relu).Mean().Dense(1).Build();
        var last = (Dense)network.Layers[^1];
        network = new Network("left", network.Input, [.. network.Layers.SkipLast(1), last with { Weights = [.. last.Weights.Select(weight => -Math.Abs(weight))] }], network.Contract);
        using var frame = new ExplainedFrame(network, RandomNetwork.Values(8, network.Input.Length));
        var options = new MapOptions { Layer = "conv2" };
        var right = frame.Compute(method, Target.Right, options, out var evidence, out _);
        Assert.Equal(new Evidence(0, IsPositive: false), evidence);
        Assert.All(right, value => Assert.Equal(0, value));
        frame.Compute(method, Target.Left, options, out evidence, out _);
        Assert.True(evidence.IsPositive);
    }

    internal static bool Same(float[] actual, IEnumerable<float> expected)
    {
        var scale = Math.Max(1e-6f, actual.Max(Math.Abs));
        return actual.Zip(expected).All(pair => Math.Abs(pair.First - pair.Second) <= 1e-4f * scale);
    }

    /// <summary>A network that every method can explain: two convolutions, their mean, one output.</summary>
    private static RandomNetwork Network(int seed) => new RandomNetwork(seed, new TensorShape(17, 23, 3))
        .Convolution(6, 3, 2).Activation(ActivationKind.Relu).Convolution(5, 3, 1).Activation(ActivationKind.Relu).Mean().Dense(1);

    private static Network SmallPilotNet(int seed) => new RandomNetwork(seed, new TensorShape(61, 197, 3))
        .Convolution(6, 5, 2).Activation(ActivationKind.Relu)
        .Convolution(7, 5, 2).Activation(ActivationKind.Relu)
        .Convolution(8, 5, 2).Activation(ActivationKind.Relu)
        .Convolution(8, 3, 1).Activation(ActivationKind.Relu)
        .Convolution(8, 3, 1).Activation(ActivationKind.Relu)
        .Dense(12).Activation(ActivationKind.Relu)
        .Dense(1)
        .Build();

    private static MapOptions OptionsFor(Target target) => target == Target.Seed
        ? MapOptions.Seed with { Sizes = [7] }
        : new MapOptions { Sizes = [7], Stride = 5, Layer = null, Samples = 3, Steps = 5 };

    private static void Check(Func<int, bool> property) => Prop.ForAll(Gen.Choose(0, 1_000_000).ToArbitrary(), property).Check(Cases);
}
