using Steerlens.Kernels.Engines.LayerKernels;
using Steerlens.Kernels.Engines.States;
using Steerlens.Kernels.Occlusion;
using Steerlens.Models;

namespace Steerlens.Kernels.Engines;

/// <summary>
/// The engine for processors: register-blocked vector kernels, shared out over threads. A bank's windows are computed by states: each
/// distinct change of an activation once, however many windows cause it. Windows that share too little, and networks that are not
/// one chain of layers, recompute layer by layer the rectangle of positions that can see the window.
/// </summary>
public sealed unsafe class CpuEngine : IEngine
{
    /// <summary>Windows that go through the layers together.</summary>
    private const int BatchWindows = 8;

    private readonly InstructionSet _instructions;
    private readonly WorkerPool _workers;
    private readonly LinearKernel?[] _kernels;
    private readonly LinearLayer?[] _linear;
    private readonly ILayerKernel?[] _others;
    private readonly OcclusionWorker?[] _occlusion;
    private readonly Action<int, int> _occludeBatch;
    private readonly StateBlock[]? _blocks;
    private readonly StateOcclusion? _states;
    private readonly string? _reason;
    private readonly ForwardStep[] _steps;
    private readonly WorkShare _gradientShare;
    private readonly ForwardShare _share;
    private readonly MeanShare _means;
    private BackwardPass? _backward;
    private CpuPass? _pass;
    private WindowBank? _bank;
    private int[]? _rectangles;
    private float* _fill;
    private float* _outputs;

    /// <summary>Makes an engine for a network and packs its weights.</summary>
    /// <param name="network">The network.</param>
    /// <param name="threads">Threads for banks; 0 for one per processor.</param>
    /// <param name="instructions">Vector width; null for <see cref="InstructionSets.Choose"/>.</param>
    /// <exception cref="NotSupportedException">The network has a layer that the engine doesn't know.</exception>
    public CpuEngine(Network network, int threads = 0, InstructionSet? instructions = null)
        : this(network, new CpuEngineOptions { Threads = threads, Instructions = instructions })
    {
    }

    /// <summary>Makes an engine for a network and packs its weights.</summary>
    /// <param name="network">The network.</param>
    /// <param name="options">How it computes.</param>
    /// <exception cref="NotSupportedException">The network has a layer that the engine doesn't know.</exception>
    public CpuEngine(Network network, CpuEngineOptions options)
    {
        ArgumentNullException.ThrowIfNull(network);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentOutOfRangeException.ThrowIfNegative(options.Threads, nameof(options));
        Network = network;
        _instructions = options.Instructions ?? InstructionSets.Choose();
        var layers = network.Layers;
        _linear = [.. layers.Select(layer => LinearLayer.Is(layer) ? LinearLayer.Of(network, layer) : null)];
        _kernels = [.. _linear.Select(linear => linear is null ? null : new LinearKernel(linear, _instructions))];
        _others = [.. layers.Select(layer => LinearLayer.Is(layer) ? null : LayerKernelTable.Of(network, layer, _instructions))];
        _workers = new WorkerPool(options.Threads == 0 ? Environment.ProcessorCount : options.Threads);
        _steps = ForwardStep.Of(network, _linear, _kernels, _others, _instructions);
        var share = new WorkShare(_workers);
        (_share, _means, _gradientShare) = (new ForwardShare(share), new MeanShare(share), share);
        _occlusion = new OcclusionWorker?[_workers.Workers];
        _occludeBatch = OccludeBatch;
        _reason = "switched off";
        if (options.Sharing != StateSharing.Never) _blocks = StateBlock.Of(network, _instructions, out _reason);
        if (_blocks is not null) _states = new StateOcclusion(_blocks, layers, _instructions, _workers, options);
    }

    /// <inheritdoc/>
    public string Name => "cpu";

    /// <inheritdoc/>
    public string Description => $"cpu, {_instructions} kernels, {_workers.Workers} {(_workers.Workers == 1 ? "thread" : "threads")}";

    /// <inheritdoc/>
    public Network Network { get; }

    /// <inheritdoc/>
    public ForwardPass NewPass() => new CpuPass(Network, _linear);

    /// <inheritdoc/>
    public void Forward(ReadOnlySpan<float> input, ForwardPass pass)
    {
        EngineArguments.RequireLength(input.Length, Network.Input.Length, "input");
        var own = EngineArguments.RequirePass<CpuPass>(pass, this);
        own.Of(Network.InputIndex).CopyIn(0, input);

        // While another thread asks about an earlier frame, its bank or gradient has the threads; this frame then has the caller's alone.
        var isShared = Monitor.TryEnter(_workers);
        try
        {
            Forward(own, isShared);
        }
        finally
        {
            if (isShared) Monitor.Exit(_workers);
        }
    }

