using System.Threading.Channels;
using Steerlens.Kernels.Images;
using Steerlens.Pipeline.Frames;
using Steerlens.Pipeline.Video;

namespace Steerlens.Pipeline.Live.Session;

/// <summary>
/// One recording: the composed pictures as a film, written on the side by the same writer as annotated films. A few pictures may wait; more
/// hold the session up, so that a recording has every picture that was shown.
/// </summary>
internal sealed class LiveRecorder : IAsyncDisposable
{
    private const int WaitingPictures = 4;

    private readonly FilmSink _sink;
    private readonly FramePool _pool;
    private readonly Channel<Frame> _queue = Channel.CreateBounded<Frame>(new BoundedChannelOptions(WaitingPictures) { SingleReader = true, SingleWriter = true });
    private readonly Task _writing;
    private RecordingClock _clock = new();

    private LiveRecorder(string file, FilmFormat format, FilmSink sink)
    {
        (File, Format, _sink) = (file, format, sink);
        _pool = new FramePool(format, WaitingPictures);
        _writing = Task.Run(WriteAsync);
    }

    /// <summary>The file, with its folder.</summary>
    public string File { get; }

    /// <summary>The unfinished film of a recording that broke off; null where there is none.</summary>
    public string? Remains => _sink.Unfinished;

    /// <summary>What it takes.</summary>
    public FilmFormat Format { get; }

    /// <summary>Pictures so far.</summary>
    public long Frames { get; private set; }

    /// <summary>Seconds so far.</summary>
    public double Seconds => _clock.Ticks / (double)RecordingClock.TicksPerSecond;

    /// <summary>Makes sure that recordings can go to a folder; makes it where it is not there.</summary>
    /// <exception cref="SteerlensException">They can't.</exception>
    public static void RequireFolder(string folder)
    {
        try
        {
            Directory.CreateDirectory(folder);
            using var trial = new FileStream(Path.Combine(folder, $".steerlens-{Environment.ProcessId}"), FileMode.Create, FileAccess.Write, FileShare.None, 1, FileOptions.DeleteOnClose);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            var reason = System.IO.File.Exists(folder) ? "it is a file, and no folder" : failure.Message;
            throw new SteerlensException(ExitCode.OutputUnwritable, $"recordings can't go to '{folder}': {reason}", failure);
        }
    }

    /// <summary>Starts a recording under a name that is not taken yet.</summary>
    /// <param name="folder">Where; made if it is not there.</param>
    /// <param name="picture">The format of composed pictures.</param>
    /// <param name="now">The time that the name says.</param>
    /// <param name="cancellationToken">Waits no longer.</param>
    /// <exception cref="SteerlensException">Nothing can be written there, or no encoder works.</exception>
    public static async Task<LiveRecorder> StartAsync(string folder, FilmFormat picture, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var format = picture with { TimeBase = new Rational(1, RecordingClock.TicksPerSecond), FrameCount = null, Origin = 0 };
        RequireFolder(folder);
        var file = FreeName(folder, now);
        var sink = await FilmSink.CreateAsync(new FilmSinkOptions { Path = file, Format = format, KeepUnfinished = true }, cancellationToken);
        return new LiveRecorder(file, format, sink);
    }

    /// <summary>Whether it takes pictures of a format.</summary>
    public bool Takes(FilmFormat picture) =>
        (picture.Width, picture.Height, picture.Color, picture.SampleAspect) == (Format.Width, Format.Height, Format.Color, Format.SampleAspect);

    /// <summary>Takes a composed picture; it is copied.</summary>
    /// <exception cref="SteerlensException">The film can't be written any further.</exception>
    public async ValueTask TakeAsync(YuvImage composed, TimeSpan? time, DateTimeOffset captured)
    {
        if (_writing.IsCompleted) await _writing.WaitAsync(Timeout.InfiniteTimeSpan);
        var frame = await _pool.RentAsync(CancellationToken.None);
        frame.Picture.CopyFrom(composed);
        frame.Pts = _clock.Next(time, captured, Format.Rate);
        if (_queue.Writer.TryWrite(frame))
        {
            Frames++;
            return;
        }

        frame.Dispose();
        await _writing.WaitAsync(Timeout.InfiniteTimeSpan);
    }

    /// <summary>Finishes the film and gives it its name.</summary>
    /// <exception cref="SteerlensException">It can't be finished, with the reason.</exception>
    public async Task FinishAsync(CancellationToken cancellationToken)
    {
        _queue.Writer.TryComplete();
        await _writing.WaitAsync(Timeout.InfiniteTimeSpan);
        await _sink.CompleteAsync(cancellationToken);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        _queue.Writer.TryComplete();
        await _writing.WaitAsync(Timeout.InfiniteTimeSpan).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await _sink.DisposeAsync();
        _pool.Dispose();
    }

    private static string FreeName(string folder, DateTimeOffset now)
    {
        var name = FormattableString.Invariant($"steerlens-{now:yyyy-MM-dd-HHmmss}");
        for (var number = 1; ; number++)
        {
            var file = Path.Combine(folder, name + (number == 1 ? "" : FormattableString.Invariant($"-{number}")) + ".mp4");
            if (!Path.Exists(file)) return file;
        }
    }

    private async Task WriteAsync()
    {
        try
        {
            await foreach (var frame in _queue.Reader.ReadAllAsync())
            {
                using (frame) await _sink.WriteAsync(frame, CancellationToken.None);
            }
        }
        catch (Exception failure)
        {
            _queue.Writer.TryComplete(failure);
            while (_queue.Reader.TryRead(out var frame)) frame.Dispose();
            throw;
        }
    }
}
