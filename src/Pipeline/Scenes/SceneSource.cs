using Steerlens.Kernels.Images;
using Steerlens.Pipeline.Frames;

namespace Steerlens.Pipeline.Scenes;

/// <summary>A rendered road as a source of frames. Every frame knows its true steering-wheel angle.</summary>
public sealed class SceneSource : IFrameSource, IClockedSource
{
    private readonly SceneWorld _world;
    private readonly SceneRenderer _renderer;
    private readonly SceneRange _range;
    private SceneRenderer? _maskRenderer;
    private (int Width, int Height) _maskSize;
    private long _taken;

    /// <summary>Builds the scene.</summary>
    /// <param name="options">Which road.</param>
    /// <param name="range">The frames that are read; null for all. They keep their numbers; time counts from the first.</param>
    /// <exception cref="SteerlensException">An option is out of its range.</exception>
    public SceneSource(SceneOptions options, SceneRange? range = null)
    {
        _world = new SceneWorld(options);
        Options = options;
        _range = range ?? new SceneRange(0, options.FrameCount);
        _renderer = new SceneRenderer(_world, options.Width, options.Height, options.Workers);
        Format = new FilmFormat(
            options.Width,
            options.Height,
            new YuvColor(YuvMatrix.Bt709, FullRange: false),
            options.Rate.Inverse,
            options.Rate * new Rational(1, _range.Stride),
            _range.Count);
    }

    /// <summary>What was asked for.</summary>
    public SceneOptions Options { get; }

    /// <inheritdoc/>
    public FilmFormat Format { get; }

    bool IClockedSource.ShowsClock => Options.Clock;

    /// <inheritdoc/>
    public ValueTask<bool> ReadAsync(Frame frame, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(frame);
        cancellationToken.ThrowIfCancellationRequested();
        if (_taken >= _range.Count) return ValueTask.FromResult(false);
        var index = _range.First + (_taken * _range.Stride);
        Render(index, frame.Picture, Options.Without);
        frame.Index = index;
        // A film of a part starts at once, as films of a part of a film do.
        frame.Pts = index - _range.First;
        frame.TrueAngle = TrueAngle(index);
        if (Options.Clock) ClockBar.Draw(frame.Picture, DateTimeOffset.UtcNow);
        _taken++;
        return ValueTask.FromResult(true);
    }

    /// <summary>The true steering-wheel angle of a frame in radians, positive = right.</summary>
    public double TrueAngle(long index) => _world.Drive.TrueAngle(_world.Drive.At(index));

    /// <summary>Renders any frame into a picture of the source's size, leaving out one object where <paramref name="without"/> names it.</summary>
    /// <exception cref="ArgumentException">The picture has another size.</exception>
    public void Render(long index, YuvImage picture, long? without = null)
    {
        ArgumentNullException.ThrowIfNull(picture);
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, Options.FrameCount);
        if (picture.Width != Options.Width || picture.Height != Options.Height)
            throw new ArgumentException($"The picture is {picture.Width}x{picture.Height}, the scene {Options.Width}x{Options.Height}.", nameof(picture));
        _renderer.Render(index, picture, without);
    }

    /// <summary>The lane paint that a frame shows, at any size.</summary>
    /// <param name="index">The frame, below the frame count.</param>
    /// <param name="width">Columns, even, at least 16.</param>
    /// <param name="height">Rows, even, at least 16.</param>
    /// <param name="coverage">H x W bytes: the share of each pixel that is paint, 0..255.</param>
    public void PaintMask(long index, int width, int height, Span<byte> coverage)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, Options.FrameCount);
        if (coverage.Length != width * height) throw new ArgumentException($"{width}x{height} needs {width * height} bytes, not {coverage.Length}.", nameof(coverage));
        if (_maskRenderer is null || _maskSize != (width, height))
        {
            _maskRenderer = new SceneRenderer(_world, width, height, 1);
            _maskSize = (width, height);
        }
        _maskRenderer.PaintMask(index, coverage, Options.Without);
    }

    /// <summary>Adds the objects that a frame shows to a collection.</summary>
    public void FindObjects(long index, ICollection<SceneObject> found)
    {
        ArgumentNullException.ThrowIfNull(found);
        _renderer.FindObjects(index, found);
    }

    /// <summary>Whether an object drives in the camera's own lane, the same way.</summary>
    internal bool IsInOwnLane(long id) => _world.Traffic.IsInOwnLane(id);

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
