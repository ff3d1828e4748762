using System.Runtime.CompilerServices;
using Steerlens.Kernels.Images;

namespace Steerlens.Pipeline.Video;

/// <summary>A running ffmpeg that encodes NUT from its standard input. Writing a picture allocates nothing after the first few.</summary>
internal sealed class PictureDrain : IAsyncDisposable
{
    private readonly IFfmpegRun _process;
    private readonly NutStream _stream;
    private readonly string _path;
    private readonly BlockingLane _lane;
    private NutWriter? _writer;
    private YuvImage? _picture;
    private Plane? _alpha;
    private long _pts;

    /// <summary>Starts ffmpeg.</summary>
    /// <param name="ffmpeg">Full path.</param>
    /// <param name="arguments">All of them, beginning with NUT on standard input.</param>
    /// <param name="stream">What is written; <see cref="NutStream.Yuva420"/> where each picture comes with alpha.</param>
    /// <param name="path">What people call the output.</param>
    /// <param name="folder">The folder that ffmpeg runs in; this program's where null.</param>
    internal PictureDrain(string ffmpeg, IReadOnlyList<string> arguments, NutStream stream, string path, string? folder = null)
    {
        _stream = stream;
        _path = path;
        _process = FfmpegRunners.Current.Start(ffmpeg, arguments, writes: true, reads: false, folder);
        _lane = new BlockingLane("encode", Work);
    }

    /// <summary>ffmpeg's process id; 0 where it is not known.</summary>
    internal int ProcessId => _process.Id;

    /// <summary>What ffmpeg complained of last, oldest first.</summary>
    internal IReadOnlyList<string> Complaints => _process.Complaints;

    /// <summary>Writes one picture and waits until ffmpeg has taken it.</summary>
    /// <param name="picture">Of the stream's size.</param>
    /// <param name="alpha">Of the stream's size without gaps between rows; null where the stream has none.</param>
    /// <param name="pts">0 or more.</param>
    /// <exception cref="ArgumentException">A size is wrong.</exception>
    /// <exception cref="SteerlensException">ffmpeg has ended, with its reason.</exception>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    internal async ValueTask WriteAsync(YuvImage picture, Plane? alpha, long pts)
    {
        if (picture.Width != _stream.Width || picture.Height != _stream.Height)
            throw new ArgumentException($"The picture is {picture.Width}x{picture.Height}, the output {_stream.Width}x{_stream.Height}.", nameof(picture));
        var transparent = _stream.FourCc == NutStream.Yuva420;
        if (transparent && !(alpha is { } plane && plane.Width == picture.Width && plane.Stride == picture.Width && plane.Height == picture.Height))
            throw new ArgumentException("The output is transparent, but the frame has no alpha of its size without gaps.", nameof(alpha));
        (_picture, _alpha, _pts) = (picture, transparent ? alpha : null, pts);
        try
        {
            await _lane.RunAsync().ConfigureAwait(false);
        }
        catch (IOException error)
        {
            throw await FailedAsync(error).ConfigureAwait(false);
        }
    }

    /// <summary>Ends ffmpeg's input and waits until it has finished.</summary>
    /// <exception cref="SteerlensException">It failed, with its reason.</exception>
    internal async Task CompleteAsync(CancellationToken cancellationToken)
    {
        CloseInput();
        var exitCode = await _process.WaitAsync(cancellationToken).ConfigureAwait(false);
        if (exitCode != 0) throw OutputFile.BrokeOff(_path, FfmpegReason.From(_process.Complaints, exitCode));
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        // Ended first: the lane may block on its pipe.
        _process.Kill();
        _lane.Dispose();
        await _process.DisposeAsync().ConfigureAwait(false);
    }

    private bool Work()
    {
        _writer ??= new NutWriter(_process.Input, _stream);
        _writer.Write(_pts, _picture!.Bytes, _alpha is { } plane ? plane.Span[..(plane.Width * plane.Height)] : default);
        return true;
    }

    private void CloseInput()
    {
        try
        {
            _process.Input.Close();
        }
        catch (IOException)
        {
            // ffmpeg has ended; its exit code tells.
        }
    }

    // The pipe breaks because ffmpeg ended, and only ffmpeg knows why.
    private async Task<SteerlensException> FailedAsync(IOException error)
    {
        CloseInput();
        var exitCode = await _process.WaitAsync().ConfigureAwait(false);
        return OutputFile.BrokeOff(_path, FfmpegReason.From(_process.Complaints, exitCode), error);
    }
}
