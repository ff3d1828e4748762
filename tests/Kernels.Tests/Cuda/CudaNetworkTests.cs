using Steerlens.Kernels.Cuda;
using Steerlens.Kernels.Engines;
using Steerlens.Kernels.Occlusion;
using Steerlens.Kernels.Tests.Cuda.Emulator;
using Steerlens.Models;
using Xunit.Abstractions;

namespace Steerlens.Kernels.Tests.Cuda;

/// <summary>Whole networks, every width of the kernel of states, and every function, on the emulated device.</summary>
public sealed class CudaNetworkTests(ITestOutputHelper output)
{
    [EmulatorFact]
    public void Occlude_ShippedNetwork_EqualsTheProcessor()
    {
        var network = DefaultNetwork.Load();
        var bank = WindowBank.Grid(network.Input.Height, network.Input.Width, [15, 50], 4);
        using var engine = new CudaEngine(network, new EmulatedCudaDevice());
        using var processor = new CpuEngine(network);
        var (actual, expected) = (Outputs(engine, bank), Outputs(processor, bank));
        output.WriteLine($"{bank.Count} windows of {network.Name}: largest error {FullScaleError.Of(expected, actual, 1e-5, "windows"):E2} of full scale; {engine.Describe(bank)}");
        output.WriteLine($"seed bank: {engine.Describe(WindowBank.Grid(network.Input.Height, network.Input.Width, [15, 50], 2, BankEdges.Clipped))}");
    }

    [EmulatorTheory]
    [InlineData(16)]
    [InlineData(24)]
    [InlineData(36)]
    [InlineData(48)]
    [InlineData(64)]
    public void Occlude_EachWidth_EqualsScalarEngine(int channels)
    {
        // More states than a tile has, an odd number of groups of four channels below, and channels left over in a second block.
        var network = new RandomNetwork(channels, new TensorShape(18, 40, 3))
            .Convolution(20, 3, 1, 1).Activation(ActivationKind.Relu)
            .Convolution(channels, 5, 2, 2).Activation(ActivationKind.Elu)
            .Convolution(channels + 3, 3, 2).Activation(ActivationKind.Relu)
            .Dense(2).Build();
        Assert.Equal($"state_layer_{channels}", StateTileShape.For(channels).Kernel);
        var bank = WindowBank.Grid(18, 40, [5, 11], 3, BankEdges.Clipped);
        using var engine = new CudaEngine(network, new EmulatedCudaDevice());
        using var scalar = new ScalarEngine(network);
        output.WriteLine($"state_layer_{channels}: largest error {FullScaleError.Of(Outputs(scalar, bank), Outputs(engine, bank), 1e-5, "windows"):E2} of full scale");
    }

    [EmulatorTheory]
    [InlineData(DevicePrecision.Tf32, 16, true)]
    [InlineData(DevicePrecision.Tf32, 32, false)]
    [InlineData(DevicePrecision.Tf32, 48, true)]
    [InlineData(DevicePrecision.Tf32, 64, false)]
    [InlineData(DevicePrecision.Fp16, 16, false)]
    [InlineData(DevicePrecision.Fp16, 32, true)]
    [InlineData(DevicePrecision.Fp16, 48, false)]
    [InlineData(DevicePrecision.Fp16, 64, true)]
    public void Occlude_EachWidthOnTensorCores_LosesWhatElevenBitsLose(DevicePrecision precision, int channels, bool isRising)
    {
        var network = new RandomNetwork(channels, new TensorShape(18, 40, 3))
            .Convolution(20, 3, 1, 1).Activation(ActivationKind.Relu)
            .Convolution(channels, 5, 2, 2).Activation(ActivationKind.Elu)
            .Convolution(channels + 3, 3, 2).Activation(ActivationKind.Relu)
            .Dense(2).Build();
        Assert.Equal(channels, StateTileShape.For(channels, precision).Channels);
        var bank = WindowBank.Grid(18, 40, [5, 11], 3, BankEdges.Clipped);
        using var engine = new CudaEngine(network, new EmulatedCudaDevice(isRising), new CudaEngineOptions { Precision = precision });
        using var exact = new CudaEngine(network, new EmulatedCudaDevice(isRising));
        using var scalar = new ScalarEngine(network);
        var (expected, actual) = (Outputs(scalar, bank), Outputs(engine, bank));
        var error = FullScaleError.Of(expected, actual, 2e-3, "windows");
        output.WriteLine($"{StateTileShape.For(channels, precision).Kernel}: largest error {error:E2} of full scale");

        // The products are rounded, or else these are not the kernels that were asked for.
        Assert.True(error > 10 * FullScaleError.Of(expected, Outputs(exact, bank), 1e-5, "windows in float32"), $"an error of {error:E2} is no loss");
    }

