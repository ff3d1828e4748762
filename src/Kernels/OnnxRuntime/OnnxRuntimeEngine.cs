using Microsoft.ML.OnnxRuntime;
using Steerlens.Kernels.Engines;
using Steerlens.Kernels.Occlusion;
using Steerlens.Models;
using Steerlens.Models.OnnxRuntime;

namespace Steerlens.Kernels.OnnxRuntime;

/// <summary>
/// Runs a network in ONNX Runtime, from graphs that are written for what is asked. What was asked about the last frame is expected of the next
/// one and answered in its forward run: outputs, windows and what Grad-CAM needs then take one run for each frame.
/// </summary>
internal sealed class OnnxRuntimeEngine : IEngine
{
    /// <summary>Banks that are kept, the last used first.</summary>
    private const int KeptBanks = 4;

    private readonly ExecutionProvider _provider;
    private readonly OnnxRuntimeOptions _options;
    private readonly RunOptions _runOptions;
    private readonly Dictionary<FrameQuestions, InferenceSession> _sessions = [];
    private readonly List<BankTensors> _banks = [];
    private readonly List<OnnxRuntimePass> _passes = [];
    private readonly bool[] _matters;
    private readonly Lock _framesLock = new();
    private readonly Lock _questionsLock = new();
    private readonly Lock _sharedLock = new();
    private volatile ExpectedQuestions _expected = ExpectedQuestions.None;
    private BankTensors? _bankOfUnknownFill;
    private long _frames;

    /// <summary>Makes an engine; the first session is made at once, so that what is missing shows.</summary>
    /// <param name="network">The network.</param>
    /// <param name="provider">What computes.</param>
    /// <param name="options">How.</param>
    /// <exception cref="DeviceException">The provider does not work; the message says what is missing.</exception>
    /// <exception cref="NotSupportedException">A layer can't be run; the message names it.</exception>
    public OnnxRuntimeEngine(Network network, ExecutionProvider provider, OnnxRuntimeOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(network);
        ArgumentNullException.ThrowIfNull(provider);
        (Network, _provider, _options) = (network, provider, options ?? new OnnxRuntimeOptions());
        _matters = LayersThatMatter(network);
        SessionOf(default);
        _runOptions = new RunOptions();
    }

    /// <inheritdoc/>
    public string Name => OnnxRuntimeBackEnd.Word;

    /// <inheritdoc/>
    public string Description => $"onnxruntime {OrtEnv.Instance().GetVersionString()}, {_provider.Title}";

    /// <inheritdoc/>
    public Network Network { get; }

    /// <summary>How often a session ran so far.</summary>
    public long Runs { get; private set; }

    /// <inheritdoc/>
    public ForwardPass NewPass()
    {
        var pass = new OnnxRuntimePass(Network, Release);
        lock (_sharedLock) _passes.Add(pass);
        return pass;
    }

    /// <inheritdoc/>
    public void Forward(ReadOnlySpan<float> input, ForwardPass pass)
    {
        EngineArguments.RequireLength(input.Length, Network.Input.Length, "input");
        var own = EngineArguments.RequirePass<OnnxRuntimePass>(pass, this);
        lock (_framesLock)
        {
            if (own.Forward is { } last) Expect(expected => expected.Without(last, own.Asked));
            own.Take(input, ++_frames);
            var expected = _expected;
            own.Forward = Bind(own, new FrameQuestions(expected.Activation, expected.Gradient, expected.IsGuided, expected.Bank?.Windows ?? 0), expected.Bank?.Batches[0]);
            expected.Weights?.CopyTo(own.Forward.Weights!.Values, 0);
            expected.Fill?.Make(input).CopyTo(own.Forward.Fill!.Values);
            Run(own, own.Forward);
        }
    }

    /// <inheritdoc/>
    public void CopyActivation(ForwardPass pass, int layer, Span<float> destination)
    {
        EngineArguments.RequireLength(destination.Length, Network.ShapeOf(layer).Length, "activation");
        var own = EngineArguments.RequirePass<OnnxRuntimePass>(pass, this);
        if (layer == Network.InputIndex || layer == Network.Layers.Count - 1)
        {
            (layer == Network.InputIndex ? own.Picture.Values : own.Forward!.Outputs.Values).CopyTo(destination);
            return;
        }

        lock (_questionsLock)
        {
            own.Asked = own.Asked with { Activation = own.Asked.Activation || own.Forward!.Questions.Activation == layer };
            var answer = own.WithActivation(layer);
            if (answer is null)
            {
                answer = Run(own, Bind(own, new FrameQuestions(Activation: layer)));
                Expect(expected => expected with { Activation = layer });
            }

            answer.Activation!.Values.CopyTo(destination);
        }
    }

    /// <inheritdoc/>
    public void ChannelMeans(ForwardPass pass, int layer, Span<float> means) => CopiedActivation.ChannelMeans(this, pass, layer, means);

