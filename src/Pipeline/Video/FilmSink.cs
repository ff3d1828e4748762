using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Steerlens.Pipeline.Frames;

namespace Steerlens.Pipeline.Video;

/// <summary>
/// Writes frames as a film through ffmpeg, each at its exact time, with the original's sound, subtitles and metadata. The film grows as
/// <c>name.partial.mp4</c>, which plays even if the machine goes down, and is rewritten and named at the end. Writing a frame allocates nothing.
/// </summary>
public sealed class FilmSink : IFrameSink
{
    private readonly FilmSinkOptions _options;
    private readonly FfmpegTools _tools;
    private readonly OutputFile? _file;
    private readonly FilmKind _kind;
    private readonly CarriedStreams? _carried;
    private readonly PictureDrain _drain;
    private readonly List<string> _notes = [];
    private readonly long _shift;
    private long? _lastPts;
    private bool _closed;
    private bool _disposed;
    private bool _isPublished;

    private FilmSink(FilmSinkOptions options, FfmpegTools tools, OutputFile? file, string codec, string? codecNote)
    {
        var format = options.Format;
        _options = options;
        _tools = tools;
        _file = file;
        _kind = file?.Kind ?? FilmKind.Matroska;
        Codec = codec;
        _shift = FilmSinkArguments.ShiftSeconds(options) * format.TimeBase.Denominator / format.TimeBase.Numerator;
        _carried = options.Original is { } original ? new CarriedStreams(original, _kind) : null;
        if (codecNote is not null) _notes.Add(codecNote);
        if (_carried is not null) _notes.AddRange(_carried.Notes);
        var target = file is null ? "pipe:1" : FfmpegTools.Address(file.Partial);
        var stream = new NutStream(
            format.Width, format.Height, options.Alpha ? NutStream.Yuva420 : NutStream.Yuv420, format.TimeBase, format.SampleAspect, format.Rate);
        _drain = new PictureDrain(tools.Ffmpeg, FilmSinkArguments.Encode(options, codec, _kind, target, _carried), stream, options.Path);
    }

    /// <summary>What is not as it was in the original, and what ffmpeg complained of; complete after <see cref="CompleteAsync"/>.</summary>
    public IReadOnlyList<string> Notes => _notes;

    /// <summary>The film as far as it came, where it broke off and was to be kept (<see cref="FilmSinkOptions.KeepUnfinished"/>); it plays. Null otherwise.</summary>
    public string? Unfinished => _options.KeepUnfinished && !_isPublished && FrameCount > 0 && _file is { } file && new FileInfo(file.Partial) is { Exists: true, Length: > 0 } ? file.Partial : null;

    /// <summary>How many frames were written.</summary>
    public long FrameCount { get; private set; }

    /// <summary>The encoder that is used.</summary>
    public string Codec { get; }

    /// <summary>The encoding ffmpeg's process id; 0 where it is not known.</summary>
    public int ProcessId => _drain.ProcessId;

    /// <summary>Checks the output and the encoder, then starts ffmpeg.</summary>
    /// <exception cref="SteerlensException">The output exists or can't be written, or no encoder works.</exception>
    public static async Task<FilmSink> CreateAsync(FilmSinkOptions options, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        if (options.Alpha && !options.IsStandardOutput && !options.Path.EndsWith(".mov", StringComparison.OrdinalIgnoreCase))
            throw new SteerlensException(ExitCode.Usage, $"'{options.Path}' can't hold transparency: write the overlay to a .mov");
        var tools = await FfmpegTools.FindAsync(cancellationToken).ConfigureAwait(false);
        var file = options.IsStandardOutput ? null : OutputFile.Prepare(options.Path, options.Overwrite, options.Original?.Media.Path);
        try
        {
            var (codec, note) = await EncoderProbe
                .ResolveAsync(tools, options, file?.Kind ?? FilmKind.Matroska, cancellationToken).ConfigureAwait(false);
            return new FilmSink(options, tools, file, codec, note);
        }
        catch
        {
            file?.Clean();
            throw;
        }
    }

    /// <summary>What of a film's sound and subtitles will not be as it was when it is written to a file of a name's kind: one line each.</summary>
    /// <param name="media">The film.</param>
    /// <param name="path">The file's name; its ending decides.</param>
    /// <exception cref="SteerlensException">The ending is none of a film's.</exception>
    public static IReadOnlyList<string> Foresee(MediaInfo media, string path) => new CarriedStreams(new FilmOriginal(media), OutputFile.KindOf(path)).Notes;