    [EmulatorTheory]
    [InlineData(DevicePrecision.Tf32)]
    [InlineData(DevicePrecision.Fp16)]
    public void Occlude_ShippedNetworkOnTensorCores_StaysNearTheProcessor(DevicePrecision precision)
    {
        var network = DefaultNetwork.Load();
        var bank = WindowBank.Grid(network.Input.Height, network.Input.Width, [15, 50], 12);
        using var engine = new CudaEngine(network, new EmulatedCudaDevice(), new CudaEngineOptions { Precision = precision });
        using var processor = new CpuEngine(network);
        output.WriteLine($"{precision}, {bank.Count} windows of {network.Name}: largest error {FullScaleError.Of(Outputs(processor, bank), Outputs(engine, bank), 2e-3, "windows"):E2} of full scale");
        Assert.EndsWith("windows in " + precision.ToString().ToLowerInvariant(), engine.Description, StringComparison.Ordinal);
    }

    [EmulatorTheory]
    [InlineData(1L << 30, 1)]
    [InlineData(40_000, 5)]
    public void Occlude_LittleMemory_GoesInPartsAndFindsTheSame(long mostBytes, int parts)
    {
        var network = new RandomNetwork(7, new TensorShape(18, 40, 3)).Convolution(8, 3, 1).Activation(ActivationKind.Relu).Convolution(8, 3, 2).Activation(ActivationKind.Relu).Dense(3).Build();
        var bank = WindowBank.Grid(18, 40, [5, 11], 3);
        var device = new EmulatedCudaDevice();
        using var engine = new CudaEngine(network, device, new CudaEngineOptions { MostDeltaBytes = mostBytes });
        using var scalar = new ScalarEngine(network);
        FullScaleError.Of(Outputs(scalar, bank), Outputs(engine, bank), 1e-5, "windows");
        Assert.InRange(engine.PartsOf(bank), parts, 3 * parts);
    }

    [EmulatorTheory]
    [MemberData(nameof(Kinds))]
    public void Functions_WideRange_EqualScalarActivation(ActivationKind kind)
    {
        const int Count = 4096;
        var activation = new Activation("f", [Network.InputIndex], new TensorShape(1, Count, 1), kind, 0.7f, 1.3f);
        var network = new Network("f", new TensorShape(1, Count, 1), [activation], new InputContract());
        var isPositive = kind is ActivationKind.Log or ActivationKind.Power;
        float[] input = [.. Enumerable.Range(0, Count).Select(index => ((isPositive ? index + 30 : index - (Count / 2)) * (kind == ActivationKind.Exp ? 0.002f : 0.01f)))];
        var (actual, expected) = (Values(new CudaEngine(network, new EmulatedCudaDevice()), input), Values(new ScalarEngine(network), input));
        var value = FullScaleError.Of(expected.Value, actual.Value, 1e-6, "value");
        var derivative = FullScaleError.Of(expected.Derivative, actual.Derivative, 1e-6, "derivative");
        output.WriteLine($"{kind}: value {value:E2}, derivative {derivative:E2} of full scale");
    }

