using System.Runtime.CompilerServices;
using Steerlens.Kernels.Images;
using Steerlens.Pipeline.Frames;
using Steerlens.Pipeline.Video;

namespace Steerlens.Pipeline.Live.Sources;

/// <summary>
/// The pictures of a camera or a stream, as ffmpeg decodes them with as little delay as it can. It isn't probed before: many streams can be connected
/// to only once. PTS count from the connection's first picture.
/// </summary>
internal sealed class StreamSource : IFrameSource
{
    // Fine enough for every rate, and what streams themselves count in.
    private static readonly Rational TimeBase = new(1, 90_000);

    private readonly string _name;
    private readonly Func<string, string> _clean;
    private readonly PictureFeed _feed;
    private readonly Rational _unit;
    private long? _firstPts;
    private long _index;

    private StreamSource(string name, Func<string, string> clean, PictureFeed feed, NutStream stream, YuvColor color)
    {
        (_name, _clean, _feed, _unit) = (name, clean, feed, stream.TimeBase);
        Format = new FilmFormat(feed.Width, feed.Height, color, TimeBase, Rate: null, FrameCount: null) { SampleAspect = stream.SampleAspect };
    }

    /// <inheritdoc/>
    public FilmFormat Format { get; }

    /// <summary>The decoding ffmpeg's process id.</summary>
    internal int ProcessId => _feed.ProcessId;

    /// <summary>Connects and waits for the first picture.</summary>
    /// <param name="tools">ffmpeg.</param>
    /// <param name="name">What people know the source by.</param>
    /// <param name="input">ffmpeg's options of the input, ending in <c>-i</c> and its address.</param>
    /// <param name="assumed">The matrix where the source names none, by its height.</param>
    /// <param name="clean">Takes out of ffmpeg's reasons what isn't to be shown.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="SteerlensException">Nothing comes, with the reason.</exception>
    internal static async Task<StreamSource> OpenAsync(
        FfmpegTools tools, string name, string[] input, Func<int, YuvMatrix> assumed, Func<string, string> clean, CancellationToken cancellationToken)
    {
        string[] arguments =
        [
            "-v", "level+info", "-hide_banner", "-nostats", "-nostdin",
            "-fflags", "nobuffer", "-flags", "low_delay", "-probesize", "500000", "-analyzeduration", "500000",
            .. input,
            "-map", "0:V:0", "-fps_mode", "passthrough", "-enc_time_base", $"{TimeBase.Numerator}:{TimeBase.Denominator}",
            "-vf", "scale=out_range=limited,format=yuv420p", "-c:v", "rawvideo", "-pix_fmt", "yuv420p", "-flush_packets", "1", "-f", "nut", "pipe:1",
        ];
        var feed = await PictureFeed.OpenAsync(tools.Ffmpeg, arguments, _ => FrameChoice.Take, feed: null, cancellationToken);
        if (feed.Stream is { } stream)
        {
            // The line about the stream was written before its first picture, but by another pipe.
            for (var look = 0; look < 20 && !StreamColor.IsSaid(feed.Complaints); look++) await Task.Delay(10, cancellationToken);
            var matrix = StreamColor.MatrixOf(feed.Complaints) ?? assumed(stream.Height);
            return new StreamSource(name, clean, feed, stream, new YuvColor(matrix, FullRange: false));
        }

        await using (feed.ConfigureAwait(false))
        {
            var exitCode = await feed.EndAsync();
            throw new SteerlensException(ExitCode.InputUnreadable, $"'{name}' can't be read: {clean(Reason(feed, exitCode))}");
        }
    }

    /// <inheritdoc/>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<bool> ReadAsync(Frame frame, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(frame);
        if (await _feed.ReadAsync(frame.Picture.Bytes, cancellationToken))
        {
            _firstPts ??= _feed.Pts;
            var factor = _unit * TimeBase.Inverse;
            frame.Pts = (_feed.Pts - _firstPts.Value) * factor.Numerator / factor.Denominator;
            frame.Index = _index++;
            return true;
        }

        var exitCode = await _feed.EndAsync();
        if (exitCode == 0 && !_feed.BrokeOff) return false;
        throw new SteerlensException(ExitCode.InputUnreadable, $"'{_name}' was lost: {_clean(Reason(_feed, exitCode))}");
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _feed.DisposeAsync();

    // With each line goes how bad it is; what is less than an error is no reason.
    private static string Reason(PictureFeed feed, int exitCode) => FfmpegReason.From(
        [.. feed.Complaints.Where(line => line.Contains("[error] ", StringComparison.Ordinal) || line.Contains("[fatal] ", StringComparison.Ordinal))], exitCode);
}
