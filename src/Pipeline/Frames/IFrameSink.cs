namespace Steerlens.Pipeline.Frames;

/// <summary>
/// Where finished pictures go. One writer at a time, in the order of presentation. <see cref="CompleteAsync"/> puts the result
/// under its final name; disposing without it leaves nothing there.
/// </summary>
public interface IFrameSink : IAsyncDisposable
{
    /// <summary>Writes the frame's composed picture with its PTS; returns when the frame may be reused.</summary>
    /// <exception cref="SteerlensException">The output can't be written, with the reason.</exception>
    ValueTask WriteAsync(Frame frame, CancellationToken cancellationToken);

    /// <summary>Finishes the output and gives it its final name.</summary>
    /// <exception cref="SteerlensException">The output can't be finished, with the reason.</exception>
    ValueTask CompleteAsync(CancellationToken cancellationToken);
}
