namespace Steerlens.Kernels.Engines;

/// <summary>
/// A fixed set of threads that share out numbered items. The caller works too. Running allocates nothing, which the thread
/// pool's parallel loops do not promise, and threads that ran a moment ago are awake: a bank wakes them once for each layer, and a
/// sleeping thread is later than a layer is long.
/// </summary>
internal sealed class WorkerPool : IDisposable
{
    /// <summary>Looks at the ticket before a thread goes to sleep: some hundred microseconds, more than the pause between two layers or maps.</summary>
    private const int Looks = 8000;

    /// <summary>Looks of the caller before it offers its processor to others: the last item is on its way.</summary>
    private const int CallerLooks = 1000;

    private readonly Thread[] _threads;
    private readonly ManualResetEventSlim[] _wake;

    // What is left to do: the run's number above, its items that nobody has taken below. One word, so that a thread that wakes up late can't
    // take an item of a run that it knows nothing about.
    private long _ticket;
    private int _unfinished;
    private Action<int, int>? _body;
    private Exception? _failure;
    private volatile bool _stopping;

    /// <summary>Starts the threads.</summary>
    /// <param name="workers">Workers in all, the caller included; at least 1.</param>
    public WorkerPool(int workers)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(workers, 1);
        _threads = new Thread[workers - 1];
        _wake = new ManualResetEventSlim[workers - 1];
        for (var index = 0; index < _threads.Length; index++)
        {
            var worker = index + 1;
            _wake[index] = new ManualResetEventSlim(false, 0);
            _threads[index] = new Thread(() => Serve(worker)) { IsBackground = true, Name = $"steerlens worker {worker}" };
            _threads[index].Start();
        }
    }

    /// <summary>Workers in all, the caller included.</summary>
    public int Workers => _threads.Length + 1;

    /// <summary>Calls <paramref name="body"/> with (worker, item) for each item, the last item first, and returns when all are done.</summary>
    /// <exception cref="AggregateException">A call failed; the first failure is inside.</exception>
    public void Run(int items, Action<int, int> body)
    {
        if (items <= 0) return;
        _body = body;
        _failure = null;
        Volatile.Write(ref _unfinished, items);
        var run = (Volatile.Read(ref _ticket) >> 32) + 1;
        Interlocked.Exchange(ref _ticket, (run << 32) | (uint)items);
        if (items > 1)
        {
            foreach (var wake in _wake) wake.Set();
        }

        Work(0);
        for (var look = 0; look < CallerLooks && Volatile.Read(ref _unfinished) > 0; look++) Thread.SpinWait(1);
        var wait = default(SpinWait);
        while (Volatile.Read(ref _unfinished) > 0) wait.SpinOnce(sleep1Threshold: -1);
        if (_failure is not null) throw new AggregateException(_failure);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _stopping = true;
        foreach (var wake in _wake) wake.Set();
        foreach (var thread in _threads) thread.Join();
        foreach (var wake in _wake) wake.Dispose();
    }

    private void Serve(int worker)
    {
        var wake = _wake[worker - 1];
        while (!_stopping)
        {
            Work(worker);
            for (var look = 0; look < Looks && !HasItems; look++) Thread.SpinWait(1);
            if (HasItems) continue;

            // In this order: an item that comes after the reset sets the event again.
            wake.Reset();
            if (!HasItems && !_stopping) wake.Wait();
        }
    }

    private bool HasItems => (uint)Volatile.Read(ref _ticket) != 0;

    private void Work(int worker)
    {
        while (true)
        {
            var ticket = Volatile.Read(ref _ticket);
            var left = (uint)ticket;
            if (left == 0) return;
            if (Interlocked.CompareExchange(ref _ticket, ticket - 1, ticket) != ticket) continue;
            try
            {
                _body!(worker, (int)left - 1);
            }
            catch (Exception exception)
            {
                Interlocked.CompareExchange(ref _failure, exception, null);
            }

            Interlocked.Decrement(ref _unfinished);
        }
    }
}
