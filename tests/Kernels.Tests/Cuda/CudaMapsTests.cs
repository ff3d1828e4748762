using Steerlens.Kernels.Cuda;
using Steerlens.Kernels.Engines;
using Steerlens.Kernels.Maps;
using Steerlens.Kernels.Occlusion;
using Steerlens.Kernels.Tests.Cuda.Emulator;
using Steerlens.Models;
using Xunit.Abstractions;

namespace Steerlens.Kernels.Tests.Cuda;

/// <summary>Maps that are added up on the emulated device, against the processor's accumulation of the same windows.</summary>
public sealed class CudaMapsTests(ITestOutputHelper output)
{
    [EmulatorTheory]
    [InlineData(Target.Signed, BankEdges.Inside, true)]
    [InlineData(Target.Right, BankEdges.Clipped, false)]
    [InlineData(Target.Left, BankEdges.Clipped, true)]
    [InlineData(Target.Hold, BankEdges.Inside, false)]
    public void Compute_EachTarget_EqualsTheProcessorsAccumulationBitByBit(Target target, BankEdges edges, bool isRising)
    {
        var network = new RandomNetwork(7, new TensorShape(18, 41, 3)).Convolution(8, 3, 1).Activation(ActivationKind.Relu).Convolution(6, 5, 2).Activation(ActivationKind.Elu).Dense(3).Build();
        var options = new MapOptions { Sizes = [5, 11], Stride = 3, Edges = edges };
        var device = new EmulatedCudaDevice(isRising);
        var input = RandomNetwork.Values(11, network.Input.Length);
        float[] weights = [0.7f, -0.4f, 0.2f];
        using (var engine = new CudaEngine(network, device))
        using (var pass = engine.NewPass())
        {
            engine.Forward(input, pass);
            var (mapped, accumulated) = (new OcclusionMap(engine, options), new OcclusionMap(new WithoutMaps(engine), options));
            var (actual, expected) = (new float[18 * 41], new float[18 * 41]);

            // Twice: the second time from what was noted down.
            for (var turn = 0; turn < 2; turn++)
            {
                var launches = device.Launches;
                var evidence = mapped.Compute(pass, input, weights, target, actual);
                Assert.Equal(4 + (2 * 3), device.Launches - launches);
                Assert.Equal(accumulated.Compute(pass, input, weights, target, expected), evidence);
                Assert.True(evidence.IsPositive);
                Assert.Equal(accumulated.Scores.ToArray(), mapped.Scores.ToArray());
                Assert.Equal(expected, actual);
            }

            output.WriteLine($"{target}: {mapped.Bank.Count} windows, map equal bit by bit, peak {expected.Max(Math.Abs):E2}");
        }

        Assert.Equal(0, device.Pieces);
    }

    [EmulatorFact]
    public void Compute_SoftWindowsOrALostDevice_AreTheProcessors()
    {
        var network = new RandomNetwork(7, new TensorShape(18, 40, 3)).Convolution(8, 3, 1).Activation(ActivationKind.Relu).Dense(1).Build();
        var input = RandomNetwork.Values(11, network.Input.Length);
        var (device, warnings) = (new EmulatedCudaDevice(), new List<string>());
        using var processor = new CpuEngine(network, 1);
        using var engine = new FailoverEngine(new CudaEngine(network, device), () => new CpuEngine(network, 1), warnings.Add);
        using var pass = engine.NewPass();
        using var other = processor.NewPass();
        processor.Forward(input, other);
        foreach (var softness in new[] { 2f, 0f })
        {
            var options = new MapOptions { Sizes = [5, 11], Stride = 3, Softness = softness };
            var (actual, expected) = (new float[18 * 40], new float[18 * 40]);
            engine.Forward(input, pass);
            device.IsLost = softness == 0;
            new OcclusionMap(engine, options).Compute(pass, input, [1], Target.Signed, actual);
            new OcclusionMap(processor, options).Compute(other, input, [1], Target.Signed, expected);
            FullScaleError.Of(expected, actual, 1e-5, $"map, softness {softness}");
        }

        Assert.Single(warnings);
    }

    /// <summary>The same engine, which keeps to itself that it can make maps.</summary>
    private sealed class WithoutMaps(IEngine engine) : IEngine
    {
        public string Name => engine.Name;

        public string Description => engine.Description;

        public Network Network => engine.Network;

        public ForwardPass NewPass() => engine.NewPass();

        public void Forward(ReadOnlySpan<float> input, ForwardPass pass) => engine.Forward(input, pass);

        public void CopyActivation(ForwardPass pass, int layer, Span<float> destination) => engine.CopyActivation(pass, layer, destination);

        public void ChannelMeans(ForwardPass pass, int layer, Span<float> means) => engine.ChannelMeans(pass, layer, means);

        public void Backward(ForwardPass pass, ReadOnlySpan<float> outputWeights, int layer, Span<float> gradient, BackwardRule rule = BackwardRule.Plain) =>
            engine.Backward(pass, outputWeights, layer, gradient, rule);

        public void Occlude(ForwardPass pass, WindowBank bank, ReadOnlySpan<float> fill, Span<float> outputs) => engine.Occlude(pass, bank, fill, outputs);

        public void Dispose()
        {
            // The engine is the caller's.
        }
    }
}
