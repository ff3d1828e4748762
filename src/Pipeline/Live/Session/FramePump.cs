using System.Threading.Channels;
using Steerlens.Pipeline.Live.Sources;

namespace Steerlens.Pipeline.Live.Session;

/// <summary>
/// Takes frames from the source as they may be shown: each of them, one for each step while paused, none while a picture of the folder is looked
/// at. All that changes this is called while the desk is held.
/// </summary>
/// <param name="feed">The source.</param>
/// <param name="desk">Held while a frame is shown.</param>
/// <param name="show">Shows a frame; the desk is held.</param>
/// <param name="fail">Is told why a frame could not be shown.</param>
internal sealed class FramePump(LiveFeed feed, LiveDesk desk, Func<LiveFrame, Task> show, Action<Exception> fail)
{
    private readonly SemaphoreSlim _permission = new(0);
    private long _taken;
    private long _stale;
    private int _steps;
    private bool _hasInHand;

    /// <summary>Whether nothing is shown but what is stepped to.</summary>
    public bool IsPaused { get; private set; }

    /// <summary>The folder's picture that is looked at; null for the source.</summary>
    public int? PictureIndex { get; private set; }

    /// <summary>Frames that were never shown because newer ones took their place.</summary>
    public long Dropped => feed.Dropped + Interlocked.Read(ref _stale);

    /// <summary>Frames that wait to be shown: none or one.</summary>
    public int Waiting => (int)Math.Clamp(feed.Received - feed.Dropped - feed.Withheld - Interlocked.Read(ref _taken), 0, 1);

    private bool MayShow => PictureIndex is null && (!IsPaused || _steps > 0);

    /// <summary>Stops on the frame that is shown.</summary>
    public void Pause()
    {
        IsPaused = true;
        feed.IsHeld = true;
    }

    /// <summary>Goes on, with the source.</summary>
    public void Play()
    {
        (IsPaused, _steps, PictureIndex) = (false, 0, null);
        feed.IsHeld = false;
        if (_hasInHand) _permission.Release();
    }

    /// <summary>Lets exactly one further frame through.</summary>
    public void Step()
    {
        Pause();
        PictureIndex = null;
        _steps++;
        if (_hasInHand) _permission.Release();
        if (_steps == 1 && !(_hasInHand && feed.Origin.Waits)) feed.Step();
    }

    /// <summary>Holds the source while one of the folder's pictures is looked at.</summary>
    public void LookAt(int picture)
    {
        feed.IsHeld = true;
        PictureIndex = picture;
    }

    /// <summary>Works until it is stopped or the source ends.</summary>
    public async Task RunAsync(CancellationToken stop)
    {
        try
        {
            while (true)
            {
                var frame = await feed.NextAsync(stop);
                using (frame) await WaitAndShowAsync(frame, stop);
            }
        }
        catch (Exception end) when (end is OperationCanceledException or ChannelClosedException)
        {
            // The session or the source has ended.
        }
    }

    private async Task WaitAndShowAsync(LiveFrame frame, CancellationToken stop)
    {
        while (true)
        {
            using (await desk.HoldAsync(stop))
            {
                if (MayShow)
                {
                    await TakeAsync(frame);
                    return;
                }

                _hasInHand = true;
            }

            await _permission.WaitAsync(stop);
        }
    }

    private async Task TakeAsync(LiveFrame frame)
    {
        var wasHeld = _hasInHand;
        _hasInHand = false;
        Interlocked.Increment(ref _taken);
        if (wasHeld && !feed.Origin.Waits)
        {
            // What a camera saw before the pause is no news any more.
            Interlocked.Increment(ref _stale);
            return;
        }

        try
        {
            if (IsPaused && --_steps > 0) feed.Step();
            await show(frame);
        }
        catch (Exception failure) when (failure is not OperationCanceledException)
        {
            // Whatever it was, it ends neither the program nor the source: the next frame may be better.
            fail(failure);
        }
    }
}