    [EmulatorFact]
    public void Open_Branches_AreRefusedByName()
    {
        var chain = new RandomNetwork(1, new TensorShape(12, 12, 3)).Convolution(4, 3, 1).Activation(ActivationKind.Relu).Build();
        var network = new Network("branches", chain.Input, [.. chain.Layers, new Sum("joined", [0, 1], chain.Layers[1].Output)], chain.Contract);
        using var device = new EmulatedCudaDevice();
        var exception = Assert.Throws<NotSupportedException>(() => new CudaEngine(network, device));
        Assert.Contains("'joined' joins branches", exception.Message, StringComparison.Ordinal);
        Assert.Equal(0, device.Pieces);
    }

    [EmulatorFact]
    public void Failover_LostDevice_RedoesTheFrameAndSaysSoOnce()
    {
        var network = new RandomNetwork(2, new TensorShape(12, 20, 3)).Convolution(6, 3, 1).Activation(ActivationKind.Relu).Dense(2).Build();
        var (device, warnings) = (new EmulatedCudaDevice(), new List<string>());
        var bank = WindowBank.Grid(12, 20, [5], 3);
        using var scalar = new ScalarEngine(network);
        using var engine = new FailoverEngine(new CudaEngine(network, device), () => new CpuEngine(network, 1), warnings.Add);
        Assert.Equal("cuda", engine.Name);
        using var pass = engine.NewPass();
        engine.Forward(Input(network), pass);
        device.IsLost = true;
        var outputs = new float[bank.Count * 2];
        engine.Occlude(pass, bank, new float[network.Input.Length], outputs);
        FullScaleError.Of(Outputs(scalar, bank), outputs, 1e-5, "windows");
        FullScaleError.Of(Outputs(scalar, bank), Outputs(engine, bank), 1e-5, "windows of the next frame");
        Assert.Contains("719", Assert.Single(warnings), StringComparison.Ordinal);
        Assert.Equal("cpu", engine.Name);
    }

    [EmulatorFact]
    public void Occlude_SeveralPassesAndBanks_KeepApart()
    {
        var network = new RandomNetwork(3, new TensorShape(12, 20, 3)).Convolution(6, 3, 1).Activation(ActivationKind.Relu).Dense(1).Build();
        using var engine = new CudaEngine(network, new EmulatedCudaDevice());
        using var scalar = new ScalarEngine(network);
        using var pass = engine.NewPass();
        using var other = engine.NewPass();
        engine.Forward(Input(network), pass);
        engine.Forward(RandomNetwork.Values(99, network.Input.Length), other);
        for (var size = 1; size <= 7; size++)
        {
            var bank = WindowBank.Grid(12, 20, [size], 4);
            var outputs = new float[bank.Count];
            foreach (var asked in (ForwardPass[])[other, pass]) engine.Occlude(asked, bank, new float[network.Input.Length], outputs);
            FullScaleError.Of(Outputs(scalar, bank), outputs, 1e-5, $"windows of {size}");
        }
    }

    public static TheoryData<ActivationKind> Kinds() => [.. Enum.GetValues<ActivationKind>()];

    private static float[] Input(Network network) => RandomNetwork.Values(11, network.Input.Length);

    private static float[] Outputs(IEngine engine, WindowBank bank)
    {
        using var pass = engine.NewPass();
        engine.Forward(Input(engine.Network), pass);
        var outputs = new float[bank.Count * engine.Network.OutputCount];
        engine.Occlude(pass, bank, new float[engine.Network.Input.Length], outputs);
        return outputs;
    }

    private static (float[] Value, float[] Derivative) Values(IEngine engine, float[] input)
    {
        using (engine)
        {
            using var pass = engine.NewPass();
            engine.Forward(input, pass);
            var (value, derivative) = (new float[input.Length], new float[input.Length]);
            engine.CopyActivation(pass, 0, value);
            float[] ones = [.. Enumerable.Repeat(1f, input.Length)];
            engine.Backward(pass, ones, Network.InputIndex, derivative);
            return (value, derivative);
        }
    }
}
