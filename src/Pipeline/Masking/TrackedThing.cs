using Steerlens.Kernels.Images;
using Steerlens.Kernels.Tracking;
using Steerlens.Pipeline.Frames;

namespace Steerlens.Pipeline.Masking;

/// <summary>What a box shows in the first frame, followed through a film and masked.</summary>
internal sealed class TrackedThing(MapRectangle box, BoxFill fill) : IHiddenThing
{
    private BoxTracker? _tracker;
    private BoxMask? _mask;

    /// <inheritdoc/>
    public string Name => "the box";

    /// <inheritdoc/>
    public string Description => "";

    /// <inheritdoc/>
    public MapRectangle? Box => _tracker is { IsLost: false } ? _tracker.Box : null;

    /// <inheritdoc/>
    public double Score => Math.Max(0, _tracker?.Score ?? 0);

    /// <inheritdoc/>
    public void Hide(Frame frame, YuvImage without)
    {
        if (_tracker is null) Start(frame.Picture);
        else _tracker.Follow(frame.Picture.Y);
        without.CopyFrom(frame.Picture);
        if (Box is { } place) _mask!.Apply(without, place);
    }

    private void Start(YuvImage picture)
    {
        try
        {
            _tracker = new BoxTracker(picture.Y, box);
        }
        catch (ArgumentException exception)
        {
            throw new SteerlensException(
                ExitCode.Usage, FormattableString.Invariant($"--box {box.Left},{box.Top},{box.Width},{box.Height} on {picture.Width}x{picture.Height}: {exception.Message.Split(" (Parameter")[0]} Give another box, in pixels."), exception);
        }

        _mask = new BoxMask(picture.Width, picture.Height, fill, box);
    }
}
