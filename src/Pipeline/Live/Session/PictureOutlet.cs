using System.Collections.Concurrent;
using Steerlens.Pipeline.Video;

namespace Steerlens.Pipeline.Live.Session;

/// <summary>The way of pictures to pages: composed frames become JPEGs, one encoder for each size, and the newest is kept.</summary>
/// <param name="tools">ffmpeg.</param>
/// <param name="time">The clock.</param>
/// <param name="note">Gets what a person at the terminal should know.</param>
internal sealed class PictureOutlet(FfmpegTools tools, TimeProvider time, Action<string> note) : IAsyncDisposable
{
    private const int Quality = 4;

    private readonly ConcurrentBag<LivePicture> _pool = [];
    private readonly PictureFacts _facts = new();
    private readonly Lock _newest = new();
    private JpegEncoder? _encoder;
    private LivePicture? _picture;
    private Task _endings = Task.CompletedTask;
    private int _viewers;

    /// <summary>Called with each picture that is ready; whoever keeps it holds it. It must not take long nor throw.</summary>
    public Action<LivePicture>? Ready { get; set; }

    /// <summary>How many look; while nobody does, nothing needs to be encoded.</summary>
    public int Viewers => Volatile.Read(ref _viewers);

    /// <summary>The newest picture, held for the caller; null where there is none yet.</summary>
    public LivePicture? Newest
    {
        get
        {
            lock (_newest) return _picture?.Hold();
        }
    }

    /// <summary>One more or one less looks.</summary>
    public void AddViewers(int change) => Interlocked.Add(ref _viewers, change);

    /// <summary>Encodes the composed frame of some stages; one caller at a time.</summary>
    /// <param name="stages">The stages.</param>
    /// <param name="captured">When the frame was captured.</param>
    /// <param name="capturedTicks">The same in ticks of the monotonic clock.</param>
    /// <param name="queue">Frames that wait.</param>
    /// <param name="dropped">Frames that were dropped so far.</param>
    public void Encode(LiveStages stages, DateTimeOffset captured, long capturedTicks, int queue, long dropped)
    {
        var composed = stages.Frame.Composed!;
        if (_encoder is { } encoder && !encoder.Takes(composed))
        {
            _encoder = null;
            _endings = Task.WhenAll(_endings, encoder.DisposeAsync().AsTask());
        }

        _encoder ??= new JpegEncoder(tools.Ffmpeg, composed.Width, composed.Height, composed.Color, Quality, _pool, time, Take, note);
        _facts.Take(stages, captured, capturedTicks, queue, dropped);
        _encoder.Offer(composed, _facts);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_encoder is not null) await _encoder.DisposeAsync();
        await _endings.WaitAsync(Timeout.InfiniteTimeSpan);
        lock (_newest)
        {
            _picture?.Release();
            _picture = null;
        }
    }

    private void Take(LivePicture picture)
    {
        lock (_newest)
        {
            _picture?.Release();
            _picture = picture;
            picture.Hold();
        }

        Ready?.Invoke(picture);
        picture.Release();
    }
}
