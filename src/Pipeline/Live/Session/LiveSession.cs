using System.Text.Json;
using Steerlens.Kernels.Images;
using Steerlens.Models;
using Steerlens.Pipeline.Frames;
using Steerlens.Pipeline.Live.Sources;
using Steerlens.Pipeline.Video;

namespace Steerlens.Pipeline.Live.Session;

/// <summary>
/// What is shown and how: takes the newest frame of a source through the stages, one frame at a time, and answers everything that pages ask
/// in between. Whoever holds the desk may touch the stages; nobody holds it for longer than a frame takes.
/// </summary>
internal sealed class LiveSession : IAsyncDisposable
{
    private readonly LiveFeed _feed;
    private readonly NetworkShelf _shelf;
    private readonly TimeProvider _time;
    private readonly Action<string> _note;
    private readonly LiveDesk _desk = new();
    private readonly FramePump _pump;
    private readonly StageMaker _maker;
    private readonly SemaphoreSlim _building = new(1);
    private readonly LiveRecording _recording;
    private readonly CancellationTokenSource _stop = new();
    private readonly PictureOutlet _outlet;
    private LiveStages? _stages;
    private LiveSettings _settings;
    private Task _pumping = Task.CompletedTask;
    private DateTimeOffset _captured;
    private long _capturedTicks;
    private long _shown;
    private long _revision;
    private double _explain;
    private string _lastFailure = "";
    private string _lastLoss = "";

    /// <summary>Prepares a session.</summary>
    /// <param name="start">What the command line asked for.</param>
    /// <param name="settings">The first settings.</param>
    /// <param name="feed">The source; the caller's to dispose, after this.</param>
    /// <param name="shelf">The networks.</param>
    /// <param name="pictures">Pictures to look at; null for none.</param>
    /// <param name="tools">ffmpeg.</param>
    /// <param name="time">The clock.</param>
    /// <param name="note">Gets what a person at the terminal should know.</param>
    public LiveSession(LiveStart start, LiveSettings settings, LiveFeed feed, NetworkShelf shelf, PictureFolder? pictures, FfmpegTools tools, TimeProvider time, Action<string> note)
    {
        (_settings, _feed, _shelf, Pictures, _time, _note) = (settings, feed, shelf, pictures, time, note);
        _maker = new StageMaker(start, shelf, feed.Origin.Name);
        _pump = new FramePump(feed, _desk, ShowNextAsync, Fail);
        _outlet = new PictureOutlet(tools, time, note);
        Watch = new LayerWatcher(this, time);
        _recording = new LiveRecording(start.RecordFolder, time, note)
        {
            BrokeOff = words =>
            {
                RecordingBrokeOff?.Invoke(words);
                Changed?.Invoke();
            },
            Ended = (file, reason) =>
            {
                RecordingEnded?.Invoke(file, reason);
                Changed?.Invoke();
            },
        };
        feed.StateChanged = OnSource;
    }

    /// <summary>Called when something of <see cref="State"/> has changed; it must not take long nor throw.</summary>
    public Action? Changed { get; set; }

    /// <summary>Called with each picture that is ready; whoever keeps it holds it. It must not take long nor throw.</summary>
    public Action<LivePicture>? PictureReady
    {
        get => _outlet.Ready;
        set => _outlet.Ready = value;
    }

    /// <summary>Called when a recording has ended: its file, and why where nobody asked for it.</summary>
    public Action<string, string?>? RecordingEnded { get; set; }

    /// <summary>Called when a recording has broken off, with the reason and what is left of it.</summary>
    public Action<string>? RecordingBrokeOff { get; set; }

    /// <summary>Called with each frame that was shown, while the desk is held; it must not take long nor throw.</summary>
    public Action<LiveStages>? FrameShown { get; set; }

    /// <summary>The networks.</summary>
    public NetworkShelf Shelf => _shelf;

    /// <summary>Pictures to look at; null for none.</summary>
    public PictureFolder? Pictures { get; }

    /// <summary>The layers that pages look at.</summary>
    public LayerWatcher Watch { get; }

    /// <summary>The source.</summary>
    public LiveFeed Feed => _feed;

