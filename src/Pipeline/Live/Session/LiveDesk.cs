namespace Steerlens.Pipeline.Live.Session;

/// <summary>Whoever holds the desk may touch a session's stages; nobody holds it for longer than a frame takes.</summary>
internal sealed class LiveDesk
{
    private readonly SemaphoreSlim _free = new(1);

    /// <summary>Waits for the desk and takes it; disposed, what comes back gives it back.</summary>
    public async ValueTask<Hold> HoldAsync(CancellationToken cancellationToken)
    {
        await _free.WaitAsync(cancellationToken);
        return new Hold(_free);
    }

    /// <summary>Gives the desk back.</summary>
    internal readonly struct Hold(SemaphoreSlim free) : IDisposable
    {
        /// <inheritdoc/>
        public void Dispose() => free.Release();
    }
}
