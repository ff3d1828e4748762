namespace Steerlens.Kernels.Engines;

/// <summary>
/// Shares numbered units out over a pool's threads, each thread its own stretch first, from its beginning on: what a thread wrote for one layer it reads
/// for the next, from its own cache. A thread that is done helps the others. It serves one caller at a time.
/// </summary>
internal sealed class WorkShare
{
    /// <summary>Parts of a thread's stretch, so that one that is late can be helped.</summary>
    private const int PartsEach = 4;

    /// <summary>Counters lie a cache line apart.</summary>
    private const int Apart = 16;

    private readonly WorkerPool _workers;
    private readonly int[] _next;
    private readonly Action<int, int> _runStretches;
    private Action<int, int, int>? _body;
    private int _units;
    private int _granule;
    private int _granules;
    private int _parts;

    public WorkShare(WorkerPool workers)
    {
        _workers = workers;
        _next = new int[(workers.Workers + 1) * Apart];
        _runStretches = RunStretches;
    }

    /// <summary>Threads.</summary>
    public int Workers => _workers.Workers;

    /// <summary>Calls <paramref name="body"/> with (worker, first unit, units) until every unit has been computed once.</summary>
    /// <param name="units">Units, from 0 on.</param>
    /// <param name="granule">Parts begin at multiples of it.</param>
    /// <param name="body">Computes some units that follow one another.</param>
    public void Run(int units, int granule, Action<int, int, int> body)
    {
        var granules = (units + granule - 1) / granule;
        if (Workers == 1 || granules <= 1)
        {
            body(0, 0, units);
            return;
        }

        (_body, _units, _granule, _granules, _parts) = (body, units, granule, granules, Math.Min(granules, PartsEach * Workers));
        for (var worker = 0; worker < Workers; worker++) Volatile.Write(ref _next[worker * Apart], FirstOf(worker));
        _workers.Run(Workers, _runStretches);
    }

    private int FirstOf(int worker) => _parts * worker / Workers;

    private void RunStretches(int worker, int item)
    {
        for (var stretch = 0; stretch < Workers; stretch++)
        {
            var owner = (worker + stretch) % Workers;
            var end = FirstOf(owner + 1);
            while (true)
            {
                var part = Interlocked.Increment(ref _next[owner * Apart]) - 1;
                if (part >= end) break;

                // Parts of about the same size, so that no thread has more to do than another.
                var first = (int)((long)_granules * part / _parts) * _granule;
                var next = (int)((long)_granules * (part + 1) / _parts) * _granule;
                _body!(worker, first, Math.Min(next, _units) - first);
            }
        }
    }
}
