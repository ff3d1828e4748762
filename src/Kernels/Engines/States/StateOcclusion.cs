using System.Diagnostics;
using Steerlens.Kernels.Occlusion;
using Steerlens.Models;

namespace Steerlens.Kernels.Engines.States;

/// <summary>
/// Exact incremental occlusion: each distinct change of an activation is computed once, however many windows cause it. A bank's grids are
/// cut into slices, and each thread takes one slice after the other from the input to the outputs: they never wait for one another.
/// </summary>
internal sealed unsafe class StateOcclusion : IDisposable
{
    /// <summary>Plans that are kept, the last used first.</summary>
    private const int KeptPlans = 4;

    private readonly StateBlock[] _blocks;
    private readonly InstructionSet _instructions;
    private readonly WorkerPool _workers;
    private readonly CpuEngineOptions _options;
    private readonly BaseFrame _frame;
    private readonly StateScratch?[] _scratch;
    private readonly List<OcclusionPlan> _plans = [];
    private readonly Action<int, int> _runGrid;
    private OcclusionPlan? _plan;
    private StateRoom _room;
    private float* _fill;
    private float* _outputs;

    public StateOcclusion(StateBlock[] blocks, IReadOnlyList<Layer> layers, InstructionSet instructions, WorkerPool workers, CpuEngineOptions options)
    {
        _blocks = blocks;
        _instructions = instructions;
        _workers = workers;
        _options = options;
        _frame = new BaseFrame(blocks);
        _scratch = new StateScratch?[workers.Workers];
        _runGrid = RunGrid;
        Steps = new OcclusionStep[blocks.Length];
        for (var index = 0; index < Steps.Length; index++) Steps[index] = new OcclusionStep(index == 0 ? "input" : layers[blocks[index].First].Name, TimeSpan.Zero, 0);
    }

    /// <summary>What each block of the last frame took; the input's first.</summary>
    public OcclusionStep[] Steps { get; }

    /// <summary>Bytes of the base frame, packed weights and the threads' room.</summary>
    public long Bytes => _frame.Bytes + _blocks.Sum(block => block.Weights?.Bytes ?? 0) + _scratch.Sum(scratch => scratch?.Bytes ?? 0);

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

        var plan = OcclusionPlan.Make(bank, _blocks, _instructions, _options, _workers.Workers);
        if (_plans.Count == KeptPlans) _plans.RemoveAt(KeptPlans - 1);
        _plans.Insert(0, plan);
        if (plan.Grids.Length > 0) Reserve(OcclusionPlan.RoomOf(plan.Grids));
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
        _outputs = outputs;
        _plan = plan;
        _frame.CopyFrom(pass);
        foreach (var scratch in _scratch)
        {
            Array.Clear(scratch!.Steps);
            Array.Clear(scratch.MultiplyAdds);
        }

        _workers.Run(plan.Grids.Length, _runGrid);
        for (var index = 0; index < Steps.Length; index++)
        {
            var (ticks, done) = (0L, 0L);
            foreach (var scratch in _scratch)
            {
                ticks += scratch!.Steps[index];
                done += scratch.MultiplyAdds[index];
            }

            Steps[index] = Steps[index] with { Time = Stopwatch.GetElapsedTime(0, ticks / _scratch.Length), MultiplyAdds = done };
        }
    }

    public void Dispose()
    {
        _frame.Dispose();
        foreach (var scratch in _scratch) scratch?.Dispose();
    }

    private void Reserve(StateRoom room)
    {
        var most = _room.Or(room);
        if (most == _room) return;
        _room = most;
        for (var worker = 0; worker < _scratch.Length; worker++)
        {
            _scratch[worker]?.Dispose();
            _scratch[worker] = new StateScratch(most);
        }
    }

    private void RunGrid(int worker, int grid) => _plan!.Grids[grid].Run(_frame, _fill, _scratch[worker]!, _outputs);
}
