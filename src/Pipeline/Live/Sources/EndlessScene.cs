using Steerlens.Kernels.Images;
using Steerlens.Pipeline.Frames;
using Steerlens.Pipeline.Measuring;
using Steerlens.Pipeline.Scenes;

namespace Steerlens.Pipeline.Live.Sources;

/// <summary>
/// A rendered road without an end. Drawing takes longer than a frame lasts at large sizes, and takes the cores from whoever explains the frames: so
/// each picture is kept as it is drawn for the first time, and from then on the drive goes back and forth at the cost of a copy.
/// </summary>
internal sealed class EndlessScene : IFrameSource, IClockedSource
{
    // 115 frames of 1280 x 720.
    private const long MostBytes = 160_000_000;

    private readonly SceneSource _scene;
    private readonly int _most;
    private readonly List<(YuvImage Picture, double? TrueAngle)> _held = [];
    private long _next;

    internal EndlessScene(SceneOptions options)
    {
        _scene = new SceneSource(options);
        Format = _scene.Format with { FrameCount = null };
        _most = (int)Math.Clamp(MostBytes / YuvImage.ByteCount(options.Width, options.Height), 1, options.FrameCount);
    }

    /// <inheritdoc/>
    public FilmFormat Format { get; }

    /// <inheritdoc/>
    public bool ShowsClock => _scene.Options.Clock;

    /// <inheritdoc/>
    public async ValueTask<bool> ReadAsync(Frame frame, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(frame);
        cancellationToken.ThrowIfCancellationRequested();
        if (_held.Count < _most)
        {
            // Drawn on a thread of the pool, so that whoever reads is not held up by it.
            var index = _next;
            await Task.Run(() => _scene.Render(index, frame.Picture, _scene.Options.Without), cancellationToken);
            var picture = new YuvImage(Format.Width, Format.Height, Format.Color);
            picture.CopyFrom(frame.Picture);
            frame.TrueAngle = _scene.TrueAngle(index);
            _held.Add((picture, frame.TrueAngle));
        }
        else
        {
            var (picture, trueAngle) = _held[HeldFrames.PlaceOf(_next, _held.Count)];
            frame.Picture.CopyFrom(picture);
            frame.TrueAngle = trueAngle;
        }

        frame.Index = _next;
        frame.Pts = _next;
        _next++;
        return true;
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _scene.DisposeAsync();
}
