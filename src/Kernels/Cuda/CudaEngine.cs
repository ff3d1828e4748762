using Steerlens.Kernels.Engines;
using Steerlens.Kernels.Images;
using Steerlens.Kernels.Maps;
using Steerlens.Kernels.Occlusion;
using Steerlens.Models;

namespace Steerlens.Kernels.Cuda;

/// <summary>
/// The engine for NVIDIA devices, for networks that are one chain of layers with weights and element-wise layers. Frames run forward in one
/// stream while questions about earlier frames are answered in another; what a frame takes is noted down once as a graph.
/// </summary>
internal sealed class CudaEngine : IEngine, IOcclusionMapper
{
    /// <summary>Plans that are kept, the last used first.</summary>
    private const int KeptPlans = 4;

    private readonly ICudaDevice _device;
    private readonly CudaEngineOptions _options;
    private readonly CudaKernels _kernels;
    private readonly CudaBlock[] _blocks;
    private readonly ICudaStream _frames;
    private readonly ICudaStream _questions;
    private readonly Lock _framesLock = new();
    private readonly Lock _questionsLock = new();
    private readonly List<CudaPass> _passes = [];
    private readonly List<CudaOcclusionPlan> _plans = [];
    private readonly HostArray?[] _activations;
    private CudaBackward? _backward;