    /// <summary>The newest picture, held for the caller; null where there is none yet.</summary>
    public LivePicture? Picture => _outlet.Newest;

    /// <summary>Frames that wait to be shown: none or one.</summary>
    public int Queue => _pump.Waiting;

    /// <summary>Grows with everything that is shown anew.</summary>
    public long Revision => Interlocked.Read(ref _revision);

    /// <summary>How many look at the pictures; while nobody does, none are encoded.</summary>
    public int Viewers => _outlet.Viewers;

    /// <summary>What pages show of the session.</summary>
    public LiveState State => new()
    {
        Source = _feed.Origin.Name,
        Feed = _feed.State,
        Failure = _lastFailure.Length > 0 ? _lastFailure : null,
        Waits = _feed.Origin.Waits,
        IsPaused = _pump.IsPaused,
        Settings = _settings,
        Windows = _stages?.Windows ?? 0,
        ExplainMilliseconds = _explain,
        RecordingFile = _recording.File,
        RecordingFrames = _recording.Frames,
        RecordingSeconds = _recording.Seconds,
        Dropped = _pump.Dropped,
        Received = _feed.Received,
        Shown = Interlocked.Read(ref _shown),
        PictureIndex = _pump.PictureIndex,
        PictureName = _pump.PictureIndex is { } index ? Pictures?.NameOf(index) : null,
        Now = _time.GetUtcNow(),
    };

