using System.Globalization;
using System.Runtime.CompilerServices;
using Steerlens.Pipeline.Frames;

namespace Steerlens.Pipeline.Video;

/// <summary>
/// A film's frames, decoded by ffmpeg to 8-bit YUV 4:2:0: turned upright, padded to even sizes, each with its exact PTS in the film's own time
/// base. What can't be decoded at the end is missing and named in <see cref="Warnings"/>; only a film without any frame is an error.
/// </summary>
public sealed class FilmSource : IFrameSource
{
    private readonly FilmSourceOptions _options;
    private readonly FilmSelection _selection;
    private readonly PictureFeed _feed;
    private readonly List<string> _warnings = [];
    private bool _ended;

    private FilmSource(MediaInfo media, FilmSourceOptions options, FilmSelection selection, PictureFeed feed, NutStream stream)
    {
        Media = media;
        _options = options;
        _selection = selection;
        _feed = feed;
        var video = media.Video;
        Format = new FilmFormat(
            feed.Width, feed.Height, video.Color, video.TimeBase,
            video.Rate is { } rate ? rate * new Rational(1, options.Stride) : null,
            selection.ExpectedFrames(media))
        {
            SampleAspect = stream.SampleAspect,
        };
        Original = new FilmOriginal(media)
        {
            Origin = selection.Origin,
            From = options.Start is null ? null : selection.From,
            Until = selection.Until,
            SoundEndsWithPicture = true,
        };
    }

    /// <inheritdoc/>
    public FilmFormat Format { get; }

    /// <summary>What the file says of itself.</summary>
    public MediaInfo Media { get; }

    /// <summary>The film and the part of it that is read, for the sink.</summary>
    public FilmOriginal Original { get; }

    /// <summary>What went wrong without ending the work; complete when the last frame has been read.</summary>
    public IReadOnlyList<string> Warnings => _warnings;

    /// <summary>The decoding ffmpeg's process id; 0 where it is not known.</summary>
    public int ProcessId => _feed.ProcessId;

    /// <summary>Opens a film.</summary>
    /// <exception cref="SteerlensException">It can't be read, has no frames, or the options make no sense.</exception>
    public static async Task<FilmSource> OpenAsync(string path, FilmSourceOptions? options = null, CancellationToken cancellationToken = default)
    {
        options ??= new FilmSourceOptions();
        options.Validate();
        var tools = await FfmpegTools.FindAsync(cancellationToken).ConfigureAwait(false);
        var media = await MediaProbe.ReadAsync(path, cancellationToken).ConfigureAwait(false);
        if (options.Start is { } start && media.Duration is { } duration && start >= duration)
            throw new SteerlensException(ExitCode.Usage, $"'{path}' lasts {FilmSourceOptions.Seconds(duration)} s: a start at {FilmSourceOptions.Seconds(start)} s leaves no frame");

        var times = new PacketTimes(tools, media);
        var selection = new FilmSelection(media, options, times.Contains);
        if (selection.SeeksTo is not null)
            selection.StartCountingAt(await FrameCounter.BeforeAsync(tools, media, selection.FirstPts, cancellationToken).ConfigureAwait(false));
        var feed = await PictureFeed.OpenAsync(tools.Ffmpeg, Arguments(media, selection), selection.Choose, feed: null, cancellationToken).ConfigureAwait(false);
        if (feed.Stream is { } stream)
        {
            if (stream.FourCc == NutStream.Yuv420)
            {
                selection.Follow(stream.TimeBase);
                return new FilmSource(media, options, selection, feed, stream);
            }

            await feed.DisposeAsync().ConfigureAwait(false);
            throw new SteerlensException(ExitCode.Unexpected, $"ffmpeg {tools.Version} decodes '{path}' to {stream.Width}x{stream.Height} in a format that was not asked for");
        }

        await using (feed.ConfigureAwait(false))
        {
            var exitCode = await feed.EndAsync().ConfigureAwait(false);
            var reason = feed.ComplaintCount == 0 && exitCode == 0 ? "it has no frames" : "it has no frames that can be decoded: " + FfmpegReason.From(feed.Complaints, exitCode);
            throw MediaProbe.Unreadable(path, reason);
        }
    }

