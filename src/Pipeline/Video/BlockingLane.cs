using System.Threading.Tasks.Sources;

namespace Steerlens.Pipeline.Video;

/// <summary>
/// A thread of its own for work that blocks on a pipe, so that waiting for ffmpeg never takes a thread from the pool that the other stages
/// compute on. One piece of work at a time; asking for it and waiting allocate nothing.
/// </summary>
internal sealed class BlockingLane : IValueTaskSource<bool>, IDisposable
{
    private readonly Func<bool> _work;
    private readonly AutoResetEvent _go = new(initialState: false);
    private readonly Thread _thread;
    private ManualResetValueTaskSourceCore<bool> _result = new() { RunContinuationsAsynchronously = true };
    private volatile bool _stop;

    /// <summary>Starts the thread.</summary>
    /// <param name="name">The thread's name.</param>
    /// <param name="work">What one piece of work does; its fields are the caller's.</param>
    internal BlockingLane(string name, Func<bool> work)
    {
        _work = work;
        _thread = new Thread(Loop) { Name = name, IsBackground = true };
        _thread.Start();
    }

    /// <summary>Does one piece of work; the last one must have ended.</summary>
    internal ValueTask<bool> RunAsync()
    {
        _result.Reset();
        _go.Set();
        return new ValueTask<bool>(this, _result.Version);
    }

    bool IValueTaskSource<bool>.GetResult(short token) => _result.GetResult(token);

    ValueTaskSourceStatus IValueTaskSource<bool>.GetStatus(short token) => _result.GetStatus(token);

    void IValueTaskSource<bool>.OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _result.OnCompleted(continuation, state, token, flags);

    /// <summary>Ends the thread; whatever it blocks on must have been ended before.</summary>
    public void Dispose()
    {
        _stop = true;
        _go.Set();
        _thread.Join();
        _go.Dispose();
    }

    private void Loop()
    {
        while (true)
        {
            _go.WaitOne();
            if (_stop) return;
            try
            {
                _result.SetResult(_work());
            }
            catch (Exception error)
            {
                _result.SetException(error);
            }
        }
    }
}
