namespace Steerlens.Pipeline.FFMpegCore;

/// <summary>Hands a pipe from FFMpegCore, which opens it some time after ffmpeg started, to the thread that reads or writes it, and waits for that to be done.</summary>
internal sealed class PipeHandover : IDisposable
{
    private readonly ManualResetEventSlim _given = new();
    private readonly SemaphoreSlim _done = new(0);
    private Stream? _pipe;

    /// <summary>Hands it over; null where ffmpeg ended without opening it. Only the first call counts.</summary>
    public void Give(Stream? pipe)
    {
        lock (_given)
        {
            if (_given.IsSet) return;
            _pipe = pipe;
            _given.Set();
        }
    }

    /// <summary>Waits for it.</summary>
    /// <returns>The pipe; null where ffmpeg ended without opening it.</returns>
    public Stream? Take()
    {
        _given.Wait();
        return _pipe;
    }

    /// <summary>The pipe is not needed any more.</summary>
    public void Finish() => _done.Release();

    /// <summary>Waits for that, or for ffmpeg's end.</summary>
    /// <returns>Whether ffmpeg still runs.</returns>
    public async Task<bool> WaitAsync(CancellationToken ended)
    {
        try
        {
            await _done.WaitAsync(ended);
            return true;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _given.Dispose();
        _done.Dispose();
    }
}
