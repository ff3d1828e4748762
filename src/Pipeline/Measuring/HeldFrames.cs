using Steerlens.Kernels.Images;
using Steerlens.Pipeline.Frames;

namespace Steerlens.Pipeline.Measuring;

/// <summary>
/// A few pictures in memory, shown forwards and backwards in turn: a source that costs no more than a copy, so that a run measures
/// the pipeline and not what drew the pictures. Going back and forth there is no cut that an encoder would have to pay for.
/// </summary>
internal sealed class HeldFrames : IFrameSource
{
    private readonly List<(YuvImage Picture, double? TrueAngle)> _held;
    private readonly long _count;
    private readonly long _step;
    private long _next;

    private HeldFrames(FilmFormat format, List<(YuvImage Picture, double? TrueAngle)> held, long count, long step)
    {
        Format = format with { FrameCount = count };
        (_held, _count, _step) = (held, count, step);
    }

    /// <inheritdoc/>
    public FilmFormat Format { get; }

    /// <summary>Reads a source to its end and holds its pictures.</summary>
    /// <param name="source">At least one frame.</param>
    /// <param name="count">Frames to show in all.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    /// <exception cref="ArgumentException">The source has no frame.</exception>
    public static async Task<HeldFrames> ReadAsync(IFrameSource source, long count, CancellationToken cancellationToken)
    {
        var held = new List<(YuvImage Picture, double? TrueAngle)>();
        var (first, second) = (0L, 1L);
        using var frame = new Frame(source.Format);
        while (await source.ReadAsync(frame, cancellationToken))
        {
            if (held.Count == 0) first = frame.Pts;
            if (held.Count == 1) second = frame.Pts;
            var picture = new YuvImage(source.Format.Width, source.Format.Height, source.Format.Color);
            picture.CopyFrom(frame.Picture);
            held.Add((picture, frame.TrueAngle));
            frame.TrueAngle = null;
        }

        if (held.Count == 0) throw new ArgumentException("The source has no frame.", nameof(source));
        return new HeldFrames(source.Format, held, count, held.Count > 1 ? second - first : 1);
    }

    /// <summary>The place among the held pictures of a frame: 0 1 2 1 0 1 2 for three.</summary>
    public static int PlaceOf(long index, int held)
    {
        if (held == 1) return 0;
        var turn = (int)(index % (2 * (held - 1)));
        return turn < held ? turn : (2 * (held - 1)) - turn;
    }

    /// <inheritdoc/>
    public ValueTask<bool> ReadAsync(Frame frame, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (_next >= _count) return ValueTask.FromResult(false);
        var (picture, trueAngle) = _held[PlaceOf(_next, _held.Count)];
        frame.Picture.CopyFrom(picture);
        frame.TrueAngle = trueAngle;
        frame.Index = _next;
        frame.Pts = _next * _step;
        _next++;
        return ValueTask.FromResult(true);
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
