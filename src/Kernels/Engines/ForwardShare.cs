namespace Steerlens.Kernels.Engines;

/// <summary>Shares the steps of a frame's forward pass out over threads. It serves one caller at a time.</summary>
internal sealed class ForwardShare
{
    /// <summary>Multiply-adds under which handing work to other threads costs more than it saves.</summary>
    private const long LeastCost = 300_000;

    private readonly WorkShare _share;
    private readonly Action<int, int, int> _runUnits;
    private ForwardStep? _step;
    private CpuPass? _pass;

    public ForwardShare(WorkShare share)
    {
        _share = share;
        _runUnits = (_, first, count) => _step!.Run(_pass!, first, count);
    }

    /// <summary>Computes all units of a step.</summary>
    public void Run(ForwardStep step, CpuPass pass)
    {
        if (step.Cost < LeastCost)
        {
            step.Run(pass, 0, step.Units);
            return;
        }

        (_step, _pass) = (step, pass);
        _share.Run(step.Units, step.Granule, _runUnits);
    }
}
