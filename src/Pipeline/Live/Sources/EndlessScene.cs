using System.Runtime.CompilerServices;
using Steerlens.Pipeline.Frames;
using Steerlens.Pipeline.Scenes;

namespace Steerlens.Pipeline.Live.Sources;

/// <summary>A rendered road without an end, from its beginning on.</summary>
internal sealed class EndlessScene(SceneReel reel) : IFrameSource, IClockedSource
{
    private long _next;

    /// <inheritdoc/>
    public FilmFormat Format => reel.Format;

    /// <inheritdoc/>
    public bool ShowsClock => reel.ShowsClock;

    /// <inheritdoc/>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<bool> ReadAsync(Frame frame, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(frame);
        await reel.ReadAsync(_next, frame, cancellationToken);
        frame.Index = _next;
        frame.Pts = _next;
        _next++;
        return true;
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
