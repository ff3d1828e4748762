using System.Runtime.CompilerServices;

namespace Steerlens.Pipeline.Video;

/// <summary>What to do with a frame whose time stamp is known and whose picture is not read yet.</summary>
internal enum FrameChoice
{
    /// <summary>Read the picture.</summary>
    Take,

    /// <summary>Leave it and go on.</summary>
    Skip,

    /// <summary>Leave it and all that follow.</summary>
    Stop,
}

/// <summary>A running ffmpeg that decodes to NUT on its standard output. Reading a picture allocates nothing after the first few.</summary>
internal sealed class PictureFeed : IAsyncDisposable
{
    private readonly IFfmpegRun _process;
    private readonly BlockingLane _lane;
    private readonly Func<long, FrameChoice> _choose;
    private NutReader? _reader;
    private byte[]? _target;

    private PictureFeed(IFfmpegRun process, Func<long, FrameChoice> choose)
    {
        _process = process;
        _choose = choose;
        _lane = new BlockingLane("decode", Work);
    }

    /// <summary>What comes; null where ffmpeg ended without a single frame.</summary>
    internal NutStream? Stream => _reader?.Stream;

    /// <summary>Samples in a row of the pictures that are read: even.</summary>
    internal int Width => OddSize.Even(Stream!.Width);

    /// <summary>Rows of the pictures that are read: even.</summary>
    internal int Height => OddSize.Even(Stream!.Height);

    /// <summary>The time stamp of the picture last read, in the stream's own time base.</summary>
    internal long Pts { get; private set; }

    /// <summary>Whether the stream broke off inside a frame.</summary>
    internal bool BrokeOff { get; private set; }

    /// <summary>Whether the end was reached because there is no more, rather than by <see cref="FrameChoice.Stop"/>.</summary>
    internal bool ReachedEnd { get; private set; }

    /// <summary>ffmpeg's process id; 0 where it is not known.</summary>
    internal int ProcessId => _process.Id;

    /// <summary>ffmpeg's last complaints.</summary>
    internal IReadOnlyList<string> Complaints => _process.Complaints;

    /// <summary>How many lines it complained of.</summary>
    internal int ComplaintCount => _process.ComplaintCount;

    /// <summary>Starts ffmpeg and waits for the headers.</summary>
    /// <param name="ffmpeg">Full path.</param>
    /// <param name="arguments">All of them, ending in NUT on standard output.</param>
    /// <param name="choose">Asked for each frame with its time stamp in the stream's time base, on the feed's own thread.</param>
    /// <param name="feed">Writes ffmpeg's input on a thread of its own; null where it reads a file itself.</param>
    /// <param name="cancellationToken">Ends ffmpeg.</param>
    internal static async Task<PictureFeed> OpenAsync(
        string ffmpeg, IReadOnlyList<string> arguments, Func<long, FrameChoice> choose, Action<Stream>? feed, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var process = FfmpegRunners.Current.Start(ffmpeg, arguments, writes: feed is not null, reads: true, folder: null);
        var opened = new PictureFeed(process, choose);
        try
        {
            if (feed is not null) new Thread(() => Write(process, feed)) { Name = "feed", IsBackground = true }.Start();
            await opened.RunAsync(target: null, cancellationToken).ConfigureAwait(false);
            return opened;
        }
        catch
        {
            await opened.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Reads the next chosen picture, padded to an even size.</summary>
    /// <returns>False at the end.</returns>
    internal ValueTask<bool> ReadAsync(byte[] target, CancellationToken cancellationToken) => RunAsync(target, cancellationToken);

    /// <summary>Waits for ffmpeg to end; after the last picture only.</summary>
    internal Task<int> EndAsync() => _process.WaitAsync();

    /// <summary>Ends ffmpeg at once.</summary>
    internal void Kill() => _process.Kill();

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        // Ended first: the lane may block on its pipe.
        _process.Kill();
        _lane.Dispose();
        await _process.DisposeAsync().ConfigureAwait(false);
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<bool> RunAsync(byte[]? target, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        _target = target;
        using var registration = cancellationToken.UnsafeRegister(static feed => ((PictureFeed)feed!).Kill(), this);
        try
        {
            var found = await _lane.RunAsync().ConfigureAwait(false);
            if (!found) cancellationToken.ThrowIfCancellationRequested();
            return found;
        }
        catch (Exception error) when (error is EndOfStreamException or IOException && cancellationToken.IsCancellationRequested)
        {
            throw new OperationCanceledException(cancellationToken);
        }
    }

    private bool Work()
    {
        try
        {
            if (_reader is null)
            {
                _reader = new NutReader(_process.Output);
                return true;
            }

            while (_reader.NextFrame())
            {
                var choice = _choose(_reader.Pts);
                if (choice == FrameChoice.Stop) return false;
                if (choice == FrameChoice.Skip) continue;
                var stream = _reader.Stream;
                var isEven = stream.Width % 2 == 0 && stream.Height % 2 == 0;
                _reader.ReadPicture(isEven ? _target : _target.AsSpan(0, stream.PictureBytes));
                if (!isEven) OddSize.Pad(_target, stream.Width, stream.Height);
                Pts = _reader.Pts;
                return true;
            }
        }
        catch (EndOfStreamException)
        {
            BrokeOff = _reader is not null;
        }

        ReachedEnd = true;
        return false;
    }

    private static void Write(IFfmpegRun process, Action<Stream> feed)
    {
        try
        {
            using var input = process.Input;
            feed(input);
        }
        catch (Exception error) when (error is IOException or ObjectDisposedException or InvalidOperationException)
        {
            // ffmpeg has ended; its own reason is reported where its output ends.
        }
    }
}
