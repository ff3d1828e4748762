using Steerlens.Kernels.Images;
using Steerlens.Pipeline.Frames;
using Steerlens.Pipeline.Measuring;
using Steerlens.Pipeline.Scenes;

namespace Steerlens.Pipeline.Live.Sources;

/// <summary>
/// The first seconds of a rendered road, each picture drawn when it is asked for the first time and then kept. Drawing takes longer than a frame
/// lasts at large sizes, and takes the cores from whoever explains the frames; showing a kept picture costs a copy. One caller at a time.
/// </summary>
internal sealed class SceneReel
{
    // 115 frames of 1280 x 720.
    private const long MostBytes = 160_000_000;

    private readonly SceneSource _scene;
    private readonly List<(YuvImage Picture, double TrueAngle)> _held = [];

    internal SceneReel(SceneOptions options)
    {
        _scene = new SceneSource(options);
        Format = _scene.Format with { FrameCount = null };
        Count = (int)Math.Clamp(MostBytes / YuvImage.ByteCount(options.Width, options.Height), 1, options.FrameCount);
    }

    /// <summary>The format of the pictures.</summary>
    internal FilmFormat Format { get; }

    /// <summary>Whether each frame is to carry the time of its delivery.</summary>
    internal bool ShowsClock => _scene.Options.Clock;

    /// <summary>Pictures in all.</summary>
    internal int Count { get; }

    /// <summary>Fills a frame of an endless drive that goes forwards and backwards in turn.</summary>
    internal ValueTask ReadAsync(long index, Frame frame, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var place = HeldFrames.PlaceOf(index, Count);
        if (place >= _held.Count) return DrawAsync(place, frame, cancellationToken);
        var (picture, trueAngle) = _held[place];
        frame.Picture.CopyFrom(picture);
        frame.TrueAngle = trueAngle;
        return ValueTask.CompletedTask;
    }

    private async ValueTask DrawAsync(int place, Frame frame, CancellationToken cancellationToken)
    {
        // On a thread of the pool, so that whoever reads is not held up by it.
        await Task.Run(() => _scene.Render(place, frame.Picture, _scene.Options.Without), cancellationToken);
        var picture = new YuvImage(Format.Width, Format.Height, Format.Color);
        picture.CopyFrom(frame.Picture);
        frame.TrueAngle = _scene.TrueAngle(place);
        _held.Add((picture, frame.TrueAngle.Value));
    }
}