    /// <inheritdoc/>
    public void CopyActivation(ForwardPass pass, int layer, Span<float> destination)
    {
        EngineArguments.RequireLength(destination.Length, Network.ShapeOf(layer).Length, "activation");
        EngineArguments.RequirePass<CpuPass>(pass, this).Of(layer).CopyOut(0, destination);
    }

    /// <inheritdoc/>
    public void ChannelMeans(ForwardPass pass, int layer, Span<float> means)
    {
        var shape = Network.ShapeOf(layer);
        EngineArguments.RequireLength(means.Length, shape.Height * shape.Width, "means");
        var values = EngineArguments.RequirePass<CpuPass>(pass, this).Of(layer);
        fixed (float* pointer = means)
        {
            lock (_workers) _means.Run(values, pointer);
        }
    }

    /// <inheritdoc/>
    public void Backward(ForwardPass pass, ReadOnlySpan<float> outputWeights, int layer, Span<float> gradient, BackwardRule rule = BackwardRule.Plain)
    {
        EngineArguments.RequireLength(outputWeights.Length, Network.OutputCount, "output weights");
        EngineArguments.RequireLength(gradient.Length, Network.ShapeOf(layer).Length, "gradient");
        var own = EngineArguments.RequirePass<CpuPass>(pass, this);
        lock (_workers)
        {
            _backward ??= new BackwardPass(Network, _linear, _others, _instructions, _gradientShare);
            _backward.Run(own, outputWeights, layer, gradient, rule);
        }
    }

    /// <inheritdoc/>
    public void Occlude(ForwardPass pass, WindowBank bank, ReadOnlySpan<float> fill, Span<float> outputs)
    {
        ArgumentNullException.ThrowIfNull(bank);
        EngineArguments.RequireBank(bank, fill.Length, outputs.Length, Network);
        lock (_workers)
        {
            var plan = _states?.PlanOf(bank);
            fixed (float* fillPointer = fill, outputPointer = outputs)
            {
                _pass = EngineArguments.RequirePass<CpuPass>(pass, this);
                if (plan is not null) _states!.Run(_pass, plan, fillPointer, outputPointer);
                _bank = bank;
                _rectangles = plan?.Rectangles;
                _fill = fillPointer;
                _outputs = outputPointer;
                var count = _rectangles?.Length ?? bank.Count;
                if (count == 0) return;
                foreach (var worker in _occlusion) worker?.Refresh();
                _workers.Run((count + BatchWindows - 1) / BatchWindows, _occludeBatch);
            }
        }
    }

    /// <summary>How a bank is computed; makes its plan if there is none yet. The same object until another four banks were asked about.</summary>
    /// <param name="bank">A bank for this network's input.</param>
    public OcclusionReport Describe(WindowBank bank)
    {
        ArgumentNullException.ThrowIfNull(bank);
        EngineArguments.RequireBank(bank, Network.Input.Length, bank.Count * Network.OutputCount, Network);
        return _states is null
            ? new OcclusionReport(0, bank.Count, 0, TimeSpan.Zero, 0, 0, _reason)
            : _states.PlanOf(bank).Report;
    }

    /// <summary>What each step of the last bank took: the input's masks first, then the layers with weights.</summary>
    public IReadOnlyList<OcclusionStep> LastSteps => _states?.Steps ?? [];

    /// <inheritdoc/>
    public void Dispose()
    {
        _workers.Dispose();
        _backward?.Dispose();
        foreach (var kernel in _kernels) kernel?.Dispose();
        foreach (var step in _steps) step.Dispose();
        foreach (var worker in _occlusion) worker?.Dispose();
        _states?.Dispose();
        foreach (var block in _blocks ?? []) block.Dispose();
    }

    private void Forward(CpuPass own, bool isShared)
    {
        foreach (var step in _steps)
        {
            if (isShared) _share.Run(step, own);
            else step.Run(own, 0, step.Units);
        }
    }

    private void OccludeBatch(int worker, int batch)
    {
        var state = _occlusion[worker] ??= new OcclusionWorker(Network, _linear, _kernels, _others, BatchWindows);
        var first = batch * BatchWindows;
        var count = Math.Min(BatchWindows, (_rectangles?.Length ?? _bank!.Count) - first);
        state.Run(_pass!, _bank!, _rectangles, first, count, _fill, _outputs);
    }
}
