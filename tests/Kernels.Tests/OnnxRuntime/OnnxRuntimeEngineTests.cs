using Steerlens.Kernels.Engines;
using Steerlens.Kernels.Maps;
using Steerlens.Kernels.Occlusion;
using Steerlens.Kernels.OnnxRuntime;
using Steerlens.Kernels.Tests.Cuda;
using Steerlens.Kernels.Tests.Engines;
using Steerlens.Kernels.Tests.Occlusion;
using Steerlens.Models;
using Xunit.Abstractions;

namespace Steerlens.Kernels.Tests.OnnxRuntime;

/// <summary>ONNX Runtime on its processor provider: the suite of every engine, and what is its own.</summary>
public sealed class OnnxRuntimeEngineTests(ITestOutputHelper output)
{
    public static TheoryData<string> Names => [.. EngineSuite.Names];

    [Theory]
    [MemberData(nameof(Names))]
    public void Forward_RandomInput_EveryLayerEqualsScalar(string name)
    {
        using var engine = Open(EngineSuite.NetworkOf(name));
        EngineSuite.CheckForward(engine);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Backward_RandomInput_EveryLayerEqualsScalar(string name)
    {
        using var engine = Open(EngineSuite.NetworkOf(name));
        EngineSuite.CheckBackward(engine, BackwardRule.Plain);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Backward_Guided_EveryLayerEqualsScalar(string name)
    {
        using var engine = Open(EngineSuite.NetworkOf(name));
        EngineSuite.CheckBackward(engine, BackwardRule.Guided);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Occlude_RandomWindows_EqualsOneWindowAtATime(string name)
    {
        using var engine = Open(EngineSuite.NetworkOf(name));
        EngineSuite.CheckOcclusion(engine);
    }

    [Fact]
    public void Forward_WhileAnotherThreadAsksAboutAnEarlierFrame_SameNumbers()
    {
        using var engine = Open(RandomNetwork.PilotNet(61));
        EngineSuite.CheckTwoThreads(engine);
    }

    [Fact]
    public void Forward_WrongLength_SaysBothLengths()
    {
        using var engine = Open(RandomNetwork.PilotNet(41));
        EngineSuite.CheckLengths(engine);
    }

    [Fact]
    public void AllCalls_RandomChains_EqualScalarEngine()
    {
        var worst = 0d;
        for (var seed = 0; seed < 40; seed++)
        {
            var chain = new RandomChain(seed);
            using var engine = Open(chain.Network);
            worst = Math.Max(worst, ChainSuite.Compare(engine, chain, $"seed {seed}"));
        }

        output.WriteLine($"40 chains, largest error {worst:E2} of full scale");
    }

    [Fact]
    public void Frames_AskedTheSameQuestions_TakeOneRunEach()
    {
        var network = DefaultNetwork.Load();
        using var engine = Open(network);
        using var processor = new CpuEngine(network, 2);
        var (layer, options) = (LayerChoice.Resolve(network, "conv3"), new MapOptions { Sizes = [15, 50], Stride = 16 });
        using var gradCam = new GradCamMap(engine, layer);
        using var occlusion = new OcclusionMap(engine, options);
        using var expectedGradCam = new GradCamMap(processor, layer);
        using var expectedOcclusion = new OcclusionMap(processor, options);
        using var pass = engine.NewPass();
        using var expectedPass = processor.NewPass();
        for (var frame = 0; frame < 6; frame++)
        {
            var input = RandomNetwork.Values(frame, network.Input.Length);
            var before = engine.Runs;
            engine.Forward(input, pass);
            processor.Forward(input, expectedPass);
            Equal(expectedGradCam, expectedPass, gradCam, pass, input);
            Equal(expectedOcclusion, expectedPass, occlusion, pass, input);
            if (frame > 0) Assert.Equal(1, engine.Runs - before);
        }

        // What is no longer asked is no longer answered: the outputs alone, then nothing beyond them.
        for (var frame = 0; frame < 3; frame++) engine.Forward(RandomNetwork.Values(frame, network.Input.Length), pass);
        var (ran, outputs) = (engine.Runs, new float[1]);
        engine.Forward(RandomNetwork.Values(9, network.Input.Length), pass);
        engine.CopyActivation(pass, network.Layers.Count - 1, outputs);
        Assert.Equal(1, engine.Runs - ran);
        using var again = new GradCamMap(engine, layer);
        again.Compute(pass, RandomNetwork.Values(9, network.Input.Length), [1f], Target.Signed, new float[again.Height * again.Width]);
        Assert.Equal(3, engine.Runs - ran);
    }

    [Fact]
    public void Occlude_MoreWindowsThanABatch_GoesInSeveralRuns()
    {
        var network = RandomNetwork.PilotNet(71);
        var bank = WindowBank.Grid(66, 200, [15, 50], 20);
        var (input, fill) = (RandomNetwork.Values(72, network.Input.Length), new float[network.Input.Length]);
        var (one, several) = (new float[bank.Count], new float[bank.Count]);
        using (var engine = Open(network))
        using (var pass = engine.NewPass())
        {
            engine.Forward(input, pass);
            engine.Occlude(pass, bank, fill, one);
            Assert.Equal(2, engine.Runs);
        }

        using var small = new OnnxRuntimeEngine(network, ExecutionProvider.Of("cpu")!, new OnnxRuntimeOptions { Threads = 2, MostWindows = 16 });
        using var smallPass = small.NewPass();
        small.Forward(input, smallPass);
        small.Occlude(smallPass, bank, fill, several);
        Assert.Equal(1 + ((bank.Count + 15) / 16), small.Runs);
        FullScaleError.Of(one, several, 1e-6, "windows");
    }

    [Fact]
    public void Occlude_MoreBanksThanAreKept_EachIsRight()
    {
        var network = EngineSuite.NetworkOf("elu");
        using var engine = Open(network);
        using var reference = new ScalarEngine(network);
        using var pass = engine.NewPass();
        using var expectedPass = reference.NewPass();
        var (input, fill) = (RandomNetwork.Values(81, network.Input.Length), new float[network.Input.Length]);
        for (var round = 0; round < 2; round++)
        {
            for (var size = 3; size < 10; size++)
            {
                var bank = WindowBank.Grid(network.Input.Height, network.Input.Width, [size], 5);
                var (actual, expected) = (new float[bank.Count * network.OutputCount], new float[bank.Count * network.OutputCount]);
                engine.Forward(input, pass);
                reference.Forward(input, expectedPass);
                engine.Occlude(pass, bank, fill, actual);
                reference.Occlude(expectedPass, bank, fill, expected);
                FullScaleError.Of(expected, actual, 1e-5, $"windows of {size}");
            }
        }
    }

    [Fact]
    public void Frames_AfterWarmUp_AllocateNothing()
    {
        var network = RandomNetwork.PilotNet(31);
        using var engine = Open(network);
        using var pass = engine.NewPass();
        var bank = WindowBank.Grid(66, 200, [15], 16);
        var (input, fill, outputs, gradient, activation) = (RandomNetwork.Values(32, network.Input.Length), new float[network.Input.Length], new float[bank.Count], new float[5 * 22 * 48], new float[5 * 22 * 48]);
        var layer = LayerChoice.Resolve(network, "conv3");
        float[] weights = [1];
        void Frame()
        {
            engine.Forward(input, pass);
            engine.CopyActivation(pass, layer, activation);
            engine.Occlude(pass, bank, fill, outputs);
            engine.Backward(pass, weights, layer, gradient);
        }

        for (var index = 0; index < 20; index++) Frame();
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var index = 0; index < 10; index++) Frame();
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 10 * 1024);
    }

    [Theory]
    [InlineData("cuda")]
    [InlineData("tensorrt")]
    [InlineData("directml")]
    public void Open_ProviderThatIsNotHere_SaysWhichFileAndWhatToInstall(string word)
    {
        var provider = ExecutionProvider.Of(word)!;
        if (provider.Files.FirstMissing() is null && !string.Equals(word, "directml", StringComparison.Ordinal)) return;
        var exception = Assert.Throws<DeviceException>(() => new OnnxRuntimeEngine(RandomNetwork.PilotNet(1), provider));
        output.WriteLine(exception.Message);
        Assert.DoesNotContain('\n', exception.Message);
        Assert.Contains(provider.Files.Advice, exception.Message, StringComparison.Ordinal);
        if (provider.Files.FirstMissing() is { } missing) Assert.Contains(missing, exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Open_SeveralProviders_GoesOnToTheNextAndNotesEach()
    {
        if (ExecutionProvider.Of("cuda")!.Files.FirstMissing() is null) return;
        var notes = new List<string>();
        using var engine = new OnnxRuntimeBackEnd().Open(RandomNetwork.PilotNet(1), choice: null, threads: 1, notes.Add);
        Assert.Equal("onnxruntime", engine.Name);
        Assert.EndsWith("the processor", engine.Description, StringComparison.Ordinal);
        Assert.Collection(notes, note => Assert.Contains("CUDA", note, StringComparison.Ordinal), note => Assert.Contains("DirectML", note, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("onnxruntime", null)]
    [InlineData("ONNXRuntime:CUDA,cpu", "cuda,cpu")]
    public void Of_ItsWord_IsTheBackEndAndItsChoice(string device, string? choice)
    {
        var found = BackEnds.Of(device);
        Assert.IsType<OnnxRuntimeBackEnd>(found?.BackEnd);
        Assert.Equal(choice, found?.Choice);
    }

    [Theory]
    [InlineData("onnxruntime:")]
    [InlineData("onnxruntime:cuda,")]
    [InlineData("onnxruntime:gpu")]
    [InlineData("onnx")]
    public void Of_AnythingElse_IsNothing(string device) => Assert.Null(BackEnds.Of(device));

    [Fact]
    public void Explain_LinuxLoadersMessage_NamesTheLibrary() => Assert.Equal(
        "libcublasLt.so.12",
        ProviderFault.MissingIn("Failed to load library libonnxruntime_providers_cuda.so with error: libcublasLt.so.12: cannot open shared object file: No such file or directory"));

    private static OnnxRuntimeEngine Open(Network network) => new(network, ExecutionProvider.Of("cpu")!, new OnnxRuntimeOptions { Threads = 2 });

    private static void Equal(IMap expected, ForwardPass expectedPass, IMap actual, ForwardPass pass, float[] input)
    {
        var (truth, values) = (new float[expected.Height * expected.Width], new float[actual.Height * actual.Width]);
        expected.Compute(expectedPass, input, [1f], Target.Signed, truth);
        actual.Compute(pass, input, [1f], Target.Signed, values);
        FullScaleError.Of(truth, values, 1e-4, actual.GetType().Name);
    }
}
