using System.Globalization;
using System.Runtime.CompilerServices;
using Steerlens.Pipeline.Frames;

namespace Steerlens.Pipeline.Video;

/// <summary>
/// Pictures of one size and kind as a film: files, each a frame whose PTS is its place in the list. Names are never interpreted:
/// this program reads the files and hands them to ffmpeg one by one with their numbers, so that a damaged one can't touch the others.
/// </summary>
public sealed class ImageFolderSource : IFrameSource
{
    /// <summary>The rate that is taken where none is named: that of the drives that come as pictures.</summary>
    public static readonly Rational DefaultRate = new(20, 1);

    private readonly IReadOnlyList<int> _numbers;
    private readonly PictureFeed _feed;
    private readonly string _name;
    private readonly List<string> _warnings = [];
    private long _read;
    private bool _ended;

    private ImageFolderSource(FilmFormat format, IReadOnlyList<string> files, IReadOnlyList<int> numbers, PictureFeed feed)
    {
        Format = format;
        Files = files;
        _numbers = numbers;
        _feed = feed;
        _name = Path.GetDirectoryName(files[0]) is { Length: > 0 } folder ? folder : ".";
    }

    /// <inheritdoc/>
    public FilmFormat Format { get; }

    /// <summary>All files in their order; a frame's index is its file's place here.</summary>
    public IReadOnlyList<string> Files { get; }

    /// <summary>What went wrong without ending the work; complete when the last frame has been read.</summary>
    public IReadOnlyList<string> Warnings => _warnings;

    /// <summary>Opens a folder of pictures, or those that a pattern such as <c>drive/center_*.jpg</c> matches.</summary>
    /// <exception cref="SteerlensException">There are none, they differ in size or kind, or can't be decoded.</exception>
    public static Task<ImageFolderSource> OpenAsync(
        string folderOrPattern, Rational? rate = null, FilmSourceOptions? options = null, CancellationToken cancellationToken = default) =>
        OpenAsync(PictureFiles.Find(folderOrPattern), rate, options, cancellationToken);

    /// <summary>Opens a list of pictures, in its order.</summary>
    /// <exception cref="SteerlensException">It is empty, they differ in size or kind, or can't be decoded.</exception>
    public static async Task<ImageFolderSource> OpenAsync(
        IReadOnlyList<string> files, Rational? rate = null, FilmSourceOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(files);
        options ??= new FilmSourceOptions();
        options.Validate();
        var perSecond = rate ?? DefaultRate;
        if (perSecond.Numerator <= 0) throw new SteerlensException(ExitCode.Usage, $"A rate of {perSecond} pictures a second makes no film: give one above 0");
        if (files.Count == 0) throw new SteerlensException(ExitCode.InputUnreadable, "There are no pictures to read");
        var numbers = Select(files.Count, perSecond, options);
        if (numbers.Count == 0) throw new SteerlensException(ExitCode.Usage, $"{files.Count} pictures at {perSecond} a second: none lies in the part asked for");
        CheckAlike(files);

        var tools = await FfmpegTools.FindAsync(cancellationToken).ConfigureAwait(false);
        var media = await MediaProbe.ReadAsync(files[0], cancellationToken).ConfigureAwait(false);
        var video = media.Video;
        string[] arguments =
        [
            "-v", "error", "-hide_banner", "-nostats", "-nostdin", "-copyts", .. Decoder(video), "-f", "nut", "-i", "pipe:0",
            "-map", "0:v:0", "-fps_mode", "passthrough", "-enc_time_base", string.Create(CultureInfo.InvariantCulture, $"{perSecond.Denominator}:{perSecond.Numerator}"),
            .. PictureFilter.Arguments(video), "-c:v", "rawvideo", "-pix_fmt", "yuv420p", "-f", "nut", "pipe:1",
        ];
        var handed = new NutStream(
            video.StoredWidth, video.StoredHeight, video.Codec is "mjpeg" ? NutStream.Jpeg : NutStream.Png, perSecond.Inverse, new Rational(1, 1), perSecond);
        var feed = await PictureFeed.OpenAsync(tools.Ffmpeg, arguments, _ => FrameChoice.Take, input => Feed(new NutWriter(input, handed), files, numbers), cancellationToken).ConfigureAwait(false);
        if (feed.Stream is { } stream)
        {
            var format = new FilmFormat(
                feed.Width, feed.Height, video.Color, perSecond.Inverse, perSecond * new Rational(1, options.Stride), numbers.Count)
            { SampleAspect = stream.SampleAspect, Origin = numbers[0] };
            return new ImageFolderSource(format, files, numbers, feed);
        }

        await using (feed.ConfigureAwait(false))
        {
            var exitCode = await feed.EndAsync().ConfigureAwait(false);
            throw MediaProbe.Unreadable(files[0], FfmpegReason.From(feed.Complaints, exitCode));
        }
    }

