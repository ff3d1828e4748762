using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using Steerlens.Kernels.Images;
using Steerlens.Pipeline.Frames;
using Steerlens.Pipeline.Video;

namespace Steerlens.Pipeline.Live.Session;

/// <summary>
/// Turns pictures of one size into JPEGs with an ffmpeg that stays: pictures go in as NUT, JPEGs come out one after the other in the same
/// order. Whoever offers a picture never waits: while one is encoded, the newest waits in the place of older ones. An ffmpeg that dies is
/// started anew. A picture allocates nothing once warm.
/// </summary>
internal sealed class JpegEncoder : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    private readonly string _ffmpeg;
    private readonly int _quality;
    private readonly TimeProvider _time;
    private readonly Action<LivePicture> _done;
    private readonly Action<string> _note;
    private readonly YuvImage[] _pictures;
    private readonly PictureFacts[] _facts = [new(), new()];
    private readonly ConcurrentBag<LivePicture> _pool;
    private readonly Lock _gate = new();
    private readonly SemaphoreSlim _offered = new(0);
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _work;
    private bool _waits;
    private bool _isOut;
    private string _lastReason = "";

    /// <summary>Starts the work; ffmpeg itself comes with the first picture.</summary>
    /// <param name="ffmpeg">Full path.</param>
    /// <param name="width">Of the pictures.</param>
    /// <param name="height">Of the pictures.</param>
    /// <param name="color">What the pictures' numbers mean.</param>
    /// <param name="quality">The JPEGs' quantiser: 2 (best) to 31.</param>
    /// <param name="pool">Where pictures come from.</param>
    /// <param name="time">The clock.</param>
    /// <param name="done">Gets each picture, and holds it; called on the encoder's own thread.</param>
    /// <param name="note">Gets what went wrong.</param>
    public JpegEncoder(
        string ffmpeg, int width, int height, YuvColor color, int quality, ConcurrentBag<LivePicture> pool, TimeProvider time, Action<LivePicture> done, Action<string> note)
    {
        (_ffmpeg, _quality, _pool, _time, _done, _note) = (ffmpeg, quality, pool, time, done, note);
        _pictures = [new YuvImage(width, height, color), new YuvImage(width, height, color)];
        _work = Task.Run(WorkAsync);
    }

    /// <summary>The running ffmpeg's process id; null while there is none.</summary>
    internal int? ProcessId { get; private set; }

    /// <summary>Whether it takes pictures like this one.</summary>
    public bool Takes(YuvImage picture) => (picture.Width, picture.Height, picture.Color) == (_pictures[0].Width, _pictures[0].Height, _pictures[0].Color);

    /// <summary>Offers a picture; it is copied.</summary>
    /// <returns>Whether it replaced one that waited.</returns>
    public bool Offer(YuvImage picture, PictureFacts facts)
    {
        bool replaced;
        lock (_gate)
        {
            _pictures[0].CopyFrom(picture);
            _facts[0].CopyFrom(facts);
            _facts[0].OfferedTicks = Stopwatch.GetTimestamp();
            replaced = _waits;
            _waits = true;
        }

        if (!replaced) _offered.Release();
        return replaced;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _work.WaitAsync(Timeout.InfiniteTimeSpan);
        _offered.Dispose();
        _stop.Dispose();
    }

    private async Task WorkAsync()
    {
        try
        {
            while (true)
            {
                await _offered.WaitAsync(_stop.Token);
                _offered.Release();
                await EncodeAsync();
            }
        }
        catch (OperationCanceledException)
        {
            // Nobody wants pictures any more.
        }
    }

    /// <summary>Runs one ffmpeg until it ends.</summary>
    private async Task EncodeAsync()
    {
        string reason;
        try
        {
            await using var process = FfmpegProcess.Start(_ffmpeg, Arguments(), writes: true, reads: true);
            await using var end = _stop.Token.UnsafeRegister(static running => ((FfmpegProcess)running!).Kill(), process);
            ProcessId = process.Id;
            try
            {
                // Pipes block: a thread of its own takes none from the pool that the stages compute on.
                await Task.Factory.StartNew(() => Encode(process), _stop.Token, TaskCreationOptions.LongRunning, TaskScheduler.Default);
                return;
            }
            catch (Exception failure) when (failure is IOException or EndOfStreamException or ObjectDisposedException)
            {
                _stop.Token.ThrowIfCancellationRequested();
                ProcessId = null;
                reason = FfmpegReason.From(process.Complaints, await process.WaitAsync(_stop.Token));
            }
        }
        catch (Exception failure) when (failure is InvalidDataException or SteerlensException)
        {
            reason = failure.Message;
        }

        if (!string.Equals(reason, _lastReason, StringComparison.Ordinal)) _note($"ffmpeg, which makes the page's pictures, has ended and is started anew: {reason}");
        _lastReason = reason;
        TakeBack();
        await Task.Delay(Patience, _time, _stop.Token);
    }

    private void Encode(FfmpegProcess process)
    {
        var picture = _pictures[0];
        var writer = new NutWriter(process.Input, new NutStream(picture.Width, picture.Height, NutStream.Yuv420, new Rational(1, 1000), new Rational(1, 1)));
        var reader = new MultipartReader(process.Output);
        for (var number = 0L; ; number++)
        {
            _offered.Wait(_stop.Token);
            lock (_gate)
            {
                (_pictures[0], _pictures[1]) = (_pictures[1], _pictures[0]);
                (_facts[0], _facts[1]) = (_facts[1], _facts[0]);
                (_isOut, _waits) = (true, false);
            }

            writer.Write(number * 40, _pictures[1].Bytes);
            process.Input.Flush();
            var done = LivePicture.Take(_pool);
            reader.Read(done);
            done.Finish(_facts[1], _time.GetUtcNow(), Stopwatch.GetElapsedTime(_facts[1].OfferedTicks));
            _isOut = false;
            _done(done);
        }
    }

    /// <summary>The picture that went down with its ffmpeg waits again, unless a newer one does.</summary>
    private void TakeBack()
    {
        lock (_gate)
        {
            if (!_isOut || _waits) return;
            (_pictures[0], _pictures[1]) = (_pictures[1], _pictures[0]);
            (_facts[0], _facts[1]) = (_facts[1], _facts[0]);
            (_isOut, _waits) = (false, true);
        }

        _offered.Release();
    }

    // Without -fflags nobuffer: it would throw the first picture away, and every picture is waited for.
    private string[] Arguments() =>
    [
        "-v", "error", "-hide_banner", "-nostats", "-nostdin", "-flags", "low_delay", "-probesize", "32", "-analyzeduration", "0",
        "-threads", "1", "-f", "nut", "-i", "pipe:0", "-map", "0:v:0", "-fps_mode", "passthrough", "-vf", RgbFilter.ToLiveJpeg(_pictures[0].Color),
        "-c:v", "mjpeg", "-threads", "1", "-q:v", _quality.ToString(CultureInfo.InvariantCulture), "-f", "mpjpeg", "-flush_packets", "1", "pipe:1",
    ];
}