    /// <summary>Makes an engine and copies the network to the device.</summary>
    /// <param name="network">The network.</param>
    /// <param name="device">The device; the engine gives it back.</param>
    /// <param name="options">How it computes.</param>
    /// <exception cref="NotSupportedException">A layer has no kernel; the message names it. The device is not given back.</exception>
    /// <exception cref="CudaException">The device failed. It is not given back.</exception>
    public CudaEngine(Network network, ICudaDevice device, CudaEngineOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(network);
        ArgumentNullException.ThrowIfNull(device);
        (Network, _device, _options) = (network, device, options ?? new CudaEngineOptions());
        _kernels = new CudaKernels(device, _options.Precision);
        _frames = device.NewStream();
        _questions = device.NewStream();
        _activations = new HostArray?[network.Layers.Count + 1];
        try
        {
            _blocks = CudaBlock.Of(network, device, _questions, _options.Precision);
        }
        catch
        {
            _frames.Dispose();
            _questions.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public string Name => "cuda";

    /// <inheritdoc/>
    public string Description => _options.Precision == DevicePrecision.Fp32 ? $"cuda, {_device.Name}" : $"cuda, {_device.Name}, windows in {_options.Precision.ToString().ToLowerInvariant()}";

    /// <inheritdoc/>
    public Network Network { get; }

    /// <inheritdoc/>
    public ForwardPass NewPass()
    {
        lock (_questionsLock)
        {
            var pass = new CudaPass(this, _device, _questions, _blocks);
            _passes.Add(pass);
            return pass;
        }
    }

    /// <inheritdoc/>
    public void Forward(ReadOnlySpan<float> input, ForwardPass pass)
    {
        EngineArguments.RequireLength(input.Length, Network.Input.Length, "input");
        var own = EngineArguments.RequirePass<CudaPass>(pass, this);
        lock (_framesLock)
        {
            CudaPass.Pad(input, Network.Input.Channels, own.Input.Values);
            _frames.Run(own.Forward ?? NoteForward(own));
            _frames.Synchronize();
        }
    }

    /// <inheritdoc/>
    public void ChannelMeans(ForwardPass pass, int layer, Span<float> means) => CopiedActivation.ChannelMeans(this, pass, layer, means);

    /// <inheritdoc/>
    public void CopyActivation(ForwardPass pass, int layer, Span<float> destination)
    {
        var shape = Network.ShapeOf(layer);
        EngineArguments.RequireLength(destination.Length, shape.Length, "activation");
        var own = EngineArguments.RequirePass<CudaPass>(pass, this);
        if (layer == Network.Layers.Count - 1)
        {
            CudaPass.Unpad(own.Outputs.Values, shape.Channels, destination);
            return;
        }

        lock (_questionsLock)
        {
            var host = _activations[layer + 1] ??= new HostArray(_device, (int)CudaPass.PaddedLength(shape));
            _questions.Download(host.Memory, own.Of(layer), host.Bytes);
            _questions.Synchronize();
            CudaPass.Unpad(host.Values, shape.Channels, destination);
        }
    }

    /// <inheritdoc/>
    public void Backward(ForwardPass pass, ReadOnlySpan<float> outputWeights, int layer, Span<float> gradient, BackwardRule rule = BackwardRule.Plain)
    {
        EngineArguments.RequireLength(outputWeights.Length, Network.OutputCount, "output weights");
        EngineArguments.RequireLength(gradient.Length, Network.ShapeOf(layer).Length, "gradient");
        var own = EngineArguments.RequirePass<CudaPass>(pass, this);
        lock (_questionsLock)
        {
            var backward = _backward ??= new CudaBackward(Network, _device, _questions, _blocks);
            backward.Prepare(layer);
            var host = backward.GradientOf(layer);
            CudaPass.Pad(outputWeights, Network.Layers[^1].Output.Channels, backward.OutputWeights.Values);
            _questions.Run(own[layer, rule] ?? NoteGradient(backward, own, layer, rule));
            _questions.Synchronize();
            CudaPass.Unpad(host.Values, Network.ShapeOf(layer).Channels, gradient);
        }
    }

    /// <inheritdoc/>
    public void Occlude(ForwardPass pass, WindowBank bank, ReadOnlySpan<float> fill, Span<float> outputs)
    {
        ArgumentNullException.ThrowIfNull(bank);
        EngineArguments.RequireBank(bank, fill.Length, outputs.Length, Network);
        var own = EngineArguments.RequirePass<CudaPass>(pass, this);
        if (bank.Count == 0) return;
        lock (_questionsLock)
        {
            var plan = PlanOf(bank);
            CudaPass.Pad(fill, Network.Input.Channels, plan.Fill.Values);
            _questions.Run(own[plan] ?? NoteBank(plan, own));
            _questions.Synchronize();
            plan.Outputs.Values.CopyTo(outputs);
        }
    }

    /// <inheritdoc/>
    public bool TryMap(ForwardPass pass, WindowBank bank, ReadOnlySpan<float> fill, ReadOnlySpan<float> outputWeights, Target target, Span<float> scores, Span<float> map)
    {
        ArgumentNullException.ThrowIfNull(bank);
        EngineArguments.RequireBank(bank, fill.Length, bank.Count * Network.OutputCount, Network);
        var own = EngineArguments.RequirePass<CudaPass>(pass, this);
        if (bank.Count == 0 || !CudaMapPlan.Knows(bank) || !CudaMapPlan.Knows(target)) return false;
        lock (_questionsLock)
        {
            var plan = PlanOf(bank);
            var maps = plan.PrepareMap(_device, _questions);
            CudaPass.Pad(fill, Network.Input.Channels, plan.Fill.Values);
            outputWeights.CopyTo(maps.Weights.Values);
            _questions.Run(own[plan, target] ?? own.Keep(plan, target, _questions.Capture(() => plan.RecordMap(_questions, _kernels, own, target))));
            _questions.Synchronize();
            maps.Scores.Values.CopyTo(scores);
            maps.Map.Values.CopyTo(map);
            return true;
        }
    }

    /// <summary>How a bank is computed; makes its plan if there is none yet.</summary>
    /// <param name="bank">A bank for this network's input.</param>
    public OcclusionReport Describe(WindowBank bank)
    {
        ArgumentNullException.ThrowIfNull(bank);
        EngineArguments.RequireBank(bank, Network.Input.Length, bank.Count * Network.OutputCount, Network);
        lock (_questionsLock) return PlanOf(bank).Report;
    }

    /// <summary>How often a bank goes through the layers: more than once where there is little memory.</summary>
    public int PartsOf(WindowBank bank)
    {
        lock (_questionsLock) return PlanOf(bank).Parts;
    }

    /// <summary>Makes room for a film's pictures beside the network.</summary>
    /// <exception cref="CudaException">The device failed, has too little memory, or draws other pictures than the processor.</exception>
    public DevicePictures NewPictures(InputResizer resizer, DeviceDrawing drawing, Action<CudaException> fail, Func<bool> hasFailed)
    {
        var check = CheckPictures();
        return check.IsGood
            ? new DevicePictures(_device, resizer, drawing, fail, hasFailed)
            : throw new CudaException(FormattableString.Invariant($"its pictures differ from the processor's in {check.Bytes} bytes, its network input by {check.Input:0.0e+0} of full scale"));
    }

    /// <summary>How the device's pictures differ from the processor's.</summary>
    /// <exception cref="CudaException">The device failed.</exception>
    public PictureCheck CheckPictures() => PictureCheck.Of(_device);

    /// <summary>A pass is given back.</summary>
    public void Release(CudaPass pass)
    {
        lock (_questionsLock) _passes.Remove(pass);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var plan in _plans) plan.Dispose();
        _backward?.Dispose();
        foreach (var array in _activations) array?.Dispose();
        foreach (var block in _blocks) block.Dispose();
        _frames.Dispose();
        _questions.Dispose();
        _device.Dispose();
    }

    private ICudaGraph NoteForward(CudaPass pass) => pass.Forward = _frames.Capture(() => CudaForward.Record(_frames, _kernels, Network, _blocks, pass));

    private ICudaGraph NoteBank(CudaOcclusionPlan plan, CudaPass pass) => pass.Keep(plan, _questions.Capture(() => plan.Record(_questions, _kernels, pass)));

    private ICudaGraph NoteGradient(CudaBackward backward, CudaPass pass, int layer, BackwardRule rule) =>
        pass.Keep(layer, rule, _questions.Capture(() => backward.Record(_questions, _kernels, pass, layer, rule)));

    private CudaOcclusionPlan PlanOf(WindowBank bank)
    {
        var index = 0;
        while (index < _plans.Count && !ReferenceEquals(_plans[index].Bank, bank)) index++;
        if (index < _plans.Count)
        {
            var known = _plans[index];
            if (index == 0) return known;
            _plans.RemoveAt(index);
            _plans.Insert(0, known);
            return known;
        }

        if (_plans.Count == KeptPlans)
        {
            var oldest = _plans[^1];
            _plans.RemoveAt(_plans.Count - 1);
            foreach (var pass in _passes) pass.Forget(oldest);
            oldest.Dispose();
        }

        var made = new CudaOcclusionPlan(_device, _questions, _blocks, bank, _options.MostDeltaBytes);
        _plans.Insert(0, made);
        return made;
    }
}

/// <summary>How a <see cref="CudaEngine"/> computes.</summary>
internal sealed record CudaEngineOptions
{
    /// <summary>The most bytes of deltas at a time; larger banks go through the layers in parts.</summary>
    public long MostDeltaBytes { get; init; } = 1L << 30;

    /// <summary>What is multiplied for windows.</summary>
    public DevicePrecision Precision { get; init; }
}
