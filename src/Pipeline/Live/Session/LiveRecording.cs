using Steerlens.Kernels.Images;
using Steerlens.Pipeline.Frames;

namespace Steerlens.Pipeline.Live.Session;

/// <summary>
/// The recording of a session, if there is one: begins, takes pictures, and ends because somebody asks, the pictures' size changes, or the
/// film can't be written. What says so is called while the desk is held (<see cref="LiveSession"/>).
/// </summary>
/// <param name="folder">Where films go.</param>
/// <param name="time">Their names' clock.</param>
/// <param name="note">Gets what a person at the terminal should know.</param>
internal sealed class LiveRecording(string folder, TimeProvider time, Action<string> note)
{
    private readonly SemaphoreSlim _turn = new(1);
    private LiveRecorder? _recorder;
    private Task _endings = Task.CompletedTask;

    /// <summary>Called when a recording has ended: its file, and why where nobody asked for it.</summary>
    public Action<string, string?>? Ended { get; set; }

    /// <summary>Called when a recording broke off, with the reason and what is left of it.</summary>
    public Action<string>? BrokeOff { get; set; }

    /// <summary>The film's name; null while nothing is recorded.</summary>
    public string? File => _recorder is { } recorder ? Path.GetFileName(recorder.File) : null;

    /// <summary>Frames so far.</summary>
    public long Frames => _recorder?.Frames ?? 0;

    /// <summary>Seconds so far.</summary>
    public double Seconds => _recorder?.Seconds ?? 0;

    /// <summary>Waits for the endings that nobody waited for.</summary>
    public Task WhenEndedAsync() => _endings.WaitAsync(Timeout.InfiniteTimeSpan);

    /// <summary>Begins, unless one has begun.</summary>
    /// <param name="format">Says what pictures there are.</param>
    /// <param name="cancellationToken">Waits no longer.</param>
    /// <exception cref="SteerlensException">There are no pictures yet, or nothing can be written.</exception>
    public async Task BeginAsync(Func<CancellationToken, Task<FilmFormat>> format, CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken);
        try
        {
            _recorder ??= await LiveRecorder.StartAsync(folder, await format(cancellationToken), time.GetLocalNow(), cancellationToken);
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>Ends it, if there is one.</summary>
    /// <param name="reason">Why, where nobody asked for it.</param>
    /// <param name="holdDesk">Holds the desk, so that no picture is on its way.</param>
    /// <param name="cancellationToken">Waits no longer.</param>
    /// <returns>The film's name; null where there is none.</returns>
    /// <exception cref="SteerlensException">It could not be written.</exception>
    public async Task<string?> EndAsync(string? reason, Func<CancellationToken, Task<IDisposable>> holdDesk, CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken);
        LiveRecorder? recorder;
        try
        {
            using (await holdDesk(cancellationToken)) (recorder, _recorder) = (_recorder, null);
        }
        finally
        {
            _turn.Release();
        }

        return recorder is null ? null : await FinishAsync(recorder, reason);
    }

    /// <summary>Ends a recording that can't take the pictures any more. Nobody waits for the film's end.</summary>
    /// <param name="format">The pictures from now on.</param>
    public void EndUnlessFit(FilmFormat format)
    {
        if (_recorder is not { } recorder || recorder.Takes(format)) return;
        _recorder = null;
        _endings = Task.WhenAll(_endings, FinishQuietlyAsync(recorder, "the picture's size has changed"));
    }

    /// <summary>Takes a picture, if there is a recording.</summary>
    /// <param name="picture">The composed picture.</param>
    /// <param name="time">The source's own time.</param>
    /// <param name="captured">When it was captured.</param>
    public async ValueTask TakeAsync(YuvImage picture, TimeSpan time, DateTimeOffset captured)
    {
        if (_recorder is not { } recorder) return;
        try
        {
            await recorder.TakeAsync(picture, time, captured);
        }
        catch (SteerlensException failure)
        {
            _recorder = null;
            await recorder.DisposeAsync();
            var words = WordsFor(recorder, failure);
            note(words);
            BrokeOff?.Invoke(words);
        }
    }

    private async Task<string> FinishAsync(LiveRecorder recorder, string? reason)
    {
        try
        {
            await recorder.FinishAsync(CancellationToken.None);
        }
        catch (SteerlensException failure)
        {
            throw new SteerlensException(failure.ExitCode, WordsFor(recorder, failure), failure);
        }
        finally
        {
            await recorder.DisposeAsync();
        }

        var name = Path.GetFileName(recorder.File);
        note($"recorded '{recorder.File}'{(reason is null ? "" : $", which has ended because {reason}")}");
        Ended?.Invoke(name, reason);
        return name;
    }

    private async Task FinishQuietlyAsync(LiveRecorder recorder, string reason)
    {
        try
        {
            await FinishAsync(recorder, reason);
        }
        catch (Exception failure) when (failure is not OperationCanceledException)
        {
            note(failure.Message);
            BrokeOff?.Invoke(failure.Message);
        }
    }

    private static string WordsFor(LiveRecorder recorder, SteerlensException failure) =>
        recorder.Remains is { } remains ? $"the recording broke off: {failure.Message}; what was written until then is in '{remains}'" : $"the recording is lost: {failure.Message}";
}
