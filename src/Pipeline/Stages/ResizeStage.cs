using Steerlens.Kernels.Cuda;
using Steerlens.Kernels.Images;
using Steerlens.Models;
using Steerlens.Pipeline.Frames;
using Steerlens.Pipeline.Outputs;

namespace Steerlens.Pipeline.Stages;

/// <summary>Makes the network's input (66 x 200 x 3 for PilotNet) from the picture's planes.</summary>
public sealed class ResizeStage : IStage
{
    private readonly Network _network;
    private readonly InputResizer _resizer;
    private readonly FrameStack? _stack;
    private DevicePictures? _device;

    /// <summary>Prepares the tables.</summary>
    /// <exception cref="SteerlensException">The network's input does not fit its contract.</exception>
    public ResizeStage(Network network, FilmFormat film)
    {
        ArgumentNullException.ThrowIfNull(network);
        ArgumentNullException.ThrowIfNull(film);
        _network = network;
        if (network.Contract.Frames > 1) _stack = new FrameStack(network.Input, network.Contract.Frames);
        try
        {
            _resizer = new InputResizer(network.Contract, network.Input, film.Width, film.Height, film.Color);
        }
        catch (NotSupportedException exception)
        {
            throw new SteerlensException(ExitCode.InputUnreadable, exception.Message, exception);
        }
    }

    /// <inheritdoc/>
    public string Name => "resize";

    /// <summary>The part of the picture that the network sees, in pixels.</summary>
    public MapRectangle Seen => _resizer.Crop;

    /// <summary>How one frame of the input is made.</summary>
    internal InputResizer Resizer => _resizer;

    /// <inheritdoc/>
    public void Process(Frame frame)
    {
        ArgumentNullException.ThrowIfNull(frame);
        if (_device is null)
        {
            Process(frame.Picture, frame);
            return;
        }

        var held = frame.OnDevice;
        Prepare(frame);
        var input = _stack is null ? frame.Input : _stack.Next();
        if (!_device.TryTake(frame.Picture, ref held, input)) _resizer.Run(frame.Picture, input);
        frame.OnDevice = held;
        _stack?.CopyTo(frame.Input);
    }

    /// <summary>Takes frames to a device from now on, where they stay for their drawing.</summary>
    internal void UseDevice(DevicePictures? device) => _device = device;

    /// <summary>Makes a frame's input from another picture, of the prepared size.</summary>
    internal void Process(YuvImage picture, Frame frame)
    {
        Prepare(frame);
        if (_stack is null)
        {
            _resizer.Run(picture, frame.Input);
            return;
        }

        _resizer.Run(picture, _stack.Next());
        _stack.CopyTo(frame.Input);
    }

    private void Prepare(Frame frame)
    {
        if (frame.Input.Length == 0) frame.Input = new float[_network.Input.Length];
    }

    /// <inheritdoc/>
    public StageTimings Record(StageTimings timings, double milliseconds) => timings with { Resize = milliseconds };
}
