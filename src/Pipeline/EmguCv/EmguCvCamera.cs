using System.Diagnostics;
using Emgu.CV;
using Emgu.CV.CvEnum;
using Steerlens.Kernels.Images;
using Steerlens.Pipeline.Frames;
using Steerlens.Pipeline.Video;

namespace Steerlens.Pipeline.EmguCv;

/// <summary>The pictures of a camera, as OpenCV gives them: BGR, turned into limited-range BT.601 planes. PTS are the clock's, from the first picture.</summary>
internal sealed class EmguCvCamera : IFrameSource
{
    private static readonly Rational TimeBase = new(1, 90_000);

    private readonly VideoCapture _capture;
    private readonly Mat _picture = new();
    private readonly Mat _planes = new();
    private readonly BlockingLane _lane;
    private readonly string _name;
    private readonly long _start;
    private byte[]? _target;
    private long _index;
    private long _lastPts = -1;

    /// <summary>Opens a camera and waits for its first picture, which tells its size.</summary>
    /// <param name="number">Its number, from 0.</param>
    /// <param name="name">What people know it by.</param>
    /// <exception cref="SteerlensException">There is no such camera, or it gives no picture.</exception>
    public EmguCvCamera(int number, string name)
    {
        _name = name;
        _capture = new VideoCapture(number);
        if (!_capture.IsOpened || !_capture.Read(_picture) || _picture.IsEmpty)
        {
            _capture.Dispose();
            throw new SteerlensException(ExitCode.InputUnreadable, $"'{name}' can't be read: there is no such camera, or another program has it");
        }

        _start = Stopwatch.GetTimestamp();
        Format = new FilmFormat(_picture.Cols & ~1, _picture.Rows & ~1, new YuvColor(YuvMatrix.Bt601, FullRange: false), TimeBase, Rate: null, FrameCount: null);
        _lane = new BlockingLane("camera", Work);
    }

    /// <inheritdoc/>
    public FilmFormat Format { get; }

    /// <inheritdoc/>
    public async ValueTask<bool> ReadAsync(Frame frame, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(frame);
        cancellationToken.ThrowIfCancellationRequested();
        _target = frame.Picture.Bytes;
        if (!await _lane.RunAsync()) throw new SteerlensException(ExitCode.InputUnreadable, $"'{_name}' was lost: it gives no more pictures");
        frame.Pts = _lastPts = Math.Max(_lastPts + 1, (long)(Stopwatch.GetElapsedTime(_start).TotalSeconds * TimeBase.Denominator));
        frame.Index = _index++;
        return true;
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        // A camera that hangs holds its thread for a picture at most.
        _lane.Dispose();
        _capture.Dispose();
        _picture.Dispose();
        _planes.Dispose();
        return ValueTask.CompletedTask;
    }

    private unsafe bool Work()
    {
        if (!_capture.Read(_picture) || _picture.Cols < Format.Width || _picture.Rows < Format.Height) return false;
        using (var even = new Mat(_picture, new System.Drawing.Rectangle(0, 0, Format.Width, Format.Height))) CvInvoke.CvtColor(even, _planes, ColorConversion.Bgr2YuvI420);
        new ReadOnlySpan<byte>((void*)_planes.DataPointer, _target!.Length).CopyTo(_target);
        return true;
    }
}