    /// <inheritdoc/>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<bool> ReadAsync(Frame frame, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(frame);
        if (frame.Picture.Width != Format.Width || frame.Picture.Height != Format.Height)
            throw new ArgumentException($"The frame is {frame.Picture.Width}x{frame.Picture.Height}, the film {Format.Width}x{Format.Height}.", nameof(frame));
        if (_ended) return false;
        try
        {
            if (await _feed.ReadAsync(frame.Picture.Bytes, cancellationToken).ConfigureAwait(false))
            {
                frame.Pts = _selection.Pts;
                frame.Index = _selection.Index;
                frame.TrueAngle = null;
                return true;
            }
        }
        catch (InvalidDataException error)
        {
            throw MediaProbe.Unreadable(Media.Path, error.Message);
        }

        await EndAsync(cancellationToken).ConfigureAwait(false);
        return false;
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _feed.DisposeAsync();

    private async Task EndAsync(CancellationToken cancellationToken)
    {
        _ended = true;
        if (!_feed.ReachedEnd)
        {
            _feed.Kill();
        }
        else
        {
            var exitCode = await _feed.EndAsync().ConfigureAwait(false);
            await FfmpegDeath.ThrowAsync(exitCode, Media.Path, $"{_selection.Seen} frames", cancellationToken).ConfigureAwait(false);
            Original.SoundEndsWithPicture = false;
            if (_feed.ComplaintCount > 0 || exitCode != 0 || _feed.BrokeOff)
            {
                var announced = Media.Video.FrameCount is { } count && !_options.IsPart && count > _selection.Seen ? $" of {count}" : "";
                _warnings.Add($"'{Media.Path}': {_selection.Seen}{announced} frames were read; ffmpeg says: {FfmpegReason.From(_feed.Complaints, exitCode)}");
            }
        }

        if (_selection.BackwardsAt is { } index) _warnings.Add($"'{Media.Path}': time stamps are missing or run backwards at frame {index}: from there on frames follow at the film's rate and its sound may not fit");
        if (_selection.WasRounded) _warnings.Add($"'{Media.Path}': time stamps don't fit its time base {Media.Video.TimeBase}: they are rounded");
        if (_selection.Taken == 0)
            throw new SteerlensException(ExitCode.InputUnreadable, $"'{Media.Path}' has no frame from {FilmSourceOptions.Seconds(_options.Start)} s on: choose another part");
    }

    private static List<string> Arguments(MediaInfo media, FilmSelection selection)
    {
        var video = media.Video;
        var arguments = new List<string> { "-v", "error", "-hide_banner", "-nostats", "-nostdin", "-copyts" };
        if (selection.SeeksTo is { } place) arguments.AddRange(["-noaccurate_seek", "-ss", FilmSourceOptions.Seconds(place)]);
        arguments.AddRange(InputFile.Arguments(media.Path));
        arguments.AddRange(["-map", string.Create(CultureInfo.InvariantCulture, $"0:{video.Index}"), "-fps_mode", "passthrough"]);
        arguments.AddRange(["-enc_time_base", string.Create(CultureInfo.InvariantCulture, $"{video.TimeBase.Numerator}:{video.TimeBase.Denominator}")]);
        arguments.AddRange(PictureFilter.Arguments(video));
        arguments.AddRange(["-c:v", "rawvideo", "-pix_fmt", "yuv420p"]);
        if (selection.ShiftSeconds > 0) arguments.AddRange(["-output_ts_offset", selection.ShiftSeconds.ToString(CultureInfo.InvariantCulture)]);
        arguments.AddRange(["-flush_packets", "1", "-f", "nut", "pipe:1"]);
        return arguments;
    }
}
