namespace Steerlens.Kernels.Engines;

/// <summary>Shares the positions of a linear layer of one frame out over threads. It serves one caller at a time.</summary>
internal sealed class ForwardShare
{
    /// <summary>Multiply-adds under which waking other threads costs more than it saves.</summary>
    private const long LeastProducts = 500_000;

    private readonly WorkerPool _workers;
    private readonly Action<int, int> _runPart;
    private PositionList? _positions;
    private LinearKernel? _kernel;
    private ActivationBuffer? _source;
    private ActivationBuffer? _result;
    private int _part;

    public ForwardShare(WorkerPool workers)
    {
        _workers = workers;
        _runPart = RunPart;
    }

    /// <summary>Computes the layer at all positions of the list.</summary>
    public void Run(PositionList positions, LinearLayer layer, LinearKernel kernel, ActivationBuffer source, ActivationBuffer result)
    {
        if (_workers.Workers == 1 || (long)layer.Weights.Length * positions.Count < LeastProducts)
        {
            positions.Run(kernel, source, result);
            return;
        }

        (_positions, _kernel, _source, _result) = (positions, kernel, source, result);

        // Whole tiles, a few parts for each thread, so that one that is late does not hold up the layer.
        var tiles = (positions.Count + LinearKernel.Positions - 1) / LinearKernel.Positions;
        _part = Math.Max(1, tiles / (4 * _workers.Workers)) * LinearKernel.Positions;
        _workers.Run((positions.Count + _part - 1) / _part, _runPart);
    }

    private void RunPart(int worker, int item)
    {
        var first = item * _part;
        _positions!.Run(_kernel!, _source!, _result!, first, Math.Min(_part, _positions.Count - first));
    }
}
