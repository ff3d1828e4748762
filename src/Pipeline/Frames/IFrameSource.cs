namespace Steerlens.Pipeline.Frames;

/// <summary>
/// Where frames come from: a film, a folder of pictures, a rendered road. One reader at a time; frames come in the order of
/// presentation. Disposing stops whatever feeds it and may happen before the last frame.
/// </summary>
public interface IFrameSource : IAsyncDisposable
{
    /// <summary>What is known of the film before its first frame.</summary>
    FilmFormat Format { get; }

    /// <summary>Fills <paramref name="frame"/> with the next picture: planes, PTS, index and truth where it is known.</summary>
    /// <returns>False at the end; the frame is then unchanged.</returns>
    /// <exception cref="SteerlensException">The source can't be read any further, with the reason.</exception>
    ValueTask<bool> ReadAsync(Frame frame, CancellationToken cancellationToken);
}