    /// <inheritdoc/>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    public async ValueTask WriteAsync(Frame frame, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(frame);
        ObjectDisposedException.ThrowIf(_closed, this);

        // A write that has begun is finished: cancelling must leave a film that plays.
        cancellationToken.ThrowIfCancellationRequested();
        if (_lastPts is { } last && frame.Pts <= last) throw new ArgumentException($"Time stamp {frame.Pts} is not after {last}.", nameof(frame));
        await _drain.WriteAsync(frame.Composed ?? frame.Picture, frame.Alpha, frame.Pts + _shift).ConfigureAwait(false);
        _lastPts = frame.Pts;
        FrameCount++;
    }

    /// <inheritdoc/>
    public async ValueTask CompleteAsync(CancellationToken cancellationToken)
    {
        ObjectDisposedException.ThrowIf(_closed, this);
        _closed = true;
        if (FrameCount == 0) throw OutputFile.Unwritable(_options.Path, "there was no frame to write");
        await _drain.CompleteAsync(cancellationToken).ConfigureAwait(false);
        AddComplaints();
        if (_file is null) return;

        var complete = _file.Partial;
        var soundUntil = SoundUntil();
        if (_kind != FilmKind.Matroska || soundUntil is not null)
        {
            complete = _file.Rewritten;
            var arguments = FilmSinkArguments.Rewrite(_options, _kind, FfmpegTools.Address(_file.Partial), FfmpegTools.Address(complete), _carried, soundUntil);
            var run = await FfmpegTools.RunAsync(_tools.Ffmpeg, arguments, cancellationToken).ConfigureAwait(false);
            if (run.ExitCode != 0) throw OutputFile.BrokeOff(_options.Path, run.Reason);
        }

        await VerifyAsync(complete, cancellationToken).ConfigureAwait(false);
        _file.Publish(complete);
        _isPublished = true;
        _file.Clean();
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_disposed) return;
        _disposed = _closed = true;
        await _drain.DisposeAsync().ConfigureAwait(false);
        if (Unfinished is null) _file?.Clean();
        else _file!.Leave();
    }

    // The same ffmpeg reads the original's sound: what it says of that is not said of the encoding.
    private void AddComplaints()
    {
        var complaints = _drain.Complaints;
        if (complaints.Count == 0) return;
        var original = _options.Original?.Media;
        var ofOriginal = complaints.Where(line => original is not null && FfmpegReason.IsAbout(original, line)).ToList();
        var ofEncoding = complaints.Except(ofOriginal, StringComparer.Ordinal).Where(line => !line.Contains("Last message repeated", StringComparison.Ordinal)).ToList();
        if (ofOriginal.Count > 0) _notes.Add($"ffmpeg says of the sound in '{original!.Path}': {FfmpegReason.From(ofOriginal, 0)}");
        if (ofEncoding.Count > 0) _notes.Add("ffmpeg says while encoding: " + FfmpegReason.From(ofEncoding, 0));
    }

    // Where the picture was cut short the sound must not run on: up to the end of the last frame.
    private TimeSpan? SoundUntil()
    {
        if (_options.Original is not { SoundEndsWithPicture: true } original || _lastPts is not { } last) return null;
        var format = _options.Format;
        var seconds = ((last - original.Origin) * format.TimeBase.ToDouble()) + (format.Rate?.Inverse.ToDouble() ?? 0.04);
        return TimeSpan.FromSeconds(seconds);
    }

    private async Task VerifyAsync(string path, CancellationToken cancellationToken)
    {
        string[] how = _kind == FilmKind.Matroska ? ["-count_packets"] : [];
        var run = await FfmpegTools.RunAsync(
            _tools.Ffprobe,
            ["-v", "error", .. how, "-select_streams", "v:0", "-show_entries", "stream=nb_frames,nb_read_packets", "-of", "json", "-i", FfmpegTools.Address(path)],
            cancellationToken).ConfigureAwait(false);
        if (run.ExitCode != 0) throw OutputFile.BrokeOff(_options.Path, "the written film can't be read back: " + run.Reason);
        using var document = JsonDocument.Parse(run.Output);
        var stream = document.RootElement.GetProperty("streams")[0];
        var text = MediaProbe.Text(stream, _kind == FilmKind.Matroska ? "nb_read_packets" : "nb_frames");
        if (!long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var count) || count != FrameCount)
            throw OutputFile.BrokeOff(_options.Path, $"{FrameCount} frames were written but {text ?? "none"} arrived");
    }
}