    /// <inheritdoc/>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<bool> ReadAsync(Frame frame, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(frame);
        if (frame.Picture.Width != Format.Width || frame.Picture.Height != Format.Height)
            throw new ArgumentException($"The frame is {frame.Picture.Width}x{frame.Picture.Height}, the pictures {Format.Width}x{Format.Height}.", nameof(frame));
        if (_ended) return false;
        bool found;
        try
        {
            found = await _feed.ReadAsync(frame.Picture.Bytes, cancellationToken).ConfigureAwait(false);
        }
        catch (InvalidDataException error)
        {
            throw MediaProbe.Unreadable(_name, error.Message);
        }

        if (found)
        {
            // The stream's time base may be finer than the pictures' own; it is never coarser.
            var unit = _feed.Stream!.TimeBase * Format.TimeBase.Inverse;
            frame.Index = _feed.Pts * unit.Numerator / unit.Denominator;
            frame.Pts = frame.Index;
            frame.TrueAngle = null;
            _read++;
            return true;
        }

        _ended = true;
        var exitCode = await _feed.EndAsync().ConfigureAwait(false);
        await FfmpegDeath.ThrowAsync(exitCode, _name, $"{_read} of {_numbers.Count} pictures", cancellationToken).ConfigureAwait(false);
        if (_feed.ComplaintCount > 0 || exitCode != 0 || _read != _numbers.Count)
            _warnings.Add($"'{_name}': {_read} of {_numbers.Count} pictures were read; ffmpeg says: {FfmpegReason.From(_feed.Complaints, exitCode)}");
        return false;
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _feed.DisposeAsync();

    private static List<int> Select(int count, Rational rate, FilmSourceOptions options)
    {
        var numbers = new List<int>();
        for (var i = 0; i < count && !(numbers.Count >= options.MaxFrames); i++)
        {
            // A time typed to the microsecond means the frame that lies there: 0.333333 is a third.
            var ticks = (long)((decimal)i * TimeSpan.TicksPerSecond * rate.Denominator / rate.Numerator) + TimeSpan.TicksPerMicrosecond;
            if (ticks < options.Start?.Ticks) continue;
            if (ticks >= options.Until?.Ticks) break;
            if (numbers.Count == 0 || (i - numbers[0]) % options.Stride == 0) numbers.Add(i);
        }

        return numbers;
    }

    private static void CheckAlike(IReadOnlyList<string> files)
    {
        (int Width, int Height)? first = null;
        var kind = Kind(files[0]);
        foreach (var file in files)
        {
            MediaProbe.RequireFile(file);
            if (!string.Equals(Kind(file), kind, StringComparison.Ordinal))
                throw MediaProbe.Unreadable(file, $"its kind is '{Kind(file)}', that of '{files[0]}' is '{kind}': a film needs pictures of one kind");
            if (PictureSize.Read(file) is not { } size) throw MediaProbe.Unreadable(file, $"it is no picture of a kind that is read ({PictureFiles.Kinds})");
            first ??= size;
            if (size != first)
                throw MediaProbe.Unreadable(file, $"it is {size.Width}x{size.Height}, '{files[0]}' is {first.Value.Width}x{first.Value.Height}: a film needs pictures of one size");
        }
    }

    private static string Kind(string file)
    {
        var extension = Path.GetExtension(file).ToLowerInvariant();
        return extension switch { ".jpeg" => ".jpg", ".tiff" => ".tif", _ => extension };
    }

    // The stream is labelled as PNG where it has no name for a kind, so the kind is told beside it.
    private static string[] Decoder(VideoStream video) => video.Codec is "mjpeg" or "png" ? [] : ["-c:v", video.Codec];

    private static void Feed(NutWriter writer, IReadOnlyList<string> files, IReadOnlyList<int> numbers)
    {
        var buffer = Array.Empty<byte>();
        foreach (var number in numbers)
        {
            using var file = new FileStream(files[number], FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0);
            var size = (int)file.Length;
            if (buffer.Length < size) buffer = new byte[size * 2];
            file.ReadExactly(buffer, 0, size);
            writer.Write(number, buffer.AsSpan(0, size));
        }
    }
}
