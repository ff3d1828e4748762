using FsCheck;
using FsCheck.Fluent;
using Steerlens.Kernels.Maps;
using Steerlens.Models;
using Steerlens.Tests;

namespace Steerlens.Kernels.Tests.Maps;

/// <summary>Networks whose maps are known from their outputs: those that take the mean of their feature maps, and linear heads.</summary>
public sealed class MeanNetworkTests
{
    private const double Tolerance = 1e-5;
    private static readonly Config Cases = Config.QuickThrowOnFailure.WithMaxTest(25);

    [Theory]
    [InlineData("global-mean")]
    [InlineData("reduce-mean")]
    public void Cam_Fixture_MeanAndBiasAreTheOutputBeforeItsActivation(string name)
    {
        var network = OnnxReader.Read(Fixture.Load(name).NetworkPath);
        for (var seed = 0; seed < 10; seed++) CheckCam(network, RandomNetwork.Values(seed, network.Input.Length));
    }

    [Fact]
    public void Cam_AnyNetworkOfTheKind_MeanAndBiasAreTheOutput() => Check(seed =>
    {
        var network = new RandomNetwork(seed, new TensorShape(15, 22, 3)).Convolution(7, 3, 2).Activation(ActivationKind.Elu).Convolution(6, 3, 1, 1).Mean().Affine(6).Dense(3).Build();
        CheckCam(network, RandomNetwork.Values(seed + 1, network.Input.Length));
    });

    [Fact]
    public void GradCam_BeforeTheMean_IsCamOverThePositions() => Check(seed =>
    {
        using var frame = Frame(seed, network => network.Mean().Dense(1));
        var cam = frame.Compute("cam", Target.Signed, null, out _, out var size);
        var gradCam = frame.Compute("gradcam", Target.Signed, new MapOptions { Layer = "conv2" });
        Assert.True(EveryMapTests.Same(gradCam, cam.Select(value => value / (size.Height * size.Width))));
    });

    [Fact]
    public void HiResCam_BeforeALinearHead_SumsToTheOutputWithoutItsBias() => Check(seed =>
    {
        using var frame = Frame(seed, network => network.Dense(1));
        var bias = ((Dense)frame.Engine.Network.Layers[^1]).Bias[0];
        var map = frame.Compute("hirescam", Target.Signed, new MapOptions { Layer = "conv2" });
        var scale = Math.Max(map.Sum(Math.Abs), 1e-3);
        Assert.Equal(frame.Outputs[0] - bias, map.Sum(value => (double)value), Tolerance * scale);
    });

    [Fact]
    public void IntegratedGradients_ManySteps_SumToTheChange() => Check(seed =>
    {
        // Smooth activations: the midpoints converge fast.
        var network = new RandomNetwork(seed, new TensorShape(12, 15, 3)).Convolution(5, 3, 2).Activation(ActivationKind.Tanh).Dense(4).Activation(ActivationKind.Tanh).Dense(1).Build();
        using var frame = new ExplainedFrame(network, RandomNetwork.Values(seed + 1, network.Input.Length));
        using var map = new IntegratedGradientsMap(frame.Engine, 64);
        var values = frame.Compute(map, Target.Signed, out _);
        Assert.Equal(values.Sum(value => (double)value), map.Sum, 1e-5);
        Assert.Equal(map.Change, map.Sum, 1e-4 * Math.Max(values.Sum(Math.Abs), 1));
        Assert.Contains("deg", ((IMap)map).Remark, StringComparison.Ordinal);
    });

    [Fact]
    public void Cam_NetworkWithoutMean_SaysWhatToUse()
    {
        using var frame = Frame(1, network => network.Dense(1));
        var exception = Assert.Throws<MapOptionException>(() => frame.Compute("cam", Target.Signed));
        Assert.Contains("gradcam", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Guided_NetworkWithoutRelu_SaysWhatToUse()
    {
        var network = new RandomNetwork(1, new TensorShape(8, 8, 3)).Convolution(3, 3, 1).Activation(ActivationKind.Elu).Dense(1).Build();
        using var frame = new ExplainedFrame(network, new float[network.Input.Length]);
        Assert.Contains("saliency", Assert.Throws<MapOptionException>(() => frame.Compute("guided", Target.Left)).Message, StringComparison.Ordinal);
    }

    private static ExplainedFrame Frame(int seed, Func<RandomNetwork, RandomNetwork> head)
    {
        var network = head(new RandomNetwork(seed, new TensorShape(15, 22, 3)).Convolution(7, 3, 2).Activation(ActivationKind.Relu).Convolution(6, 3, 1).Activation(ActivationKind.Relu)).Build();
        return new ExplainedFrame(network, RandomNetwork.Values(seed + 1, network.Input.Length));
    }

    private static void CheckCam(Network network, float[] input)
    {
        for (var output = 0; output < network.OutputCount; output++)
        {
            var weights = new float[network.OutputCount];
            weights[output] = 1;
            using var frame = new ExplainedFrame(network, input) { OutputWeights = weights };
            using var map = (CamMap)new CamMethod().Create(frame.Engine, new MapOptions());
            var values = frame.Compute(map, Target.Signed, out _);
            var dense = network.Layers.ToList().FindLastIndex(layer => layer is Dense);
            var expected = ReferenceForward.Run(network, input)[dense][output];
            Assert.Equal(expected, values.Average(value => (double)value) + map.Bias, Tolerance * Math.Max(1, map.Magnitude));
        }
    }

    private static void Check(Action<int> property) => Prop.ForAll(Gen.Choose(0, 1_000_000).ToArbitrary(), property).Check(Cases);
}
