namespace Steerlens.Kernels.Engines;

/// <summary>
/// A fixed set of threads that share out numbered items. The caller works too. Running allocates nothing, which the thread
/// pool's parallel loops do not promise.
/// </summary>
internal sealed class WorkerPool : IDisposable
{
    private readonly Thread[] _threads;
    private readonly SemaphoreSlim _start = new(0);
    private readonly CountdownEvent _finished = new(1);
    private Action<int, int>? _body;
    private Exception? _failure;
    private int _items;
    private int _next;
    private volatile bool _stopping;

    /// <summary>Starts the threads.</summary>
    /// <param name="workers">Workers in all, the caller included; at least 1.</param>
    public WorkerPool(int workers)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(workers, 1);
        _threads = new Thread[workers - 1];
        for (var index = 0; index < _threads.Length; index++)
        {
            var worker = index + 1;
            _threads[index] = new Thread(() => Serve(worker)) { IsBackground = true, Name = $"steerlens worker {worker}" };
            _threads[index].Start();
        }
    }

    /// <summary>Workers in all, the caller included.</summary>
    public int Workers => _threads.Length + 1;

    /// <summary>Calls <paramref name="body"/> with (worker, item) for each item, and returns when all are done.</summary>
    /// <exception cref="AggregateException">A call failed; the first failure is inside.</exception>
    public void Run(int items, Action<int, int> body)
    {
        _body = body;
        _items = items;
        _next = 0;
        _failure = null;
        _finished.Reset(Workers);
        if (_threads.Length > 0) _start.Release(_threads.Length);
        Work(0);
        _finished.Wait();
        _body = null;
        if (_failure is not null) throw new AggregateException(_failure);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _stopping = true;
        if (_threads.Length > 0) _start.Release(_threads.Length);
        foreach (var thread in _threads) thread.Join();
        _start.Dispose();
        _finished.Dispose();
    }

    private void Serve(int worker)
    {
        while (true)
        {
            _start.Wait();
            if (_stopping) return;
            Work(worker);
        }
    }

    private void Work(int worker)
    {
        try
        {
            int item;
            while ((item = Interlocked.Increment(ref _next) - 1) < _items) _body!(worker, item);
        }
        catch (Exception exception)
        {
            Interlocked.CompareExchange(ref _failure, exception, null);
        }
        finally
        {
            _finished.Signal();
        }
    }
}