    /// <inheritdoc/>
    public void Backward(ForwardPass pass, ReadOnlySpan<float> outputWeights, int layer, Span<float> gradient, BackwardRule rule = BackwardRule.Plain)
    {
        EngineArguments.RequireLength(outputWeights.Length, Network.OutputCount, "output weights");
        EngineArguments.RequireLength(gradient.Length, Network.ShapeOf(layer).Length, "gradient");
        var own = EngineArguments.RequirePass<OnnxRuntimePass>(pass, this);
        if (!_matters[layer + 1])
        {
            gradient.Clear();
            return;
        }

        var isGuided = rule == BackwardRule.Guided;
        lock (_questionsLock)
        {
            var answer = own.WithGradient(layer, isGuided, outputWeights);
            own.Asked = own.Asked with { Gradient = own.Asked.Gradient || (answer is not null && answer == own.Forward) };
            if (answer is null)
            {
                answer = Bind(own, new FrameQuestions(Gradient: layer, IsGuided: isGuided));
                outputWeights.CopyTo(answer.Weights!.Values);
                Run(own, answer);
                var weights = outputWeights.ToArray();
                Expect(expected => expected with { Gradient = layer, IsGuided = isGuided, Weights = weights });
            }

            answer.Gradient!.Values.CopyTo(gradient);
        }
    }

    /// <inheritdoc/>
    public void Occlude(ForwardPass pass, WindowBank bank, ReadOnlySpan<float> fill, Span<float> outputs)
    {
        ArgumentNullException.ThrowIfNull(bank);
        EngineArguments.RequireBank(bank, fill.Length, outputs.Length, Network);
        var own = EngineArguments.RequirePass<OnnxRuntimePass>(pass, this);
        if (bank.Count == 0) return;
        lock (_questionsLock)
        {
            var tensors = TensorsOf(bank);
            foreach (var batch in tensors.Batches)
            {
                var answer = own.WithWindows(batch, fill);
                own.Asked = own.Asked with { Windows = own.Asked.Windows || (answer is not null && answer == own.Forward) };
                if (answer is null)
                {
                    answer = Bind(own, new FrameQuestions(Windows: tensors.Windows), batch);
                    fill.CopyTo(answer.Fill!.Values);
                    Run(own, answer);
                    ExpectWindows(own, tensors, fill);
                }

                answer.Masked!.Values.AsSpan(0, batch.Count * Network.OutputCount).CopyTo(outputs[(batch.First * Network.OutputCount)..]);
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var pass in _passes.ToArray()) pass.Dispose();
        foreach (var bank in _banks) bank.Dispose();
        foreach (var session in _sessions.Values) session.Dispose();
        _runOptions.Dispose();
    }

    /// <summary>Which layers the outputs depend on: the input first.</summary>
    private static bool[] LayersThatMatter(Network network)
    {
        var matters = new bool[network.Layers.Count + 1];
        matters[^1] = true;
        for (var layer = network.Layers.Count - 1; layer >= 0; layer--)
        {
            if (!matters[layer + 1]) continue;
            foreach (var source in network.Layers[layer].Inputs) matters[source + 1] = true;
        }

        return matters;
    }

    private void ExpectWindows(OnnxRuntimePass pass, BankTensors bank, ReadOnlySpan<float> fill)
    {
        if (!_options.AnswersAhead || bank.Batches.Count > 1 || bank == _bankOfUnknownFill) return;
        var rule = FillRule.Of(Network, pass.Picture.Values, fill);
        if (rule is null) _bankOfUnknownFill = bank;
        else Expect(expected => expected with { Bank = bank, Fill = rule });
    }

    private void Expect(Func<ExpectedQuestions, ExpectedQuestions> change)
    {
        if (!_options.AnswersAhead) return;
        lock (_sharedLock) _expected = change(_expected);
    }

    private BoundFrame Bind(OnnxRuntimePass pass, FrameQuestions questions, BankBatch? batch = null)
    {
        if (pass.Find(questions, batch) is { } known) return known;
        var bound = new BoundFrame(SessionOf(questions), _runOptions, Network, questions, pass.Picture, batch, _provider.IsDevice);
        pass.Keep(bound);
        return bound;
    }

    private BoundFrame Run(OnnxRuntimePass pass, BoundFrame bound)
    {
        try
        {
            bound.Run(pass.Frame);
            Runs++;
            return bound;
        }
        catch (OnnxRuntimeException exception)
        {
            throw new OnnxRuntimeFailure(_provider.Title, exception);
        }
    }

    private InferenceSession SessionOf(FrameQuestions questions)
    {
        lock (_sharedLock)
        {
            if (_sessions.TryGetValue(questions, out var known)) return known;
            try
            {
                return _sessions[questions] = _provider.Open(FrameGraph.Write(Network, questions), _options.Threads);
            }
            catch (NetworkFormatException exception)
            {
                throw new NotSupportedException(exception.Message, exception);
            }
        }
    }

    private BankTensors TensorsOf(WindowBank bank)
    {
        var index = _banks.FindIndex(known => ReferenceEquals(known.Bank, bank));
        var tensors = index < 0 ? new BankTensors(bank, _options.MostWindows) : _banks[index];
        if (index == 0) return tensors;
        if (index > 0) _banks.RemoveAt(index);
        else if (_banks.Count == KeptBanks) Forget(_banks[^1]);
        _banks.Insert(0, tensors);
        return tensors;
    }

    // Frames that run forward may hold the bank: they are waited for.
    private void Forget(BankTensors bank)
    {
        _banks.Remove(bank);
        lock (_framesLock)
        {
            Expect(expected => expected.Bank == bank ? expected with { Bank = null, Fill = null } : expected);
            lock (_sharedLock)
            {
                foreach (var pass in _passes) pass.Forget(bank);
            }
        }

        bank.Dispose();
    }

    private void Release(OnnxRuntimePass pass)
    {
        lock (_sharedLock) _passes.Remove(pass);
    }
}
