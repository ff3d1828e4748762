using System.Diagnostics;
using Steerlens.Kernels.Occlusion;
using Steerlens.Models;

namespace Steerlens.Kernels.Engines.States;

/// <summary>
/// Exact incremental occlusion: each distinct change of an activation is computed once, however many windows cause it. Blocks follow one
/// another; the threads share a block's pieces and meet at its end.
/// </summary>
internal sealed unsafe class StateOcclusion : IDisposable
{
    /// <summary>Plans that are kept, the last used first.</summary>
    private const int KeptPlans = 4;

    private readonly StateBlock[] _blocks;
    private readonly InstructionSet _instructions;
    private readonly WorkerPool _workers;
    private readonly CpuEngineOptions _options;
    private readonly StateBuffers _buffers;
    private readonly StateScratch?[] _scratch;
    private readonly List<OcclusionPlan> _plans = [];
    private readonly Action<int, int> _maskRow;
    private readonly Action<int, int> _runTask;
    private StateGrid? _grid;
    private int _layer;
    private float* _fill;

    public StateOcclusion(StateBlock[] blocks, IReadOnlyList<Layer> layers, InstructionSet instructions, WorkerPool workers, CpuEngineOptions options)
    {
        _blocks = blocks;
        _instructions = instructions;
        _workers = workers;
        _options = options;
        _buffers = new StateBuffers(blocks);
        _scratch = new StateScratch?[workers.Workers];
        _maskRow = MaskRow;
        _runTask = RunTask;
        Steps = new OcclusionStep[blocks.Length];
        for (var index = 0; index < Steps.Length; index++) Steps[index] = new OcclusionStep(index == 0 ? "input" : layers[blocks[index].First].Name, TimeSpan.Zero, 0);
    }

    /// <summary>What each block of the last frame took; the input's first.</summary>
    public OcclusionStep[] Steps { get; }

    /// <summary>Bytes of buffers, packed weights and the threads' room.</summary>
    public long Bytes => _buffers.Bytes + _blocks.Sum(block => block.Weights?.Bytes ?? 0) + _scratch.Sum(scratch => scratch?.Bytes ?? 0);

    /// <summary>The plan of a bank; made at the first call.</summary>
    public OcclusionPlan PlanOf(WindowBank bank)
    {
        for (var index = 0; index < _plans.Count; index++)
        {
            if (!ReferenceEquals(_plans[index].Bank, bank)) continue;
            var known = _plans[index];
            if (index > 0)
            {
                _plans.RemoveAt(index);
                _plans.Insert(0, known);
            }

            return known;
        }

        var plan = OcclusionPlan.Make(bank, _blocks, _instructions, _options);
        if (_plans.Count == KeptPlans) _plans.RemoveAt(KeptPlans - 1);
        _plans.Insert(0, plan);
        Reserve(plan);
        return plan;
    }

    /// <summary>Computes the windows of the plan's grids.</summary>
    /// <param name="pass">The base frame.</param>
    /// <param name="plan">A plan of this object.</param>
    /// <param name="fill">H x W x C: what masked pixels are replaced with.</param>
    /// <param name="outputs">Windows of the bank x outputs; rows of other windows are left alone.</param>
    public void Run(CpuPass pass, OcclusionPlan plan, float* fill, float* outputs)
    {
        for (var index = 0; index < Steps.Length; index++) Steps[index] = Steps[index] with { Time = TimeSpan.Zero, MultiplyAdds = 0 };
        if (plan.Grids.Length == 0) return;
        _fill = fill;
        _buffers.CopyBase(pass);
        var last = _blocks.Length - 1;
        foreach (var grid in plan.Grids)
        {
            _grid = grid;
            var start = Stopwatch.GetTimestamp();
            _workers.Run(grid.InputTasks, _maskRow);
            Count(0, start);
            for (_layer = 1; _layer < _blocks.Length; _layer++)
            {
                start = Stopwatch.GetTimestamp();
                _workers.Run(grid.Layers[_layer - 1].Tasks, _runTask);
                Count(_layer, start);
            }

            grid.CopyOutputs(_buffers.Deltas(last), _buffers.After(last), outputs);
        }
    }

    public void Dispose()
    {
        _buffers.Dispose();
        foreach (var scratch in _scratch) scratch?.Dispose();
    }

    private void Count(int layer, long start)
    {
        var done = 0L;
        foreach (var scratch in _scratch)
        {
            if (scratch is null) continue;
            done += scratch.MultiplyAdds;
            scratch.MultiplyAdds = 0;
        }

        Steps[layer] = Steps[layer] with { Time = Steps[layer].Time + Stopwatch.GetElapsedTime(start), MultiplyAdds = Steps[layer].MultiplyAdds + done };
    }

    private void Reserve(OcclusionPlan plan)
    {
        if (plan.Grids.Length == 0) return;
        _buffers.Reserve(plan);
        var room = _plans.SelectMany(other => other.Grids).SelectMany(grid => grid.Layers).Aggregate(default(StateRoom), (most, layer) => most.Or(layer.Room));
        for (var worker = 0; worker < _scratch.Length; worker++)
        {
            _scratch[worker]?.Dispose();
            _scratch[worker] = new StateScratch(room);
        }
    }

    private void MaskRow(int worker, int row) => _grid!.MaskInput(row, _buffers.Before(0), _buffers.After(0), _fill, _buffers.Deltas(0));

    private void RunTask(int worker, int task)
    {
        var scratch = _scratch[worker]!;
        scratch.MultiplyAdds += _grid!.Layers[_layer - 1].Run(
            task, scratch, _buffers.Deltas(_layer - 1), _buffers.Masks(_layer - 1), _buffers.Before(_layer), _buffers.After(_layer), _buffers.Deltas(_layer), _buffers.Masks(_layer));
    }
}
