namespace Steerlens.Kernels.Engines;

/// <summary>Shares the steps of a frame's forward pass out over threads. It serves one caller at a time.</summary>
internal sealed class ForwardShare
{
    /// <summary>Multiply-adds under which handing work to other threads costs more than it saves.</summary>
    private const long LeastCost = 300_000;

    /// <summary>Parts for each thread, so that one that is late does not hold up the layer.</summary>
    private const int PartsEach = 4;

    private readonly WorkerPool _workers;
    private readonly Action<int, int> _runPart;
    private ForwardStep? _step;
    private CpuPass? _pass;
    private int _part;

    public ForwardShare(WorkerPool workers)
    {
        _workers = workers;
        _runPart = RunPart;
    }

    /// <summary>Computes all units of a step.</summary>
    public void Run(ForwardStep step, CpuPass pass)
    {
        if (_workers.Workers == 1 || step.Cost < LeastCost || step.Units <= step.Granule)
        {
            step.Run(pass, 0, step.Units);
            return;
        }

        (_step, _pass) = (step, pass);
        var granules = (step.Units + step.Granule - 1) / step.Granule;
        _part = Math.Max(1, granules / (PartsEach * _workers.Workers)) * step.Granule;
        _workers.Run((step.Units + _part - 1) / _part, _runPart);
    }

    private void RunPart(int worker, int item)
    {
        var first = item * _part;
        _step!.Run(_pass!, first, Math.Min(_part, _step.Units - first));
    }
}