    /// <summary>Reads the first network and begins to show frames.</summary>
    /// <exception cref="SteerlensException">The first settings can't be had.</exception>
    /// <exception cref="NetworkFormatException">The network's file can't be used.</exception>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await _maker.RequireSenseAsync(_settings, cancellationToken);
        _feed.Start();
        _pumping = Task.Run(() => _pump.RunAsync(_stop.Token), CancellationToken.None);
    }

    /// <summary>One more or one less looks at the pictures.</summary>
    public void AddViewers(int change) => _outlet.AddViewers(change);

    /// <summary>Encodes the picture that is shown, for somebody who has just come.</summary>
    public async Task ShowAgainAsync(CancellationToken cancellationToken)
    {
        using var desk = await _desk.HoldAsync(cancellationToken);
        if (_stages is { HasFrame: true }) Encode(_stages);
    }

    /// <summary>Changes settings; refused ones leave everything as it is.</summary>
    /// <param name="changes">An object of some of the settings.</param>
    /// <param name="cancellationToken">Waits no longer.</param>
    /// <exception cref="SteerlensException">A setting makes no sense, or the network refuses it.</exception>
    /// <exception cref="NetworkFormatException">The network's file can't be used.</exception>
    public Task ChangeAsync(JsonElement changes, CancellationToken cancellationToken) => ChangeAsync([changes], cancellationToken);

    /// <summary>Changes settings several times, and shows only what comes out; a refused change leaves everything as it is.</summary>
    /// <param name="changes">Objects of some of the settings, in their order.</param>
    /// <param name="cancellationToken">Waits no longer.</param>
    /// <exception cref="SteerlensException">A setting makes no sense, or the network refuses it.</exception>
    /// <exception cref="NetworkFormatException">The network's file can't be used.</exception>
    public async Task ChangeAsync(IReadOnlyList<JsonElement> changes, CancellationToken cancellationToken)
    {
        await _building.WaitAsync(cancellationToken);
        try
        {
            var settings = changes.Aggregate(_settings, LiveSettingsReader.Change);
            if (settings == _settings) return;
            var before = _stages;
            var made = before is null ? null : await _maker.MakeAsync(before, settings, before.Format, cancellationToken);
            if (before is null) await _maker.RequireSenseAsync(settings, cancellationToken);
            using var desk = await _desk.HoldAsync(CancellationToken.None);
            if (!ReferenceEquals(before, _stages))
            {
                // The source's format changed meanwhile: the stages for the old one are of no use.
                made?.Dispose();
                made = await _maker.MakeAsync(_stages, settings, _stages!.Format, CancellationToken.None);
            }

            _settings = settings;
            if (made is not null) Use(made);
        }
        finally
        {
            _building.Release();
        }

        Changed?.Invoke();
    }

    /// <summary>Stops on the frame that is shown; a file and a scene lose nothing by it.</summary>
    public async Task PauseAsync(CancellationToken cancellationToken)
    {
        using (await _desk.HoldAsync(cancellationToken)) _pump.Pause();
        Changed?.Invoke();
    }

    /// <summary>Goes on, with the source.</summary>
    public async Task PlayAsync(CancellationToken cancellationToken)
    {
        using (await _desk.HoldAsync(cancellationToken)) _pump.Play();

        Changed?.Invoke();
    }

    /// <summary>Shows exactly one further frame, and stops on it.</summary>
    public async Task StepAsync(CancellationToken cancellationToken)
    {
        using (await _desk.HoldAsync(cancellationToken)) _pump.Step();

        Changed?.Invoke();
    }

    /// <summary>Plays a film from its beginning, or tries a lost source now.</summary>
    public void Restart() => _feed.Restart();

    /// <summary>Shows one of the folder's pictures; the source is held meanwhile.</summary>
    /// <exception cref="SteerlensException">There is no such picture, or it can't be read.</exception>
    public async Task ShowPictureAsync(int index, CancellationToken cancellationToken)
    {
        if (Pictures is null) throw new SteerlensException(ExitCode.Usage, "there are no pictures to look at: start with --pictures FOLDER");
        var (picture, format) = await Pictures.ReadAsync(index, cancellationToken);
        using var frame = new Frame(format);
        frame.Picture.CopyFrom(picture);
        frame.Index = index;
        using (await _desk.HoldAsync(cancellationToken))
        {
            _pump.LookAt(index);
            await FitAsync(format);
            await ShowAsync(frame, _time.GetUtcNow(), _time.GetTimestamp(), record: false);
        }

        Changed?.Invoke();
    }

    /// <summary>Goes back from the folder's pictures to the source.</summary>
    public async Task ShowLiveAsync(CancellationToken cancellationToken)
    {
        if (_pump.PictureIndex is null) return;
        if (!_pump.IsPaused) await PlayAsync(cancellationToken);
        else await StepAsync(cancellationToken);
    }

    /// <summary>Asks what hiding a rectangle does to the angle of the frame that is shown.</summary>
    /// <exception cref="SteerlensException">There is no frame yet, or the rectangle makes no sense.</exception>
    public async Task<MaskQuestionAnswer> AskAsync(MapRectangle rectangle, BoxFill fill, CancellationToken cancellationToken)
    {
        using var desk = await _desk.HoldAsync(cancellationToken);
        return MaskQuestion.Ask(RequireFrame(), rectangle, fill);
    }

    /// <summary>Looks at the stages while nobody else touches them.</summary>
    /// <exception cref="SteerlensException">There is no frame yet.</exception>
    public async Task<T> LookAsync<T>(Func<LiveStages, T> look, CancellationToken cancellationToken)
    {
        using var desk = await _desk.HoldAsync(cancellationToken);
        return look(RequireFrame());
    }

    /// <summary>The network that is or will be used, and its first settings' outputs.</summary>
    public async Task<Network> NetworkAsync(CancellationToken cancellationToken)
    {
        await _building.WaitAsync(cancellationToken);
        try
        {
            return await _shelf.ReadAsync(_settings.Network, cancellationToken);
        }
        finally
        {
            _building.Release();
        }
    }

    /// <summary>The newest composed picture as a PNG, in full size.</summary>
    /// <exception cref="SteerlensException">There is no frame yet, or ffmpeg fails.</exception>
    public async Task<byte[]> SnapshotAsync(CancellationToken cancellationToken)
    {
        var copy = await LookAsync(
            stages =>
            {
                var composed = stages.Frame.Composed!;
                var picture = new YuvImage(composed.Width, composed.Height, composed.Color);
                picture.CopyFrom(composed);
                return picture;
            },
            cancellationToken);
        return await StillPicture.EncodePngAsync(copy, cancellationToken);
    }

    /// <summary>Begins a recording.</summary>
    /// <exception cref="SteerlensException">There is no frame yet, or nothing can be written.</exception>
    public async Task RecordAsync(CancellationToken cancellationToken)
    {
        await _recording.BeginAsync(token => LookAsync(stages => stages.Composite.Output, token), cancellationToken);
        Changed?.Invoke();
    }

    /// <summary>Ends the recording, if there is one.</summary>
    /// <returns>The film's name; null where there is none.</returns>
    /// <exception cref="SteerlensException">It could not be written.</exception>
    public Task<string?> EndRecordingAsync(string? reason, CancellationToken cancellationToken) =>
        _recording.EndAsync(reason, async token => await _desk.HoldAsync(token), cancellationToken);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await Watch.DisposeAsync();
        await _pumping.WaitAsync(Timeout.InfiniteTimeSpan);
        try
        {
            await EndRecordingAsync(reason: null, CancellationToken.None);
        }
        catch (SteerlensException failure)
        {
            _note(failure.Message);
        }

        await _building.WaitAsync();
        await _outlet.DisposeAsync();
        await _recording.WhenEndedAsync();
        _stages?.Dispose();
        _stop.Dispose();
    }

    /// <summary>Shows the source's next frame; the desk is held.</summary>
    private async Task ShowNextAsync(LiveFrame frame)
    {
        await FitAsync(frame.Format);
        await ShowAsync(frame.Frame, frame.Captured, frame.CapturedTicks, record: true);
    }

    /// <summary>Puts stages for the format in place; the desk is held.</summary>
    private async Task FitAsync(FilmFormat format)
    {
        if (_stages is { } stages && stages.Format == format) return;
        Use(await _maker.MakeAsync(_stages, _settings, format, _stop.Token));
    }

    /// <summary>Puts stages in the place of others; the desk is held.</summary>
    private void Use(LiveStages made)
    {
        if (_stages is { } before) made.TakeOver(before);
        made.UseDevice();
        _stages = made;
        if (made.HasFrame)
        {
            made.Again();
            Deliver(made);
        }

        _recording.EndUnlessFit(made.Composite.Output);
    }

    /// <summary>Takes a frame through the stages; the desk is held.</summary>
    private async ValueTask ShowAsync(Frame frame, DateTimeOffset captured, long capturedTicks, bool record)
    {
        var stages = _stages!;
        (_captured, _capturedTicks) = (captured, capturedTicks);
        stages.Process(frame);
        Interlocked.Increment(ref _shown);
        Deliver(stages);
        _recording.EndUnlessFit(stages.Composite.Output);
        if (record) await _recording.TakeAsync(stages.Frame.Composed!, TimeSpan.FromSeconds(frame.Pts * stages.Format.TimeBase.ToDouble()), captured);
    }

    private void Deliver(LiveStages stages)
    {
        _lastFailure = "";
        var milliseconds = stages.Frame.Timings.Explain ?? 0;
        _explain = _explain == 0 ? milliseconds : (0.9 * _explain) + (0.1 * milliseconds);
        Interlocked.Increment(ref _revision);
        FrameShown?.Invoke(stages);
        if (Viewers > 0) Encode(stages);
    }

    private void Encode(LiveStages stages) => _outlet.Encode(stages, _captured, _capturedTicks, Queue, _pump.Dropped);

    private void OnSource(LiveFeedState state)
    {
        if (state is { Phase: LivePhase.Waiting, Reason: { } reason })
        {
            if (!string.Equals(reason, _lastLoss, StringComparison.Ordinal)) _note(reason + "; it is tried again");
            _lastLoss = reason;
        }
        else if (state.Phase is LivePhase.Playing && _lastLoss.Length > 0)
        {
            _note($"'{_feed.Origin.Name}' is back");
            _lastLoss = "";
        }

        Changed?.Invoke();
    }

    private LiveStages RequireFrame() => _stages is { HasFrame: true } stages
        ? stages
        : throw new SteerlensException(ExitCode.InputUnreadable, "there is no picture yet: the source has not sent one");

    private void Fail(Exception failure)
    {
        if (string.Equals(failure.Message, _lastFailure, StringComparison.Ordinal)) return;
        _lastFailure = failure.Message;
        _note(failure.Message);
    }
}
